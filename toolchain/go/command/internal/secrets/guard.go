// Package secrets keeps what a command makes of secrets secret.
package secrets

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"slipway.invalid/toolchain/command/internal/output"
)

// Fields from which a secret may get into the output. The connection is not one of them: it is always
// secret, and a command does not see it.
var sources = []string{"create", "update", "delete", "stdin", "environment", "stdout", "stderr"}

// Guard makes stdout and stderr secret wherever a command is given a secret, and tells the command so.
// It works on the raw values: the resources' own code no longer sees which of them are secret.
func Guard(provider p.Provider) p.Provider {
	create, update, del := provider.Create, provider.Update, provider.Delete
	provider.Create = func(ctx context.Context, req p.CreateRequest) (p.CreateResponse, error) {
		ctx, secret := inform(ctx, req.Properties)
		response, err := create(ctx, req)
		response.Properties = mark(response.Properties, secret)
		return response, err
	}
	provider.Update = func(ctx context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
		// The old output is handed to the command, too.
		ctx, secret := inform(ctx, req.Inputs, req.State)
		response, err := update(ctx, req)
		response.Properties = mark(response.Properties, secret)
		return response, err
	}
	provider.Delete = func(ctx context.Context, req p.DeleteRequest) error {
		ctx, _ = inform(ctx, req.Properties)
		return del(ctx, req)
	}
	return provider
}

func inform(ctx context.Context, bags ...property.Map) (context.Context, bool) {
	var values []string
	found := false
	for _, bag := range bags {
		for _, name := range sources {
			if value := bag.Get(name); value.HasSecrets() {
				found = true
				values = append(values, texts(value)...)
			}
		}
	}
	if !found {
		return ctx, false
	}
	return output.WithSecrets(ctx, values), true
}

// texts returns the texts in a secret value: itself, or the members of a map.
func texts(value property.Value) []string {
	switch {
	case value.IsString():
		return []string{value.AsString()}
	case value.IsMap():
		var all []string
		for _, member := range value.AsMap().AllStable {
			all = append(all, texts(member)...)
		}
		return all
	default:
		return nil
	}
}

func mark(properties property.Map, secret bool) property.Map {
	for _, name := range []string{"stdout", "stderr"} {
		if value, there := properties.GetOk(name); there && secret {
			properties = properties.Set(name, value.WithSecret(true))
		}
	}
	return properties
}
