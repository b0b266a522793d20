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
// for instance random:index/randomBytes:RandomBytes.
func providerInfo(version string) (tfbridge.ProviderInfo, error) {
	info := tfbridge.ProviderInfo{
		P:            pfbridge.ShimProvider(shim.New()),
		Name:         "random",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	strategy := tokens.SingleModule("random_", "index", tokens.MakeStandard("random"))
	if err := info.ComputeTokens(strategy); err != nil {
		return info, fmt.Errorf("naming the resources of random: %w", err)
	}
	return info, nil
}

var _ = resource.ID("")
var _ = context.Background
