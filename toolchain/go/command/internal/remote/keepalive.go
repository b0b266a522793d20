package remote

import (
	"time"

	"golang.org/x/crypto/ssh"
)

// A host that is silent for three intervals is dead; variables only for the tests. Without this a command
// on a host that loses power is waited for until TCP gives up (https://github.com/pulumi/pulumi-command/issues/199).
var (
	aliveInterval = 15 * time.Second
	aliveTimeout  = 30 * time.Second
)

// keepAlive asks the server from time to time and closes the connection if it no longer answers.
func keepAlive(client *ssh.Client) (stop func()) {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(aliveInterval)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if !answers(client) {
					_ = client.Close()
					return
				}
			}
		}
	}()
	return func() { close(done) }
}

// answers is true for a refusal as well: only a live server can refuse.
func answers(client *ssh.Client) bool {
	result := make(chan error, 1)
	go func() {
		_, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
		result <- err
	}()
	select {
	case err := <-result:
		return err == nil
	case <-time.After(aliveTimeout):
		return false
	}
}
