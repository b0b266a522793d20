package output

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"golang.org/x/crypto/ssh"
)

// failureLines is how much of a failed command's output its error shows.
const failureLines = 20

// Failure tells how a command ended and the last lines of its stderr, or of its stdout if stderr
// is empty. The command itself and the secrets that it was given are left out.
func Failure(ctx context.Context, what string, cause error, stdout, stderr string) error {
	stream, text := "stderr", stderr
	if strings.TrimSpace(text) == "" {
		stream, text = "stdout", stdout
	}
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%s %s; it wrote nothing", what, ending(cause))
	}
	return fmt.Errorf("%s %s; the end of its %s:\n%s", what, ending(cause), stream, redact(ctx, lastLines(text)))
}

func ending(cause error) string {
	var local *exec.ExitError
	var remote *ssh.ExitError
	var missing *ssh.ExitMissingError
	switch {
	case errors.As(cause, &local) && local.ExitCode() >= 0:
		return fmt.Sprintf("failed with exit code %d", local.ExitCode())
	case errors.As(cause, &remote) && remote.Signal() == "":
		return fmt.Sprintf("failed with exit code %d", remote.ExitStatus())
	case errors.As(cause, &missing):
		return "was cut off: the connection ended before the command did"
	default:
		return fmt.Sprintf("did not finish (%v)", cause)
	}
}

func lastLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if cut := len(lines) - failureLines; cut > 0 {
		lines = append([]string{fmt.Sprintf("… (%d lines more)", cut)}, lines[cut:]...)
	}
	return strings.Join(lines, "\n")
}
