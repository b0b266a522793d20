package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobwas/glob"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// collect reads the files that assetPaths and archivePaths ask for.
func (state *CommandOutputs) collect() error {
	if state.AssetPaths != nil {
		assets, err := findAssets(state.dir(), *state.AssetPaths)
		if err != nil {
			return fmt.Errorf("assetPaths: %w", err)
		}
		state.Assets = &assets
	}
	if state.ArchivePaths == nil {
		return nil
	}
	assets, err := findAssets(state.dir(), *state.ArchivePaths)
	if err != nil {
		return fmt.Errorf("archivePaths: %w", err)
	}
	members := map[string]any{}
	for name, asset := range assets {
		members[name] = asset
	}
	state.Archive, err = resource.NewAssetArchive(members)
	return err
}

type rule struct {
	exclude bool
	pattern glob.Glob
}

// findAssets applies the rules in order to each file below dir; the last one that matches decides.
func findAssets(dir string, patterns []string) (map[string]*resource.Asset, error) {
	rules := make([]rule, 0, len(patterns))
	for _, text := range patterns {
		pattern, exclude := strings.CutPrefix(text, "!")
		compiled, err := glob.Compile(pattern, '/')
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		rules = append(rules, rule{exclude, compiled})
	}
	assets := map[string]*resource.Asset{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !wanted(name, rules) {
			return err
		}
		assets[name], err = resource.NewPathAsset(filepath.Join(dir, name))
		return err
	})
	return assets, err
}

func wanted(name string, rules []rule) bool {
	found := false
	for _, r := range rules {
		if r.pattern.Match(name) {
			found = !r.exclude
		}
	}
	return found
}
