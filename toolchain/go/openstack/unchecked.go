package main

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"github.com/gophercloud/utils/openstack/clientconfig"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// withCertificates refuses what would leave certificates unchecked or connections plain. slipway's preview does so, too,
// but destroy and refresh run no program.
func withCertificates(provider *schema.Provider) *schema.Provider {
	configure := provider.ConfigureContextFunc
	provider.ConfigureContextFunc = func(ctx context.Context, d *schema.ResourceData) (any, diag.Diagnostics) {
		if err := refuseUnchecked(d); err != nil {
			return nil, diag.FromErr(err)
		}
		return configure(ctx, d)
	}
	return provider
}

func refuseUnchecked(d *schema.ResourceData) error {
	if insecure, _ := d.Get("insecure").(bool); insecure {
		return fmt.Errorf("certificates are always checked: remove openstack:insecure and OS_INSECURE")
	}
	addresses := []string{text(d, "auth_url")}
	if name := text(d, "cloud"); name != "" {
		options := &clientconfig.ClientOpts{Cloud: name, RegionName: text(d, "region")}
		// A cloud that can't be read is told of when it is used.
		if cloud, err := clientconfig.GetCloudFromYAML(options); err == nil {
			if cloud.Verify != nil && !*cloud.Verify {
				return fmt.Errorf("certificates are always checked: remove verify from cloud %q of clouds.yaml", name)
			}
			if cloud.AuthInfo != nil {
				addresses = append(addresses, cloud.AuthInfo.AuthURL)
			}
		}
	}
	for _, address := range addresses {
		if !isEncrypted(address) {
			return fmt.Errorf("the address of Keystone is not encrypted: only https is used, but to this computer itself")
		}
	}
	return nil
}

func text(d *schema.ResourceData, key string) string {
	value, _ := d.Get(key).(string)
	return value
}

// isEncrypted answers yes for an address that is not set.
func isEncrypted(address string) bool {
	if address == "" {
		return true
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := parsed.Hostname()
	ip := net.ParseIP(host)
	return parsed.Scheme == "https" || parsed.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback())
}
