package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/openstack"
)

// resources gives Terraform's names those of the npm package, as far as slipway has a use for them.
// A rule would not do: npm says SecGroup for secgroup, but Keypair for keypair.
var resources = map[string]string{
	"openstack_blockstorage_volume_v3":             "blockstorage/Volume",
	"openstack_compute_instance_v2":                "compute/Instance",
	"openstack_compute_keypair_v2":                 "compute/Keypair",
	"openstack_compute_servergroup_v2":             "compute/ServerGroup",
	"openstack_compute_volume_attach_v2":           "compute/VolumeAttach",
	"openstack_images_image_v2":                    "images/Image",
	"openstack_networking_floatingip_associate_v2": "networking/FloatingIpAssociate",
	"openstack_networking_floatingip_v2":           "networking/FloatingIp",
	"openstack_networking_network_v2":              "networking/Network",
	"openstack_networking_port_v2":                 "networking/Port",
	"openstack_networking_router_interface_v2":     "networking/RouterInterface",
	"openstack_networking_router_v2":               "networking/Router",
	"openstack_networking_secgroup_rule_v2":        "networking/SecGroupRule",
	"openstack_networking_secgroup_v2":             "networking/SecGroup",
	"openstack_networking_subnet_v2":               "networking/Subnet",
}

// providerInfo maps the resources to the tokens that the npm package uses,
// for instance openstack_compute_instance_v2 to openstack:compute/instance:Instance.
func providerInfo(version string) (tfbridge.ProviderInfo, error) {
	provider := withCertificates(withDeadline(openstack.Provider()))
	info := tfbridge.ProviderInfo{
		P:            shimv2.NewProvider(provider),
		Name:         "openstack",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Resources:    map[string]*tfbridge.ResourceInfo{},
	}
	for name, token := range resources {
		if _, known := provider.ResourcesMap[name]; !known {
			return info, fmt.Errorf("terraform-provider-openstack has no resource %s", name)
		}
		info.Resources[name] = &tfbridge.ResourceInfo{Tok: resourceToken(token)}
	}
	// As in the npm package: the list that may be repeated has the plain name, not the deprecated one.
	info.Resources["openstack_networking_subnet_v2"].Fields = map[string]*tfbridge.SchemaInfo{
		"allocation_pool":  {Name: "allocationPools"},
		"allocation_pools": {Name: "allocationPoolsCollection"},
	}
	// The npm package relies on names that the plugin makes up where none is given.
	info.SetAutonaming(255, "-")
	return info, nil
}

// resourceToken turns compute/Instance into openstack:compute/instance:Instance.
func resourceToken(short string) tokens.Type {
	module, name, _ := strings.Cut(short, "/")
	first := string(unicode.ToLower(rune(name[0])))
	return tokens.Type("openstack:" + module + "/" + first + name[1:] + ":" + name)
}
