package remote

import (
	"bytes"
	"errors"
	"fmt"
	"net"

	"golang.org/x/crypto/ssh"
)

// errHostKeyMissing refuses a connection that could be with anybody. The official plugin accepts any key then.
var errHostKeyMissing = errors.New(
	"hostKey is missing: give the public host key of the server, for instance \"ssh-ed25519 AAAA…\"")

// errWrongHostKey ends the attempts: another try would meet the same server.
var errWrongHostKey = errors.New("the server shows another host key than hostKey says")

// expectHostKey lets only the server with the given key through, and asks it for a key of that kind:
// a server with several keys would else show the one that it likes best.
func (e *endpoint) expectHostKey(config *ssh.ClientConfig) error {
	if e.HostKey == nil || *e.HostKey == "" {
		return errHostKeyMissing
	}
	expected, _, _, _, err := ssh.ParseAuthorizedKey([]byte(*e.HostKey))
	if err != nil {
		return fmt.Errorf("hostKey must be one line such as \"ssh-ed25519 AAAA…\": %w", err)
	}
	config.HostKeyAlgorithms = algorithmsFor(expected)
	config.HostKeyCallback = func(_ string, _ net.Addr, shown ssh.PublicKey) error {
		if !bytes.Equal(shown.Marshal(), expected.Marshal()) {
			return fmt.Errorf("%w: expected %s, got %s", errWrongHostKey,
				ssh.FingerprintSHA256(expected), ssh.FingerprintSHA256(shown))
		}
		return nil
	}
	return nil
}

func algorithmsFor(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}
