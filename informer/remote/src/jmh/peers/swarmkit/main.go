// Command swarmkit is SwarmKit's own Go client, beside which docs/benchmarks.md puts ours.
//
//	swarmkit watch HOST:PORT STREAMS MESSAGES
//	swarmkit list HOST:PORT
//
// The first opens so many watches of nodes, each on a connection of its own, says "open", then "read N" whenever
// the slowest has read more, and, when all have read all, "latency P50 P99": microseconds from the time that the
// label "at" of a node says, nanoseconds of the monotonic clock. The second prints how many milliseconds a list of
// all tasks takes, each time of five.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/moby/swarmkit/v2/api"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const largest = 256 << 20

func main() {
	switch os.Args[1] {
	case "watch":
		watch(os.Args[2], must(strconv.Atoi(os.Args[3])), must(strconv.ParseInt(os.Args[4], 10, 64)))
	case "list":
		list(os.Args[2])
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func dial(address string) *grpc.ClientConn {
	return must(grpc.Dial(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largest))))
}

func watch(address string, streams int, messages int64) {
	read := make([]atomic.Int64, streams)
	took := make([]int64, 0, messages) // Of the first stream.
	for i := range streams {
		stream := must(api.NewWatchClient(dial(address)).Watch(context.Background(), &api.WatchRequest{
			Entries: []*api.WatchRequest_WatchEntry{{Kind: "node", Action: api.WatchActionKindUpdate}},
		}))
		must(stream.Recv()) // The empty message: it is open.
		go func() {
			for read[i].Load() < messages {
				message := must(stream.Recv())
				if i == 0 {
					at := message.Events[0].Object.GetNode().Spec.Annotations.Labels["at"]
					took = append(took, now()-must(strconv.ParseInt(at, 10, 64)))
				}
				read[i].Add(1)
			}
		}()
	}
	fmt.Println("open")
	for told := int64(0); told < messages; time.Sleep(time.Millisecond) {
		slowest := messages
		for i := range read {
			slowest = min(slowest, read[i].Load())
		}
		if slowest > told {
			told = slowest
			fmt.Println("read", told)
		}
	}
	slices.Sort(took)
	fmt.Println("latency", took[len(took)/2]/1000, took[len(took)*99/100]/1000)
}

func now() int64 {
	var time unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &time); err != nil {
		panic(err)
	}
	return time.Nano()
}

func list(address string) {
	control := api.NewControlClient(dial(address))
	for range 5 {
		began := time.Now()
		answer := must(control.ListTasks(context.Background(), &api.ListTasksRequest{}))
		fmt.Printf("%d tasks, %.0f ms\n", len(answer.Tasks), time.Since(began).Seconds()*1000)
	}
}
