package remote

import (
	"context"
	"fmt"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"

	"slipway.invalid/toolchain/command/internal/output"
)

// run runs one command on the remote host and puts its output into the state.
func run(ctx context.Context, command string, state *CommandOutputs) error {
	client, err := state.Connection.dial(ctx)
	if err != nil {
		return err
	}
	defer client.close()
	shell, err := client.NewSession()
	if err != nil {
		return fmt.Errorf("%s accepts no command: %w", state.Connection.address(), err)
	}
	defer shell.Close()
	if err := setEnvironment(ctx, shell, command, state); err != nil {
		return err
	}
	if state.Stdin != nil {
		shell.Stdin = strings.NewReader(*state.Stdin)
	}
	capture := output.NewCapture(ctx, state.Logging)
	shell.Stdout, shell.Stderr = capture.Writers()
	// A cancelled update must not wait for the far end.
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	err = shell.Run(command)
	stdout, stderr := capture.Finish()
	if err != nil {
		return output.Failure(ctx, "the command on "+state.Connection.address(), err, stdout, stderr)
	}
	state.Stdout, state.Stderr = stdout, stderr
	return nil
}

// setEnvironment fails if the server refuses a variable of the user's. The previous output is a courtesy
// that most servers refuse: only a command that mentions it gets a warning.
func setEnvironment(ctx context.Context, shell *ssh.Session, command string, state *CommandOutputs) error {
	for name, value := range valueOr(state.Environment, nil) {
		if err := shell.Setenv(name, value); err != nil {
			return fmt.Errorf("environment.%s: %s refuses it; allow it there with AcceptEnv, or set it in the command: %w",
				name, state.Connection.address(), err)
		}
	}
	for name, value := range output.Previous(state.AddPreviousOutputInEnv, state.Stdout, state.Stderr) {
		if err := shell.Setenv(name, value); err != nil && strings.Contains(command, name) {
			p.GetLogger(ctx).Warningf("%s is not set: %s does not list it in AcceptEnv", name, state.Connection.address())
		}
	}
	return nil
}
