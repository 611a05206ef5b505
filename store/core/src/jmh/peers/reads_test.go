package peers

import (
	"strconv"
	"testing"

	"github.com/moby/swarmkit/v2/manager/state/store"
)

const million = 1_000_000

// seen keeps what was read from being optimized away.
var seen int

// BenchmarkGetNode reads nodes in the order of their creation (B-5).
func BenchmarkGetNode(b *testing.B) {
	for _, size := range []int{size, million} {
		sized(b, size, func(b *testing.B, size int) {
			reading(b, readOnly("node", size, namedNodes), func(tx store.ReadTx, p *population, i int) {
				seen += int(store.GetNode(tx, p.ids[i]).Role)
			})
		})
	}
}

// BenchmarkGetTask does the same with tasks.
func BenchmarkGetTask(b *testing.B) {
	for _, size := range []int{size, million} {
		sized(b, size, func(b *testing.B, size int) {
			reading(b, readOnly("task", size, tasks), func(tx store.ReadTx, p *population, i int) {
				seen += int(store.GetTask(tx, p.ids[i]).DesiredState)
			})
		})
	}
}

// BenchmarkFindAllNodes reads a field of every node (B-6).
func BenchmarkFindAllNodes(b *testing.B) {
	sized(b, size, func(b *testing.B, size int) {
		reading(b, readOnly("node", size, namedNodes), nodes(true, func(*population, int) store.By { return store.All }))
	})
}

// BenchmarkFindNodeByName finds one node (the hit of B-7).
func BenchmarkFindNodeByName(b *testing.B) {
	hosts(b, func(_ *population, i int) store.By { return store.ByName("name" + strconv.Itoa(i)) })
}

// BenchmarkFindNodeByNameMiss finds none, as no node has a host name (B-7 as it is).
func BenchmarkFindNodeByNameMiss(b *testing.B) {
	sized(b, size, func(b *testing.B, size int) {
		reading(b, readOnly("node", size, namedNodes), nodes(false, func(_ *population, i int) store.By {
			return store.ByName("name" + strconv.Itoa(i))
		}))
	})
}

// BenchmarkFindNodeByNamePrefix finds those of the node's number, times ten, and so on.
func BenchmarkFindNodeByNamePrefix(b *testing.B) {
	hosts(b, func(_ *population, i int) store.By { return store.ByNamePrefix("name" + strconv.Itoa(100+i%900)) })
}

// BenchmarkFindNodeByIdPrefix finds about eight nodes.
func BenchmarkFindNodeByIdPrefix(b *testing.B) {
	hosts(b, func(p *population, i int) store.By { return store.ByIDPrefix(p.ids[i][:2]) })
}

// BenchmarkFindNodeByCustom finds a hundred nodes.
func BenchmarkFindNodeByCustom(b *testing.B) {
	hosts(b, func(_ *population, i int) store.By { return store.ByCustom("", "rack", rack(i)) })
}

func hosts(b *testing.B, by func(*population, int) store.By) {
	sized(b, size, func(b *testing.B, size int) {
		reading(b, readOnly("host", size, hostNodes), nodes(true, by))
	})
}

// BenchmarkFindTaskByService finds ten tasks.
func BenchmarkFindTaskByService(b *testing.B) {
	sized(b, size, func(b *testing.B, size int) {
		reading(b, readOnly("task", size, tasks), func(tx store.ReadTx, p *population, i int) {
			found, err := store.FindTasks(tx, store.ByServiceID(p.services[i%len(p.services)]))
			must(err)
			for _, task := range found {
				seen += int(task.Status.State)
			}
		})
	})
}

// nodes finds nodes and reads a field of each; some tells whether there are any.
func nodes(some bool, by func(*population, int) store.By) func(store.ReadTx, *population, int) {
	return func(tx store.ReadTx, p *population, i int) {
		found, err := store.FindNodes(tx, by(p, i))
		must(err)
		if some != (len(found) > 0) {
			panic("this measures something else")
		}
		for _, node := range found {
			seen += int(node.Role) + 1
		}
	}
}

func reading(b *testing.B, p *population, read func(store.ReadTx, *population, int)) {
	b.ResetTimer()
	p.store.View(func(tx store.ReadTx) {
		for i := 0; i < b.N; i++ {
			read(tx, p, i%len(p.ids))
		}
	})
}
