package remote

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
)

// server is an ssh server in this process: it runs commands with /bin/sh, serves sftp and forwards.
type server struct {
	listener net.Listener
	config   *ssh.ServerConfig
	hostKey  ssh.Signer
	accepted atomic.Int32 // connections, also those that never log in
	forwards atomic.Int32
	allowEnv bool
	mute     atomic.Bool // answers no more requests, as a host that lost power
}

const testPassword = "test-password"

// newServer listens on the loopback interface until the test ends.
func newServer(t *testing.T, moreKeys ...ssh.Signer) *server {
	t.Helper()
	s := &server{hostKey: newSigner(t), allowEnv: true}
	s.config = &ssh.ServerConfig{
		PasswordCallback: func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) != testPassword {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, nil
		},
	}
	for _, key := range append([]ssh.Signer{s.hostKey}, moreKeys...) {
		s.config.AddHostKey(key)
	}
	s.listener = listen(t)
	go s.serve()
	return s
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func newSigner(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func (s *server) serve() {
	for {
		connection, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.accepted.Add(1)
		go s.handle(connection)
	}
}

func (s *server) handle(connection net.Conn) {
	_, channels, requests, err := ssh.NewServerConn(connection, s.config)
	if err != nil {
		return
	}
	go func() {
		for request := range requests {
			if !s.mute.Load() && request.WantReply {
				_ = request.Reply(false, nil)
			}
		}
	}()
	for channel := range channels {
		if channel.ChannelType() == "direct-tcpip" {
			go s.forward(channel)
		} else {
			go s.session(channel)
		}
	}
}

func (s *server) session(offer ssh.NewChannel) {
	channel, requests, err := offer.Accept()
	if err != nil {
		return
	}
	var environment []string
	for request := range requests {
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			_ = ssh.Unmarshal(request.Payload, &variable)
			environment = append(environment, variable.Name+"="+variable.Value)
			_ = request.Reply(s.allowEnv, nil)
		case "exec":
			var command struct{ Text string }
			_ = ssh.Unmarshal(request.Payload, &command)
			_ = request.Reply(true, nil)
			go execute(channel, command.Text, environment)
		case "subsystem":
			_ = request.Reply(true, nil)
			go serveFiles(channel)
		}
	}
}

// endpoint is how to log in to the server.
func (s *server) endpoint() endpoint {
	e := endpointOf(s.listener)
	key := publicLine(s.hostKey)
	e.HostKey = &key
	return e
}

func endpointOf(listener net.Listener) endpoint {
	host, port, _ := strings.Cut(listener.Addr().String(), ":")
	number, _ := strconv.ParseFloat(port, 64)
	user, password, none := "tester", testPassword, 0
	return endpoint{Host: &host, Port: &number, User: &user, Password: &password, DialErrorLimit: &none}
}

func publicLine(key ssh.Signer) string {
	return string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(key.PublicKey())))
}
