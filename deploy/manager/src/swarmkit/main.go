// Command swarmkit calls a manager by SwarmKit's own client, as its command line does, and checks
// what comes back.
//
//	swarmkit [-tls] SOCKET
//
// It prints what is not as it should be and "N checks, M failed", and ends with 1 if there is any.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/moby/swarmkit/v2/api"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	overTLS := flag.Bool("tls", false, "speak TLS, and name the socket as the server")
	flag.Parse()
	if err := run(flag.Arg(0), *overTLS); err != nil {
		fmt.Fprintln(os.Stderr, "swarmkit:", err)
		os.Exit(1)
	}
}

func run(socket string, overTLS bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	conn, err := dial(socket, overTLS)
	if err != nil {
		return err
	}
	defer conn.Close()
	s := &session{
		checks:  &checks{},
		ctx:     ctx,
		control: api.NewControlClient(conn),
		conn:    conn,
	}
	s.nodes()
	s.services()
	s.updates()
	s.jobs()
	s.tasks()
	s.networks()
	s.files()
	s.clusters()
	s.volumes()
	s.extensions()
	s.attachments()
	s.watches()
	s.others()
	fmt.Printf("%d checks, %d failed\n", s.done, s.failed)
	if s.failed > 0 {
		return fmt.Errorf("%d checks failed", s.failed)
	}
	return nil
}

// dial does as swarmctl: without checking the manager's certificate.
func dial(socket string, overTLS bool) (*grpc.ClientConn, error) {
	transport := insecure.NewCredentials()
	if overTLS {
		transport = credentials.NewTLS(&tls.Config{InsecureSkipVerify: true})
	}
	return grpc.Dial(socket,
		grpc.WithTransportCredentials(transport),
		grpc.WithContextDialer(func(ctx context.Context, addr string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", addr)
		}))
}

// session is one connection and what was found out over it.
type session struct {
	*checks
	ctx     context.Context
	control api.ControlClient
	conn    *grpc.ClientConn
}

// eventually asks until holds says so, for at most a minute.
func (s *session) eventually(name string, holds func() bool) {
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			s.that(name, false, "not within a minute")
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.that(name, true)
}
