package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"slipway.invalid/toolchain/command/internal/output"
)

// stopGrace is how long a cancelled command gets to end by itself.
const stopGrace = 5 * time.Second

// run runs one command and puts its output, assets and archive into the state.
func run(ctx context.Context, command string, state *CommandOutputs) error {
	cmd := prepare(ctx, command, state)
	capture := output.NewCapture(ctx, state.Logging)
	cmd.Stdout, cmd.Stderr = capture.Writers()
	err := cmd.Run()
	stdout, stderr := capture.Finish()
	if err != nil {
		return output.Failure(ctx, "the local command", err, stdout, stderr)
	}
	state.Stdout, state.Stderr = stdout, stderr
	return state.collect()
}

func prepare(ctx context.Context, command string, state *CommandOutputs) *exec.Cmd {
	words := []string{"/bin/sh", "-c"}
	if state.Interpreter != nil && len(*state.Interpreter) > 0 {
		words = *state.Interpreter
	}
	arguments := append(append([]string{}, words[1:]...), command)
	cmd := exec.CommandContext(ctx, words[0], arguments...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = stopGrace
	cmd.Dir = state.dir()
	cmd.Env = os.Environ()
	if state.Environment != nil {
		cmd.Env = appendVariables(cmd.Env, *state.Environment)
	}
	cmd.Env = appendVariables(cmd.Env, output.Previous(state.AddPreviousOutputInEnv, state.Stdout, state.Stderr))
	if state.Stdin != nil {
		cmd.Stdin = strings.NewReader(*state.Stdin)
	}
	return cmd
}

func (in *CommandInputs) dir() string {
	if in.Dir == nil {
		return "."
	}
	return *in.Dir
}

func appendVariables(environment []string, variables map[string]string) []string {
	for name, value := range variables {
		environment = append(environment, fmt.Sprintf("%s=%s", name, value))
	}
	return environment
}
