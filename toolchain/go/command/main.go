// Command pulumi-resource-command is a plugin for the npm package @pulumi/command: its resources
// local.Command, remote.Command and remote.CopyToRemote. The official plugin is no Go module.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"

	"slipway.invalid/toolchain/command/internal/local"
	"slipway.invalid/toolchain/command/internal/remote"
	"slipway.invalid/toolchain/command/internal/secrets"
)

// version is that of the npm package; the build sets it with -ldflags -X main.version=….
var version = "0.0.0-dev"

func main() {
	provider, err := newProvider()
	if err == nil {
		err = provider.Run(context.Background(), "command", version)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-command:", err)
		os.Exit(1)
	}
}

func newProvider() (p.Provider, error) {
	provider, err := infer.NewProviderBuilder().
		WithResources(
			infer.Resource(&local.Command{}),
			infer.Resource(&remote.Command{}),
			infer.Resource(&remote.CopyToRemote{}),
		).
		Build()
	return replaceOnTriggers(secrets.Guard(provider)), err
}
