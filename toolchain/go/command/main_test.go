package main

import (
	"context"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func start(t *testing.T) integration.Server {
	t.Helper()
	provider, err := newProvider()
	if err != nil {
		t.Fatal(err)
	}
	server, err := integration.NewServer(
		context.Background(), "command", semver.MustParse("1.2.1"), integration.WithProvider(provider))
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func urn(token tokens.Type) resource.URN {
	return resource.NewURN("stack", "project", "", token, "name")
}

func bag(values map[string]property.Value) property.Map {
	return property.NewMap(values)
}

const localCommand, remoteCommand = tokens.Type("command:local:Command"), tokens.Type("command:remote:Command")

func TestOutputOfASecretIsSecret(t *testing.T) {
	server := start(t)
	for name, c := range map[string]struct {
		stdin  property.Value
		secret bool
	}{
		"plain":  {property.New("value"), false},
		"secret": {property.New("value").WithSecret(true), true},
	} {
		response, err := server.Create(p.CreateRequest{
			Urn:        urn(localCommand),
			Properties: bag(map[string]property.Value{"create": property.New("cat"), "stdin": c.stdin}),
		})
		if err != nil {
			t.Fatal(err)
		}
		out := response.Properties.Get("stdout")
		if out.AsString() != "value" || out.Secret() != c.secret {
			t.Errorf("%s: stdout %#v", name, out)
		}
		if in := response.Properties.Get("stdin"); in.Secret() != c.secret {
			t.Errorf("%s: stdin %#v", name, in)
		}
	}
}

func TestChangedTriggersReplaceAndOtherInputsUpdate(t *testing.T) {
	server := start(t)
	old := bag(map[string]property.Value{"create": property.New("true"), "triggers": triggers("1"),
		"stdout": property.New(""), "stderr": property.New("")})
	for field, c := range map[string]struct {
		value property.Value
		kind  p.DiffKind
	}{
		"triggers": {triggers("2"), p.UpdateReplace},
		"create":   {property.New("false"), p.Update},
	} {
		inputs := old.Delete("stdout", "stderr")
		response, err := server.Diff(p.DiffRequest{
			ID: "id", Urn: urn(localCommand), State: old, OldInputs: inputs, Inputs: inputs.Set(field, c.value),
		})
		if err != nil {
			t.Fatal(err)
		}
		for path, change := range response.DetailedDiff {
			if change.Kind != c.kind {
				t.Errorf("%s: %s is %s", field, path, change.Kind)
			}
		}
		if !response.HasChanges || len(response.DetailedDiff) != 1 {
			t.Errorf("%s: %v", field, response)
		}
	}
}

func triggers(value string) property.Value {
	return property.New([]property.Value{property.New(value)})
}

func TestCheckDemandsHostKeysThatAreNotJustUnknown(t *testing.T) {
	server := start(t)
	host := property.New("host")
	for name, c := range map[string]struct {
		connection map[string]property.Value
		fails      string
	}{
		"given":     {map[string]property.Value{"host": host, "hostKey": property.New("ssh-ed25519 A")}, ""},
		"not known": {map[string]property.Value{"host": host, "hostKey": property.New(property.Computed)}, ""},
		"missing":   {map[string]property.Value{"host": host}, "connection.hostKey"},
		"proxy": {map[string]property.Value{
			"host": host, "hostKey": property.New("ssh-ed25519 A"),
			"proxy": property.New(map[string]property.Value{"host": host}),
		}, "connection.proxy.hostKey"},
	} {
		response, err := server.Check(p.CheckRequest{Urn: urn(remoteCommand), Inputs: bag(map[string]property.Value{
			"connection": property.New(c.connection).WithSecret(true), "create": property.New("true"),
		})})
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, failure := range response.Failures {
			found += failure.Property
		}
		if found != c.fails {
			t.Errorf("%s: failures %v", name, response.Failures)
		}
	}
}
