// Package peers measures the store and the watch queue of SwarmKit. Every benchmark has a namesake in
// src/jmh/java that does the same with Skep; both are run by io.skep.store.figures.Comparison.
package peers

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/moby/swarmkit/v2/api"
	"github.com/moby/swarmkit/v2/identity"
	"github.com/moby/swarmkit/v2/manager/state/store"
)

const (
	tasksAService  = 10
	nodesOfTasks   = 997
	customValues   = 100
	inATransaction = 10_000
)

func newIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = identity.NewID()
	}
	return ids
}

// namedNode is what the reference's own benchmarks store: no host name, so nothing finds it by name.
func namedNode(id, name string) *api.Node {
	return &api.Node{ID: id, Spec: api.NodeSpec{Annotations: api.Annotations{Name: name}}}
}

// hostNode can be found by host name and by a custom index.
func hostNode(id string, i int) *api.Node {
	node := namedNode(id, "name"+strconv.Itoa(i))
	node.Description = &api.NodeDescription{Hostname: "name" + strconv.Itoa(i)}
	node.Spec.Annotations.Indices = []api.IndexEntry{{Key: "rack", Val: rack(i)}}
	return node
}

func rack(i int) string {
	return "rack" + strconv.Itoa(i%customValues)
}

func newTask(ids []string, services []string, nodes []string, i int) *api.Task {
	service := i % len(services)
	return &api.Task{
		ID:                 ids[i],
		ServiceID:          services[service],
		NodeID:             nodes[i%len(nodes)],
		Slot:               uint64(i/len(services) + 1),
		ServiceAnnotations: api.Annotations{Name: "service" + strconv.Itoa(service)},
		Spec: api.TaskSpec{
			Runtime: &api.TaskSpec_Container{Container: &api.ContainerSpec{Image: "registry/web:1"}},
		},
		DesiredState: api.TaskStateRunning,
		Status:       api.TaskStatus{State: api.TaskStateRunning},
	}
}

// population is a filled store and what to ask it for.
type population struct {
	store    *store.MemoryStore
	ids      []string
	services []string
}

// known holds what is only read, as every benchmark begins several times.
var known = map[string]*population{}

func readOnly(kind string, size int, fill func(int) *population) *population {
	name := fmt.Sprint(kind, size)
	if known[name] == nil {
		known = map[string]*population{name: fill(size)} // One at a time: a million takes gigabytes.
	}
	return known[name]
}

func namedNodes(size int) *population {
	p := &population{store: store.NewMemoryStore(nil), ids: newIDs(size)}
	must(p.store.Update(func(tx store.Tx) error {
		for i, id := range p.ids {
			must(store.CreateNode(tx, namedNode(id, "name"+strconv.Itoa(i))))
		}
		return nil
	}))
	return p
}

func hostNodes(size int) *population {
	p := &population{store: store.NewMemoryStore(nil), ids: newIDs(size)}
	must(p.store.Update(func(tx store.Tx) error {
		for i, id := range p.ids {
			must(store.CreateNode(tx, hostNode(id, i)))
		}
		return nil
	}))
	return p
}

func tasks(size int) *population {
	p := &population{store: store.NewMemoryStore(nil), ids: newIDs(size), services: newIDs(size / tasksAService)}
	nodes := newIDs(nodesOfTasks)
	must(p.store.Update(func(tx store.Tx) error {
		for i := range p.ids {
			must(store.CreateTask(tx, newTask(p.ids, p.services, nodes, i)))
		}
		return nil
	}))
	return p
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// sized runs body for a store of that many objects.
func sized(b *testing.B, size int, body func(b *testing.B, size int)) {
	b.Run(strconv.Itoa(size), func(b *testing.B) {
		b.ReportAllocs()
		body(b, size)
	})
}
