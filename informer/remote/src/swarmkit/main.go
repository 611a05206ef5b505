// Command swarmkit runs SwarmKit's own nodes, for tests against the real thing: one manager, or any
// number of workers whose containers exist on paper only.
//
//	swarmkit manager -state DIR -socket PATH -listen HOST:PORT [-join HOST:PORT -token TOKEN]
//	swarmkit workers -state DIR -join HOST:PORT -token TOKEN -count N
//
// It prints "ready" once all its nodes are, and ends on SIGTERM, or when its input ends: a test that
// dies takes its cluster with it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/moby/swarmkit/v2/node"
	"github.com/sirupsen/logrus"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "swarmkit:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 || args[0] != "manager" && args[0] != "workers" {
		return errors.New("say manager or workers")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	state := flags.String("state", "", "directory to keep state in")
	socket := flags.String("socket", "", "manager: path of the control socket")
	listen := flags.String("listen", "", "manager: address that the other nodes reach it at")
	join := flags.String("join", "", "address of a manager to join")
	token := flags.String("token", "", "token to join with")
	count := flags.Int("count", 1, "workers: how many")
	level := flags.String("log", "error", "level of the log")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	parsed, err := logrus.ParseLevel(*level)
	if err != nil {
		return err
	}
	logrus.SetLevel(parsed)

	var configs []*node.Config
	if args[0] == "manager" {
		configs = append(configs, &node.Config{
			Hostname:         filepath.Base(*state),
			StateDir:         *state,
			JoinAddr:         *join,
			JoinToken:        *token,
			ListenControlAPI: *socket,
			ListenRemoteAPI:  *listen,
			Executor:         &executor{hostname: filepath.Base(*state)},
			HeartbeatTick:    1,
			ElectionTick:     3,
		})
	} else {
		for i := 0; i < *count; i++ {
			hostname := fmt.Sprintf("worker-%d", i)
			configs = append(configs, &node.Config{
				Hostname:         hostname,
				StateDir:         filepath.Join(*state, hostname),
				JoinAddr:         *join,
				JoinToken:        *token,
				ListenControlAPI: filepath.Join(*state, hostname+".sock"),
				Executor:         &executor{hostname: hostname},
				HeartbeatTick:    1,
				ElectionTick:     3,
			})
		}
	}
	return serve(configs)
}

func serve(configs []*node.Config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()

	var nodes []*node.Node
	ended := make(chan error, len(configs))
	for _, config := range configs {
		n, err := node.New(config)
		if err != nil {
			return err
		}
		if err := n.Start(ctx); err != nil {
			return err
		}
		nodes = append(nodes, n)
		go func() { ended <- n.Err(context.Background()) }()
	}
	for _, n := range nodes {
		select {
		case <-n.Ready():
		case err := <-ended:
			return fmt.Errorf("a node has ended: %w", err)
		case <-ctx.Done():
			return nil
		}
	}
	fmt.Println("ready")
	select {
	case err := <-ended:
		return fmt.Errorf("a node has ended: %w", err)
	case <-ctx.Done():
	}
	for _, n := range nodes {
		_ = n.Stop(context.Background())
	}
	return nil
}
