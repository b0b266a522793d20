package output

import (
	"context"
	"strings"
)

// shortestSecret keeps values such as "1" from blotting out half an error text.
const shortestSecret = 6

type secretsKey struct{}

// WithSecrets tells that a command is given these secrets: its output is then secret as well.
func WithSecrets(ctx context.Context, values []string) context.Context {
	return context.WithValue(ctx, secretsKey{}, values)
}

// secretsOf returns the values, and whether the command is given any secret at all.
func secretsOf(ctx context.Context) ([]string, bool) {
	values, found := ctx.Value(secretsKey{}).([]string)
	return values, found
}

// redact takes the secrets out of a text that is shown to the user, also line by line: a private key
// or a script is seldom shown as a whole.
func redact(ctx context.Context, text string) string {
	values, _ := secretsOf(ctx)
	for _, value := range values {
		text = hide(text, value)
		for _, line := range strings.Split(value, "\n") {
			text = hide(text, line)
		}
	}
	return text
}

func hide(text, secret string) string {
	if secret = strings.TrimSpace(secret); len(secret) < shortestSecret {
		return text
	}
	return strings.ReplaceAll(text, secret, "[secret]")
}
