package remote

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mustHold(t *testing.T, path, text string) {
	t.Helper()
	if content, err := os.ReadFile(path); err != nil || string(content) != text {
		t.Errorf("%s: %q, error %v", path, content, err)
	}
}

func copyOver(t *testing.T, source types.AssetOrArchive, dest string) error {
	t.Helper()
	in := CopyToRemoteInputs{
		Connection: &Connection{endpoint: newServer(t).endpoint()}, Source: source, RemotePath: dest,
	}
	_, err := (&CopyToRemote{}).Create(context.Background(), infer.CreateRequest[CopyToRemoteInputs]{Name: "x", Inputs: in})
	return err
}

func TestFilesGoWhereTheNpmPackagePutsThem(t *testing.T) {
	dir := t.TempDir()
	write(t, dir+"/src/a", "A")
	write(t, dir+"/src/sub/b", "B")
	if err := os.Mkdir(dir+"/there", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ source, dest, found, text string }{
		{"/src/a", "/new", "/new", "A"},
		{"/src/a", "/there", "/there/a", "A"},
		{"/src", "/there", "/there/src/sub/b", "B"},
		{"/src", "/fresh", "/fresh/src/a", "A"},
		{"/src/", "/flat", "/flat/sub/b", "B"},
	} {
		archive, asset := &resource.Archive{Path: dir + c.source}, &resource.Asset{Path: dir + c.source}
		source := types.AssetOrArchive{Archive: archive}
		if c.source == "/src/a" {
			source = types.AssetOrArchive{Asset: asset}
		}
		if err := copyOver(t, source, dir+c.dest); err != nil {
			t.Errorf("%s to %s: %v", c.source, c.dest, err)
		}
		mustHold(t, dir+c.found, c.text)
	}
}

func TestTextBecomesAFile(t *testing.T) {
	dir := t.TempDir()
	source := types.AssetOrArchive{Asset: &resource.Asset{Text: "hello\n"}}
	if err := copyOver(t, source, dir+"/text"); err != nil {
		t.Fatal(err)
	}
	mustHold(t, dir+"/text", "hello\n")
	mustFailWith(t, copyOver(t, source, dir), "is a folder")
}

func TestMissingSourceFails(t *testing.T) {
	source := types.AssetOrArchive{Asset: &resource.Asset{Path: t.TempDir() + "/none"}}
	mustFailWith(t, copyOver(t, source, t.TempDir()+"/x"), "source: ", "no such file")
}
