package remote

import (
	"context"
	"errors"
	"fmt"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
)

// The pause between attempts doubles from the first to the longest; variables only for the tests.
// Without it ten attempts are over in no time (https://github.com/pulumi/pulumi-command/issues/1238).
var (
	firstPause   = time.Second
	longestPause = 10 * time.Second
)

const unlimited = -1

// retry repeats attempt until it succeeds, fails for good, or failed more than limit times.
func retry(ctx context.Context, limit int, attempt func() error) error {
	pause := firstPause
	for failures := 1; ; failures++ {
		err := attempt()
		if err == nil || errors.Is(err, errWrongHostKey) {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if limit > unlimited && failures > limit {
			return fmt.Errorf("gave up after %d attempts (dialErrorLimit %d): %w", failures, limit, err)
		}
		p.GetLogger(ctx).InfoStatusf("attempt %d: %v; next in %s", failures, err, pause)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}
