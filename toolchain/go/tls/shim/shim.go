// Package shim lends out the Terraform provider that its module hides in internal/.
//
// It may import that package because its own module path lies below the provider's.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	internal "github.com/hashicorp/terraform-provider-tls/internal/provider"
)

// New returns the provider of terraform-provider-tls.
func New() provider.Provider {
	return internal.New()
}
