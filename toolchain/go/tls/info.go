package main

import (
	"fmt"

	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/hashicorp/terraform-provider-tls/shim"
)

// providerInfo maps every tls_* resource to the token that the npm package uses,
// for instance tls:index/privateKey:PrivateKey.
func providerInfo(version string) (tfbridge.ProviderInfo, error) {
	info := tfbridge.ProviderInfo{
		P:            pfbridge.ShimProvider(shim.New()),
		Name:         "tls",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	strategy := tokens.SingleModule("tls_", "index", tokens.MakeStandard("tls"))
	if err := info.ComputeTokens(strategy); err != nil {
		return info, fmt.Errorf("naming the resources of tls: %w", err)
	}
	return info, nil
}
