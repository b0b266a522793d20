package main

import (
	"context"
	"net/http"
	"time"

	"github.com/gophercloud/utils/client"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/openstack"
)

// answerDeadline is the longest wait for the first byte of an answer. Proxies of busy sites give up after a minute, too.
const answerDeadline = 60 * time.Second

// withDeadline ends requests that the cloud takes and never answers. The provider itself sets no limit: it waits for
// ever, and Pulumi with it.
func withDeadline(provider *schema.Provider) *schema.Provider {
	configure := provider.ConfigureContextFunc
	provider.ConfigureContextFunc = func(ctx context.Context, d *schema.ResourceData) (any, diag.Diagnostics) {
		meta, diagnostics := configure(ctx, d)
		if config, ok := meta.(*openstack.Config); ok && config.OsClient != nil {
			limit(config.OsClient.HTTPClient.Transport)
		}
		return meta, diagnostics
	}
	return provider
}

func limit(transport http.RoundTripper) {
	outer, ok := transport.(*client.RoundTripper)
	if !ok {
		return
	}
	if inner, ok := outer.Rt.(*http.Transport); ok {
		inner.ResponseHeaderTimeout = answerDeadline
	}
}
