// Command pulumi-resource-tls is the plugin behind the npm package @pulumi/tls.
//
// It bridges terraform-provider-tls; main.version is set by the linker.
package main

import (
	"context"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
)

// version is that of the npm package; the build sets it with -ldflags -X main.version=….
var version = "0.0.0-dev"

func main() {
	info, err := providerInfo(version)
	if err != nil {
		cmdutil.ExitError(err.Error())
	}
	// The npm package carries the types: the engine needs no schema from the plugin.
	tfbridge.Main(context.Background(), "tls", info, tfbridge.ProviderMetadata{PackageSchema: []byte("{}")})
}
