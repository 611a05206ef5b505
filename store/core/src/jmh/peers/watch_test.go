package peers

import (
	"fmt"
	"sync"
	"testing"

	"github.com/docker/go-events"
	"github.com/moby/swarmkit/v2/api"
	"github.com/moby/swarmkit/v2/manager/state"
	"github.com/moby/swarmkit/v2/watch"
)

// shapes are the numbers of listeners and publishers in the reference's own benchmarks.
var shapes = []struct{ listeners, publishers int }{
	{10, 1}, {100, 1}, {1_000, 1}, {10_000, 1}, {10, 4}, {100, 8}, {1_000, 4}, {1_000, 64},
}

// BenchmarkPublish publishes, and does not wait for the watchers (B-10 to B-17).
func BenchmarkPublish(b *testing.B) {
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%dx%d", s.listeners, s.publishers), func(b *testing.B) {
			publish(b, s.listeners, s.publishers, false)
		})
	}
}

// BenchmarkWatch publishes until every watcher has consumed every event (B-18 to B-25).
func BenchmarkWatch(b *testing.B) {
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%dx%d", s.listeners, s.publishers), func(b *testing.B) {
			publish(b, s.listeners, s.publishers, true)
		})
	}
}

func publish(b *testing.B, listeners, publishers int, wait bool) {
	queue := watch.NewQueue()
	defer queue.Close()
	var consuming sync.WaitGroup
	for i := 0; i < listeners; i++ {
		events, cancel := queue.Watch()
		consuming.Add(1)
		go consume(events, cancel, b.N/publishers*publishers, &consuming)
	}
	b.ReportAllocs()
	b.ResetTimer()
	var publishing sync.WaitGroup
	for i := 0; i < publishers; i++ {
		publishing.Add(1)
		go func() {
			for i := 0; i < b.N/publishers; i++ {
				queue.Publish("event")
			}
			publishing.Done()
		}()
	}
	publishing.Wait()
	if wait {
		consuming.Wait()
	}
}

// BenchmarkWatchHalf has half of the watchers wait for another kind of object; the others consume every event.
func BenchmarkWatchHalf(b *testing.B) {
	for _, listeners := range []int{100, 10_000} {
		b.Run(fmt.Sprint(listeners), func(b *testing.B) {
			queue := watch.NewQueue()
			defer queue.Close()
			var consuming sync.WaitGroup
			for i := 0; i < listeners; i++ {
				if i%2 == 0 {
					events, cancel := state.Watch(queue, api.EventUpdateNode{})
					consuming.Add(1)
					go consume(events, cancel, b.N, &consuming)
				} else {
					_, cancel := state.Watch(queue, api.EventUpdateTask{})
					defer cancel()
				}
			}
			node := &api.Node{ID: "node"}
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				queue.Publish(api.EventUpdateNode{Node: node, OldNode: node})
			}
			consuming.Wait()
		})
	}
}

func consume(from chan events.Event, cancel func(), count int, consuming *sync.WaitGroup) {
	defer cancel()
	for i := 0; i < count; i++ {
		<-from
	}
	consuming.Done()
}
