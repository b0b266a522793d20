package remote

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// quickRetries shortens the pauses for one test.
func quickRetries(t *testing.T, first, longest time.Duration) {
	t.Helper()
	oldFirst, oldLongest := firstPause, longestPause
	firstPause, longestPause = first, longest
	t.Cleanup(func() { firstPause, longestPause = oldFirst, oldLongest })
}

func TestWrongHostKeyIsRefusedAtOnce(t *testing.T) {
	s := newServer(t)
	e := s.endpoint()
	other, limit := publicLine(newSigner(t)), 10
	e.HostKey, e.DialErrorLimit = &other, &limit
	_, err := create(t, inputs(e, "true"))
	mustFailWith(t, err, "another host key", "SHA256:")
	if !errors.Is(err, errWrongHostKey) || s.accepted.Load() != 1 {
		t.Errorf("%d attempts, error %v", s.accepted.Load(), err)
	}
}

func TestMissingHostKeyIsRefusedBeforeDialing(t *testing.T) {
	s := newServer(t)
	e := s.endpoint()
	e.HostKey = nil
	_, err := create(t, inputs(e, "true"))
	mustFailWith(t, err, "hostKey is missing")
	if s.accepted.Load() != 0 {
		t.Errorf("%d connections", s.accepted.Load())
	}
}

func TestServerWithSeveralKeysIsAskedForTheExpectedOne(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	e := newServer(t, signer).endpoint()
	line := publicLine(signer)
	e.HostKey = &line
	if _, err := create(t, inputs(e, "true")); err != nil {
		t.Error(err)
	}
}

func TestRetriesPauseLongerEachTimeAndEnd(t *testing.T) {
	quickRetries(t, 50*time.Millisecond, 100*time.Millisecond)
	s := newServer(t)
	e := s.endpoint()
	wrong, limit := "wrong", 3
	e.Password, e.DialErrorLimit = &wrong, &limit
	started := time.Now()
	_, err := create(t, inputs(e, "true"))
	mustFailWith(t, err, "gave up after 4 attempts", "dialErrorLimit 3", "as tester")
	// 50 + 100 + 100 ms
	if took := time.Since(started); took < 250*time.Millisecond || s.accepted.Load() != 4 {
		t.Errorf("%d attempts in %s", s.accepted.Load(), took)
	}
}

func TestUnlimitedRetriesEndWithTheUpdate(t *testing.T) {
	quickRetries(t, time.Millisecond, time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	attempts := 0
	err := retry(ctx, unlimited, func() error { attempts++; return errors.New("no") })
	if !errors.Is(err, context.DeadlineExceeded) || attempts < 5 {
		t.Errorf("%d attempts, error %v", attempts, err)
	}
}

func TestSilentServerCostsOnePerDialTimeout(t *testing.T) {
	silent := listen(t) // connects, then says nothing
	e := endpointOf(silent)
	key, seconds := publicLine(newSigner(t)), 1
	e.HostKey, e.PerDialTimeout = &key, &seconds
	started := time.Now()
	_, err := create(t, inputs(e, "true"))
	mustFailWith(t, err, "no login within 1 s (perDialTimeout)")
	if took := time.Since(started); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestTargetIsReachedOverTheProxy(t *testing.T) {
	proxy, target := newServer(t), newServer(t)
	in := inputs(target.endpoint(), "echo through")
	in.Connection.Proxy = &ProxyConnection{proxy.endpoint()}
	state, err := create(t, in)
	if err != nil || state.Stdout != "through" || proxy.forwards.Load() != 1 {
		t.Fatalf("stdout %q, %d forwards, error %v", state.Stdout, proxy.forwards.Load(), err)
	}
}

func TestWrongHostKeyOfTheProxyIsRefused(t *testing.T) {
	proxy, target := newServer(t), newServer(t)
	in := inputs(target.endpoint(), "true")
	in.Connection.Proxy = &ProxyConnection{proxy.endpoint()}
	other := publicLine(newSigner(t))
	in.Connection.Proxy.HostKey = &other
	_, err := create(t, in)
	mustFailWith(t, err, "proxy: ", "another host key")
	if target.accepted.Load() != 0 {
		t.Error("the target was reached")
	}
}
