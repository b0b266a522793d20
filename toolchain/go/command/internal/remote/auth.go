package remote

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

const agentVariable = "SSH_AUTH_SOCK"

// clientConfig turns an endpoint into what the ssh library wants; close frees the agent's socket.
func (e *endpoint) clientConfig() (config *ssh.ClientConfig, close func(), err error) {
	close = func() {}
	config = &ssh.ClientConfig{User: valueOr(e.User, defaultUser)}
	if err = e.expectHostKey(config); err != nil {
		return nil, close, err
	}
	if e.PrivateKey != nil {
		signer, err := parseKey(*e.PrivateKey, e.PrivateKeyPassword)
		if err != nil {
			return nil, close, err
		}
		config.Auth = append(config.Auth, ssh.PublicKeys(signer))
	}
	if e.Password != nil {
		config.Auth = append(config.Auth, ssh.Password(*e.Password), answerWith(*e.Password))
	}
	socket := valueOr(e.AgentSocketPath, "")
	if socket == "" && len(config.Auth) == 0 {
		socket = os.Getenv(agentVariable)
	}
	if socket == "" {
		return config, close, nil
	}
	connection, err := net.Dial("unix", socket)
	if err != nil {
		return nil, close, fmt.Errorf("the ssh agent does not answer: %w", err)
	}
	config.Auth = append(config.Auth, ssh.PublicKeysCallback(agent.NewClient(connection).Signers))
	return config, func() { _ = connection.Close() }, nil
}

func parseKey(key string, password *string) (ssh.Signer, error) {
	var signer ssh.Signer
	var err error
	if password == nil {
		signer, err = ssh.ParsePrivateKey([]byte(key))
	} else {
		signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(key), []byte(*password))
	}
	if err != nil {
		return nil, fmt.Errorf("connection.privateKey cannot be used: %w", err)
	}
	return signer, nil
}

// answerWith gives the password to servers that ask for it as a question.
func answerWith(password string) ssh.AuthMethod {
	return ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range answers {
			answers[i] = password
		}
		return answers, nil
	})
}
