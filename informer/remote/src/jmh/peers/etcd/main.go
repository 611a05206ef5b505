// Command etcd is the watch of etcd, beside which docs/benchmarks.md puts ours: a server of its own, and clients in
// another process.
//
//	etcd serve DIRECTORY
//	etcd watch URL STREAMS MESSAGES PER_SECOND
//
// The first prints its URL and serves until its input ends. The second opens so many watches, each of a client of its
// own, writes so many values of about 512 bytes, and prints "took MILLISECONDS" and "latency P50 P99", microseconds
// from the call that wrote a value to the first of the watches. PER_SECOND 0 is as fast as it goes: 64 writers, at
// most a thousand values ahead of the slowest watch.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

const (
	ahead   = 1000
	writers = 64
	keys    = 64
)

func main() {
	switch os.Args[1] {
	case "serve":
		serve(os.Args[2])
	case "watch":
		watch(os.Args[2], number(os.Args[3]), number(os.Args[4]), number(os.Args[5]))
	}
}

func number(text string) int64 { return must(strconv.ParseInt(text, 10, 64)) }

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func serve(directory string) {
	config := embed.NewConfig()
	config.Dir = directory
	config.LogLevel = "fatal"
	config.ListenClientUrls = freeURL()
	config.AdvertiseClientUrls = config.ListenClientUrls
	config.ListenPeerUrls = freeURL()
	config.AdvertisePeerUrls = config.ListenPeerUrls
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	server := must(embed.StartEtcd(config))
	<-server.Server.ReadyNotify()
	fmt.Println(config.ListenClientUrls[0].String())
	must(io.Copy(io.Discard, os.Stdin))
	server.Close()
}

func freeURL() []url.URL {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	return []url.URL{{Scheme: "http", Host: listener.Addr().String()}}
}

func dial(address string) *clientv3.Client {
	return must(clientv3.New(clientv3.Config{Endpoints: []string{address}}))
}

func watch(address string, streams, messages, perSecond int64) {
	read := make([]atomic.Int64, streams)
	took := make([]time.Duration, 0, messages) // Of the first stream.
	began := time.Now()
	for i := range streams {
		answers := dial(address).Watch(context.Background(), "node-", clientv3.WithPrefix(), clientv3.WithCreatedNotify())
		<-answers
		go func() {
			for answer := range answers {
				if i == 0 {
					for _, event := range answer.Events {
						at := time.Duration(binary.BigEndian.Uint64(event.Kv.Value))
						took = append(took, time.Since(began)-at)
					}
				}
				read[i].Add(int64(len(answer.Events)))
			}
		}()
	}
	started := time.Now()
	var sent atomic.Int64
	var next <-chan time.Time
	if perSecond > 0 {
		next = time.Tick(time.Second / time.Duration(perSecond))
	}
	slowest := func() int64 {
		all := messages
		for i := range read {
			all = min(all, read[i].Load())
		}
		return all
	}
	var seen atomic.Int64
	client := dial(address)
	for range writers {
		go func() {
			for {
				if next != nil {
					<-next
				}
				number := sent.Add(1)
				if number > messages {
					return
				}
				for number-seen.Load() > ahead {
					time.Sleep(100 * time.Microsecond)
				}
				value := make([]byte, 512)
				binary.BigEndian.PutUint64(value, uint64(time.Since(began)))
				must(client.Put(context.Background(), fmt.Sprint("node-", number%keys), string(value)))
			}
		}()
	}
	for seen.Load() < messages {
		time.Sleep(time.Millisecond)
		seen.Store(slowest())
	}
	fmt.Printf("took %.0f\n", time.Since(started).Seconds()*1000)
	slices.Sort(took)
	fmt.Println("latency", took[len(took)/2].Microseconds(), took[len(took)*99/100].Microseconds())
}
