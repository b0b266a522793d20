// Command pulumi-resource-openstack is the plugin behind the npm package @pulumi/openstack.
//
// It bridges terraform-provider-openstack; main.version is set by the linker.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
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
	tfbridge.Main("openstack", version, info, []byte("{}"))
}
