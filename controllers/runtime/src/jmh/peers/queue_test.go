package peers

import (
	"strconv"
	"testing"

	"k8s.io/client-go/util/workqueue"
)

func keys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = "service/" + strconv.Itoa(i)
	}
	return keys
}

// BenchmarkCycle adds a key, takes the next and gives it back, with n keys in the queue all the time.
func BenchmarkCycle(b *testing.B) {
	for _, n := range []int{1, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			queue := workqueue.NewTyped[string]()
			defer queue.ShutDown()
			all := keys(n)
			for _, key := range all[1:] {
				queue.Add(key)
			}
			next := all[0]
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				queue.Add(next)
				next, _ = queue.Get()
				queue.Done(next)
			}
		})
	}
}
