// Package peers measures SwarmKit's scheduler on empty clusters that fill up: the same as
// io.skep.scheduler.figures.Matrix does with Skep's, and is run by it.
package peers

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/moby/swarmkit/v2/api"
	"github.com/moby/swarmkit/v2/identity"
	"github.com/moby/swarmkit/v2/manager/scheduler"
	"github.com/moby/swarmkit/v2/manager/state"
	"github.com/moby/swarmkit/v2/manager/state/store"
)

// BenchmarkPlacing places SHAPE, which is NODES/TASKS/FORM: "plain" tasks belong to no service,
// "network" tasks need a network that every third node has, "service" tasks are all of one version
// of one service.
func BenchmarkPlacing(b *testing.B) {
	shape := strings.Split(os.Getenv("SHAPE"), "/")
	nodes, _ := strconv.Atoi(shape[0])
	tasks, _ := strconv.Atoi(shape[1])
	for i := 0; i < b.N; i++ {
		b.StopTimer()
		place(b, nodes, tasks, shape[2])
	}
}

func place(b *testing.B, nodes, tasks int, form string) {
	s := store.NewMemoryStore(nil)
	defer s.Close()
	subject := scheduler.New(s)
	updates, cancel := state.Watch(s.WatchQueue(), api.EventUpdateTask{})
	defer cancel()
	ended := make(chan error)
	go func() { ended <- subject.Run(context.Background()) }()
	err := s.Update(func(tx store.Tx) error {
		for i := 0; i < nodes; i++ {
			if err := store.CreateNode(tx, node(i)); err != nil {
				return err
			}
		}
		if form == "service" {
			if err := store.CreateService(tx, service()); err != nil {
				return err
			}
		}
		for i := 0; i < tasks; i++ {
			if err := store.CreateTask(tx, task(i, form)); err != nil {
				return err
			}
		}
		b.StartTimer()
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; i < tasks; i++ {
		select {
		case <-updates:
		case <-time.After(10 * time.Minute):
			b.Fatal("nothing more is placed")
		}
	}
	b.StopTimer()
	subject.Stop()
	<-ended
}

func node(i int) *api.Node {
	node := &api.Node{
		ID: identity.NewID(),
		Spec: api.NodeSpec{Annotations: api.Annotations{
			Name: fmt.Sprint("name", i), Labels: map[string]string{}}},
		Status:      api.NodeStatus{State: api.NodeStatus_READY},
		Description: &api.NodeDescription{Engine: &api.EngineDescription{}},
	}
	if i%3 == 0 {
		node.Description.Engine.Plugins = []api.PluginDescription{{Type: "Network", Name: "network"}}
	}
	return node
}

func service() *api.Service {
	return &api.Service{
		ID:          "service",
		Spec:        api.ServiceSpec{Annotations: api.Annotations{Name: "service"}},
		SpecVersion: &api.Version{Index: 1},
	}
}

func task(i int, form string) *api.Task {
	task := &api.Task{
		ID:                 fmt.Sprintf("task%d", i),
		ServiceAnnotations: api.Annotations{Name: fmt.Sprintf("task%d", i)},
		DesiredState:       api.TaskStateRunning,
		Status:             api.TaskStatus{State: api.TaskStatePending},
	}
	switch form {
	case "network":
		task.Networks = []*api.NetworkAttachment{
			{Network: &api.Network{DriverState: &api.Driver{Name: "network"}}}}
	case "service":
		task.ServiceID = "service"
		task.SpecVersion = &api.Version{Index: 1}
	}
	return task
}
