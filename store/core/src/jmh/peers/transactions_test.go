package peers

import (
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/moby/swarmkit/v2/api"
	"github.com/moby/swarmkit/v2/manager/state/store"
)

const size = 10_000

// BenchmarkCreateNode creates 10,000 nodes in one transaction on an empty store (B-1).
func BenchmarkCreateNode(b *testing.B) {
	ids := newIDs(inATransaction)
	b.ReportAllocs()
	b.ResetTimer()
	inTransactions(b, func(tx store.Tx, _, i int) {
		must(store.CreateNode(tx, namedNode(ids[i], "name"+strconv.Itoa(i))))
	}, func() *store.MemoryStore { return store.NewMemoryStore(nil) })
}

// BenchmarkCreateTask does the same with tasks.
func BenchmarkCreateTask(b *testing.B) {
	ids, services, nodes := newIDs(inATransaction), newIDs(inATransaction/tasksAService), newIDs(nodesOfTasks)
	b.ReportAllocs()
	b.ResetTimer()
	inTransactions(b, func(tx store.Tx, _, i int) {
		must(store.CreateTask(tx, newTask(ids, services, nodes, i)))
	}, func() *store.MemoryStore { return store.NewMemoryStore(nil) })
}

// BenchmarkUpdateNode updates 10,000 nodes in one transaction (B-2).
func BenchmarkUpdateNode(b *testing.B) {
	p := namedNodes(size)
	b.ReportAllocs()
	b.ResetTimer()
	inTransactions(b, func(tx store.Tx, round, i int) {
		must(store.UpdateNode(tx, renamed(p, round*inATransaction+i)))
	}, func() *store.MemoryStore { return p.store })
}

// inTransactions runs step b.N times, 10,000 times in each transaction.
func inTransactions(b *testing.B, step func(tx store.Tx, round, i int), next func() *store.MemoryStore) {
	for round := 0; round*inATransaction < b.N; round++ {
		must(next().Update(func(tx store.Tx) error {
			for i := 0; i < inATransaction && round*inATransaction+i < b.N; i++ {
				step(tx, round, i)
			}
			return nil
		}))
	}
}

func renamed(p *population, i int) *api.Node {
	id := p.ids[i%len(p.ids)]
	return namedNode(id, id+"_"+strconv.Itoa(i))
}

// BenchmarkUpdateNodeTransaction updates one node a transaction (B-3).
func BenchmarkUpdateNodeTransaction(b *testing.B) {
	p := namedNodes(size)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		must(p.store.Update(func(tx store.Tx) error { return store.UpdateNode(tx, renamed(p, i)) }))
	}
}

// BenchmarkUpdateTaskTransaction gives one task a transaction another state.
func BenchmarkUpdateTaskTransaction(b *testing.B) {
	p := tasks(size)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		must(p.store.Update(func(tx store.Tx) error {
			task := store.GetTask(tx, p.ids[i%size])
			if task.Status.State == api.TaskStateRunning {
				task.Status.State = api.TaskStateCompleted
			} else {
				task.Status.State = api.TaskStateRunning
			}
			return store.UpdateTask(tx, task)
		}))
	}
}

var errUndo = errors.New("undo")

// BenchmarkDeleteNodeTransaction deletes a node and then fails, so that it stays (B-4).
func BenchmarkDeleteNodeTransaction(b *testing.B) {
	p := namedNodes(size)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		_ = p.store.Update(func(tx store.Tx) error {
			must(store.DeleteNode(tx, p.ids[0]))
			return errUndo
		})
	}
}

// BenchmarkNodeConcurrency has five writers and five readers, each doing b.N of their operations (B-8).
func BenchmarkNodeConcurrency(b *testing.B) {
	p := namedNodes(size)
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	for c := 0; c < 5; c++ {
		all.Add(2)
		go func(c int) {
			defer all.Done()
			for i := 0; i < b.N; i++ {
				id := p.ids[i%size]
				name := id + "_" + strconv.Itoa(c) + "_" + strconv.Itoa(i)
				must(p.store.Update(func(tx store.Tx) error { return store.UpdateNode(tx, namedNode(id, name)) }))
			}
		}(c)
		go func() {
			defer all.Done()
			p.store.View(func(tx store.ReadTx) {
				for i := 0; i < b.N; i++ {
					_ = store.GetNode(tx, p.ids[i%size])
				}
			})
		}()
	}
	all.Wait()
}
