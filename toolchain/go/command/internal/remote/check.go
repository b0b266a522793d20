package remote

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// checkConnection is the usual check and the demand for host keys, so that a preview shows it.
func checkConnection[I any](ctx context.Context, req infer.CheckRequest) (infer.CheckResponse[I], error) {
	inputs, failures, err := infer.DefaultCheck[I](ctx, req.NewInputs)
	connection := req.NewInputs.Get("connection")
	failures = append(failures, missingHostKey("connection", connection)...)
	if connection.IsMap() {
		failures = append(failures, missingHostKey("connection.proxy", connection.AsMap().Get("proxy"))...)
	}
	return infer.CheckResponse[I]{Inputs: inputs, Failures: failures}, err
}

// missingHostKey looks at the raw value: what is not known before the deployment is not missing.
func missingHostKey(path string, endpoint property.Value) []p.CheckFailure {
	if !endpoint.IsMap() {
		return nil
	}
	key := endpoint.AsMap().Get("hostKey")
	if key.IsNull() || (key.IsString() && key.AsString() == "") {
		return []p.CheckFailure{{Property: path + ".hostKey", Reason: errHostKeyMissing.Error()}}
	}
	return nil
}
