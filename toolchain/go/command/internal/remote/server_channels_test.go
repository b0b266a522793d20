package remote

import (
	"io"
	"net"
	"os/exec"
	"strconv"
	"sync"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

func execute(channel ssh.Channel, command string, environment []string) {
	shell := exec.Command("/bin/sh", "-c", command)
	shell.Env = environment
	shell.Stdin, shell.Stdout, shell.Stderr = channel, channel, channel.Stderr()
	status := uint32(0)
	if shell.Run() != nil {
		status = uint32(shell.ProcessState.ExitCode())
	}
	_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{status}))
	_ = channel.Close()
}

func serveFiles(channel ssh.Channel) {
	if files, err := sftp.NewServer(channel); err == nil {
		_ = files.Serve()
	}
	_ = channel.Close()
}

func (s *server) forward(offer ssh.NewChannel) {
	var to struct {
		Host   string
		Port   uint32
		Origin string
		From   uint32
	}
	_ = ssh.Unmarshal(offer.ExtraData(), &to)
	connection, err := net.Dial("tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	if err != nil {
		_ = offer.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	s.forwards.Add(1)
	channel, requests, _ := offer.Accept()
	go ssh.DiscardRequests(requests)
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(channel, connection) })
	both.Go(func() { _, _ = io.Copy(connection, channel) })
	both.Wait()
}
