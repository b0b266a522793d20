// Package output deals with what a command writes: capture, progress lines and failure texts.
package output

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
)

// Logging says which of a command's streams are shown while it runs.
type Logging string

// The values of Logging are those of the npm package.
const (
	LogStdout          Logging = "stdout"
	LogStderr          Logging = "stderr"
	LogStdoutAndStderr Logging = "stdoutAndStderr"
	LogNone            Logging = "none"
)

// Capture collects both streams of one command and shows those that are wanted, line by line.
type Capture struct {
	stdout, stderr bytes.Buffer
	lines          []*lineWriter
	logging        Logging
	log            func(string)
}

// NewCapture shows lines through the Pulumi engine. Without a choice it shows both streams, but nothing
// if the command is given secrets.
func NewCapture(ctx context.Context, logging *Logging) *Capture {
	chosen := LogStdoutAndStderr
	if _, secret := secretsOf(ctx); secret {
		chosen = LogNone
	}
	if logging != nil {
		chosen = *logging
	}
	return &Capture{logging: chosen, log: p.GetLogger(ctx).Info}
}

// Writers returns where the command is to write its stdout and stderr.
func (c *Capture) Writers() (stdout, stderr io.Writer) {
	return c.tee(&c.stdout, LogStdout), c.tee(&c.stderr, LogStderr)
}

// Finish shows a last line that has no newline, and returns both streams less their last newline.
func (c *Capture) Finish() (stdout, stderr string) {
	for _, line := range c.lines {
		line.flush()
	}
	return strings.TrimSuffix(c.stdout.String(), "\n"), strings.TrimSuffix(c.stderr.String(), "\n")
}

func (c *Capture) tee(buffer io.Writer, stream Logging) io.Writer {
	if c.logging != stream && c.logging != LogStdoutAndStderr {
		return buffer
	}
	line := &lineWriter{show: c.log}
	c.lines = append(c.lines, line)
	return io.MultiWriter(buffer, line)
}

// lineWriter passes whole lines on; ssh and os/exec write from several goroutines.
type lineWriter struct {
	mutex   sync.Mutex
	pending []byte
	show    func(string)
}

func (w *lineWriter) Write(data []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.pending = append(w.pending, data...)
	for {
		line, rest, found := bytes.Cut(w.pending, []byte("\n"))
		if !found {
			return len(data), nil
		}
		w.show(string(line))
		w.pending = rest
	}
}

func (w *lineWriter) flush() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if len(w.pending) > 0 {
		w.show(string(w.pending))
		w.pending = nil
	}
}
