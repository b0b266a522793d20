package local

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-go-provider/infer"

	"slipway.invalid/toolchain/command/internal/output"
)

func create(ctx context.Context, in CommandInputs) (CommandOutputs, error) {
	response, err := (&Command{}).Create(ctx, infer.CreateRequest[CommandInputs]{Name: "x", Inputs: in})
	return response.Output, err
}

func text(s string) *string { return &s }

func TestCreateRunsWithStdinEnvironmentAndDir(t *testing.T) {
	dir := t.TempDir()
	state, err := create(context.Background(), CommandInputs{
		Create:      text("cat; pwd >&2; echo $NAME"),
		Stdin:       text("in "),
		Dir:         &dir,
		Environment: &map[string]string{"NAME": "value"},
	})
	if err != nil || state.Stdout != "in value" || state.Stderr != dir {
		t.Fatalf("stdout %q, stderr %q, error %v", state.Stdout, state.Stderr, err)
	}
}

func TestInterpreterReplacesTheShell(t *testing.T) {
	state, err := create(context.Background(), CommandInputs{
		Create: text("text"), Interpreter: &[]string{"/bin/echo", "-n"},
	})
	if err != nil || state.Stdout != "text" {
		t.Fatalf("stdout %q, error %v", state.Stdout, err)
	}
}

func TestFailureTellsExitCodeButNoSecret(t *testing.T) {
	ctx := output.WithSecrets(context.Background(), []string{"pass-phrase"})
	_, err := create(ctx, CommandInputs{Create: text("echo wrong pass-phrase >&2; exit 4")})
	if err == nil || !strings.Contains(err.Error(), "exit code 4") || !strings.Contains(err.Error(), "wrong [secret]") {
		t.Fatalf("error %v", err)
	}
}

func TestDeleteRunsOnceWithThePreviousOutput(t *testing.T) {
	file := t.TempDir() + "/log"
	state, err := create(context.Background(), CommandInputs{
		Create: text("echo made"), Delete: text("echo deleted $PULUMI_COMMAND_STDOUT >>" + file),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&Command{}).Delete(context.Background(), infer.DeleteRequest[CommandOutputs]{State: state}); err != nil {
		t.Fatal(err)
	}
	if content, _ := os.ReadFile(file); string(content) != "deleted made\n" {
		t.Errorf("log %q", content)
	}
}

func TestAssetsFollowTheRulesInOrder(t *testing.T) {
	dir := t.TempDir()
	state, err := create(context.Background(), CommandInputs{
		Create:       text("mkdir -p sub; touch a.txt b.log sub/c.txt sub/secret.txt"),
		Dir:          &dir,
		AssetPaths:   &[]string{"**.txt", "!**secret.*"},
		ArchivePaths: &[]string{"*.log"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(*state.Assets) != 2 || (*state.Assets)["a.txt"] == nil || (*state.Assets)["sub/c.txt"] == nil {
		t.Errorf("assets %v", *state.Assets)
	}
	if members := state.Archive.Assets; len(members) != 1 || members["b.log"] == nil {
		t.Errorf("archive %v", members)
	}
}
