package main

import (
	"context"
	"fmt"

	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// providerInfo maps every random_* resource to the token that the npm package uses,
// for instance random_bytes to random:index/randomBytes:RandomBytes.
func providerInfo(version string) (tfbridge.ProviderInfo, error) {
	info := tfbridge.ProviderInfo{
		P:            pfbridge.ShimProvider(shim.New()),
		Name:         "random",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Resources: map[string]*tfbridge.ResourceInfo{
			// The only one without an attribute "id"; its values are secrets, so none of them serves as one.
			"random_bytes": {ComputeID: constantID},
		},
	}
	if err := info.ComputeTokens(tokens.SingleModule("random_", "index", token)); err != nil {
		return info, fmt.Errorf("naming the resources of random: %w", err)
	}
	return info, nil
}

// token puts back the prefix that the strategy cuts off: the npm names are RandomBytes, not Bytes.
func token(module, name string) (string, error) {
	return tokens.MakeStandard("random")(module, "Random"+name)
}

func constantID(context.Context, resource.PropertyMap) (resource.ID, error) {
	return "none", nil
}
