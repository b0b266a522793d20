package remote

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"
)

func inputs(e endpoint, create string) CommandInputs {
	return CommandInputs{Connection: &Connection{endpoint: e}, Create: &create}
}

func create(t *testing.T, in CommandInputs) (CommandOutputs, error) {
	t.Helper()
	response, err := (&Command{}).Create(context.Background(), infer.CreateRequest[CommandInputs]{Name: "x", Inputs: in})
	return response.Output, err
}

func mustFailWith(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; expected one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in the error:\n%v", part, err)
		}
	}
}

func TestCreateReturnsBothStreams(t *testing.T) {
	in := inputs(newServer(t).endpoint(), "cat; echo \"$GREETING\" >&2")
	stdin := "from stdin"
	in.Stdin = &stdin
	in.Environment = &map[string]string{"GREETING": "hello"}
	state, err := create(t, in)
	if err != nil || state.Stdout != stdin || state.Stderr != "hello" {
		t.Fatalf("stdout %q, stderr %q, error %v", state.Stdout, state.Stderr, err)
	}
}

// The commands of a master that starts from a stock image come so.
func TestLongStdinArrivesWhole(t *testing.T) {
	in := inputs(newServer(t).endpoint(), "sleep 0.2; wc -c")
	stdin := strings.Repeat("0123456789", 100_000)
	in.Stdin = &stdin
	state, err := create(t, in)
	if err != nil || strings.TrimSpace(state.Stdout) != "1000000" {
		t.Fatalf("stdout %q, error %v", state.Stdout, err)
	}
}

func TestFailureTellsExitCodeAndEndOfStderr(t *testing.T) {
	_, err := create(t, inputs(newServer(t).endpoint(), "seq 100 >&2; echo out; exit 7 # topsecret"))
	mustFailWith(t, err, "exit code 7", "stderr", "\n100", "80 lines more")
	if strings.Contains(err.Error(), "topsecret") || strings.Contains(err.Error(), "\n80\n") {
		t.Errorf("too much in the error:\n%v", err)
	}
}

func TestFailureFallsBackToStdout(t *testing.T) {
	_, err := create(t, inputs(newServer(t).endpoint(), "echo only this; exit 1"))
	mustFailWith(t, err, "exit code 1", "stdout", "only this")
}

func TestRefusedVariableFails(t *testing.T) {
	s := newServer(t)
	s.allowEnv = false
	in := inputs(s.endpoint(), "true")
	in.Environment = &map[string]string{"NAME": "value"}
	_, err := create(t, in)
	mustFailWith(t, err, "environment.NAME", "AcceptEnv")
}

func TestDeleteRunsWithThePreviousOutput(t *testing.T) {
	file := t.TempDir() + "/deleted"
	in := inputs(newServer(t).endpoint(), "echo made")
	del := "echo \"gone: $PULUMI_COMMAND_STDOUT\" >" + file + "; cat " + file + " >&2; exit 3"
	in.Delete = &del
	state, err := create(t, in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = (&Command{}).Delete(context.Background(), infer.DeleteRequest[CommandOutputs]{State: state})
	mustFailWith(t, err, "gone: made", "exit code 3")
}

func TestUpdatePrefersUpdateOverCreate(t *testing.T) {
	in := inputs(newServer(t).endpoint(), "echo created")
	state, err := create(t, in)
	if err != nil {
		t.Fatal(err)
	}
	update := func() string {
		request := infer.UpdateRequest[CommandInputs, CommandOutputs]{State: state, Inputs: in}
		response, err := (&Command{}).Update(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		return response.Output.Stdout
	}
	if out := update(); out != "created" {
		t.Errorf("without update: %q", out)
	}
	command := "echo updated"
	in.Update = &command
	if out := update(); out != "updated" {
		t.Errorf("with update: %q", out)
	}
}

func TestPreviewConnectsNowhere(t *testing.T) {
	s := newServer(t)
	request := infer.CreateRequest[CommandInputs]{Name: "x", Inputs: inputs(s.endpoint(), "true"), DryRun: true}
	if _, err := (&Command{}).Create(context.Background(), request); err != nil || s.accepted.Load() != 0 {
		t.Fatalf("%d connections, error %v", s.accepted.Load(), err)
	}
}

func TestHostThatGoesSilentEndsTheCommand(t *testing.T) {
	defer func(interval, timeout time.Duration) { aliveInterval, aliveTimeout = interval, timeout }(aliveInterval, aliveTimeout)
	aliveInterval, aliveTimeout = 50*time.Millisecond, 100*time.Millisecond
	s := newServer(t)
	s.mute.Store(true)
	started := time.Now()
	_, err := create(t, inputs(s.endpoint(), "sleep 5"))
	mustFailWith(t, err, "cut off")
	if took := time.Since(started); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}
