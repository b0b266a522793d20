package main

import (
	"context"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
)

// replaceOnTriggers turns every change below "triggers" into a replacement. The library looks at whole
// properties only, so it misses triggers[0]; the npm package asks for the same from its side.
func replaceOnTriggers(provider p.Provider) p.Provider {
	diff := provider.Diff
	replacing := map[p.DiffKind]p.DiffKind{p.Add: p.AddReplace, p.Update: p.UpdateReplace, p.Delete: p.DeleteReplace}
	provider.Diff = func(ctx context.Context, req p.DiffRequest) (p.DiffResponse, error) {
		response, err := diff(ctx, req)
		for path, change := range response.DetailedDiff {
			if kind, plain := replacing[change.Kind]; plain && strings.HasPrefix(path, "triggers") {
				change.Kind = kind
				response.DetailedDiff[path] = change
			}
		}
		return response, err
	}
	return provider
}
