package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/moby/swarmkit/v2/agent/exec"
	"github.com/moby/swarmkit/v2/api"
)

// executor pretends to run containers. They run until told to stop, unless their command is
// "exit CODE MILLISECONDS": then they end so, after that time.
type executor struct {
	hostname string
}

func (e *executor) Describe(context.Context) (*api.NodeDescription, error) {
	return &api.NodeDescription{
		Hostname:  e.hostname,
		Platform:  &api.Platform{OS: "linux", Architecture: "x86_64"},
		Resources: &api.Resources{NanoCPUs: 64e9, MemoryBytes: 256 << 30},
		Engine:    &api.EngineDescription{EngineVersion: "paper"},
	}, nil
}

func (e *executor) Configure(context.Context, *api.Node) error { return nil }

func (e *executor) SetNetworkBootstrapKeys([]*api.EncryptionKey) error { return nil }

func (e *executor) Controller(task *api.Task) (exec.Controller, error) {
	c := &controller{ended: make(chan struct{})}
	if container := task.Spec.GetContainer(); container != nil && len(container.Command) == 3 && container.Command[0] == "exit" {
		code, err := strconv.Atoi(container.Command[1])
		if err != nil {
			return nil, err
		}
		millis, err := strconv.Atoi(container.Command[2])
		if err != nil {
			return nil, err
		}
		c.exits, c.code, c.after = true, code, time.Duration(millis)*time.Millisecond
	}
	return c, nil
}

type controller struct {
	once  sync.Once
	ended chan struct{}
	exits bool
	code  int
	after time.Duration
}

func (c *controller) end() { c.once.Do(func() { close(c.ended) }) }

func (c *controller) Update(context.Context, *api.Task) error { return nil }
func (c *controller) Prepare(context.Context) error           { return nil }
func (c *controller) Start(context.Context) error             { return nil }

func (c *controller) Wait(ctx context.Context) error {
	var exit <-chan time.Time
	if c.exits {
		timer := time.NewTimer(c.after)
		defer timer.Stop()
		exit = timer.C
	}
	select {
	case <-exit:
		if c.code != 0 {
			return fmt.Errorf("exited with code %d", c.code)
		}
	case <-c.ended:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (c *controller) Shutdown(context.Context) error  { c.end(); return nil }
func (c *controller) Terminate(context.Context) error { c.end(); return nil }
func (c *controller) Remove(context.Context) error    { c.end(); return nil }
func (c *controller) Close() error                    { c.end(); return nil }
