package main

import (
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"gopkg.in/yaml.v2"
)

// usesTypeScript tells whether ts-node is loaded for the project of a folder: the runtime option `typescript` of its
// Pulumi.yaml, true by default. Engines gave it to the host as a flag when this host was made, and no longer do.
func usesTypeScript(folder string) bool {
	path, err := workspace.DetectProjectPathFrom(folder)
	if err != nil {
		return true
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return true
	}
	var project struct {
		Runtime struct {
			Options struct {
				TypeScript *bool `yaml:"typescript"`
			}
		}
	}
	// A runtime without options is a plain string: an error here, and the default.
	if yaml.Unmarshal(content, &project) != nil || project.Runtime.Options.TypeScript == nil {
		return true
	}
	return *project.Runtime.Options.TypeScript
}
