package remote

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"
)

// opener opens a network connection: directly, or through a proxy that is logged in to already.
type opener func(ctx context.Context, network, address string) (net.Conn, error)

// session is a logged-in client with everything that it holds.
type session struct {
	*ssh.Client
	closers []func()
}

func (s *session) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
}

// dial logs in to the target, over the proxy if there is one, and keeps watch over the connection.
func (c *Connection) dial(ctx context.Context) (*session, error) {
	s := &session{}
	open := (&net.Dialer{}).DialContext
	if c.Proxy != nil {
		hop, err := s.login(ctx, &c.Proxy.endpoint, open)
		if err != nil {
			s.close()
			return nil, fmt.Errorf("proxy: %w", err)
		}
		open = hop.DialContext
	}
	client, err := s.login(ctx, &c.endpoint, open)
	if err != nil {
		s.close()
		return nil, err
	}
	s.Client = client
	s.closers = append(s.closers, keepAlive(client))
	return s, nil
}

// login tries until the endpoint lets us in or the attempts are used up.
func (s *session) login(ctx context.Context, e *endpoint, open opener) (*ssh.Client, error) {
	config, closeAgent, err := e.clientConfig()
	s.closers = append(s.closers, closeAgent)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.address(), err)
	}
	var client *ssh.Client
	err = retry(ctx, valueOr(e.DialErrorLimit, defaultDialErrorLimit), func() error {
		client, err = handshake(ctx, e, open, config)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot log in to %s as %s: %w", e.address(), config.User, err)
	}
	s.closers = append(s.closers, func() { _ = client.Close() })
	return client, nil
}

// handshake makes one attempt. The time limit covers connecting and logging in together: a server that
// accepts the connection and then says nothing counts as dead.
func handshake(ctx context.Context, e *endpoint, open opener, config *ssh.ClientConfig) (*ssh.Client, error) {
	if seconds := valueOr(e.PerDialTimeout, defaultPerDialTimeout); seconds > 0 {
		var cancel context.CancelFunc
		cause := fmt.Errorf("no login within %d s (perDialTimeout)", seconds)
		ctx, cancel = context.WithTimeoutCause(ctx, time.Duration(seconds)*time.Second, cause)
		defer cancel()
	}
	connection, err := open(ctx, "tcp", e.address())
	if err != nil {
		return nil, because(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = connection.Close() })
	defer stop()
	transport, channels, requests, err := ssh.NewClientConn(connection, e.address(), config)
	if err != nil {
		_ = connection.Close()
		return nil, because(ctx, err)
	}
	return ssh.NewClient(transport, channels, requests), nil
}

// because names the time limit rather than the closed connection that follows from it.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (e *endpoint) address() string {
	port := strconv.Itoa(int(valueOr(e.Port, defaultPort)))
	return net.JoinHostPort(valueOr(e.Host, ""), port)
}
