// Peers measures what CommitFigures measures, of etcd: how many writes a second, and how long does one take, at 1, 64
// and 512 outstanding, alone and as one of three in this process. Each replaces one of 1,024 values of about 512
// bytes, through a client over loopback, as etcd has no other way in.
//
//	go run . [SECONDS [DIRECTORY]]
package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

const objects = 1024

var value = strings.Repeat("x", 512)

func main() {
	seconds, parent := 5, os.TempDir()
	if len(os.Args) > 1 {
		seconds = must(strconv.Atoi(os.Args[1]))
	}
	if len(os.Args) > 2 {
		parent = os.Args[2]
	}
	directory := must(os.MkdirTemp(parent, "etcd-figures"))
	defer os.RemoveAll(directory)
	fmt.Println("| members | outstanding | commits/s | p50 ms | p99 ms |")
	fmt.Println("|---|---|---|---|---|")
	for _, size := range []int{1, 3} {
		members := start(size, filepath.Join(directory, strconv.Itoa(size)))
		measure(size, leader(members), time.Duration(seconds)*time.Second)
		for _, each := range members {
			each.Close()
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func start(size int, directory string) []*embed.Etcd {
	var configs []*embed.Config
	var cluster []string
	for i := range size {
		config := embed.NewConfig()
		config.Name = "m" + strconv.Itoa(i)
		config.Dir = filepath.Join(directory, config.Name)
		config.LogLevel = "fatal" // To be closed is an error to it.
		config.ListenClientUrls = freeURL()
		config.AdvertiseClientUrls = config.ListenClientUrls
		config.ListenPeerUrls = freeURL()
		config.AdvertisePeerUrls = config.ListenPeerUrls
		cluster = append(cluster, config.Name+"="+config.ListenPeerUrls[0].String())
		configs = append(configs, config)
	}
	var members []*embed.Etcd
	for _, config := range configs {
		config.InitialCluster = strings.Join(cluster, ",")
		members = append(members, must(embed.StartEtcd(config)))
	}
	for _, each := range members {
		<-each.Server.ReadyNotify()
	}
	return members
}

func freeURL() []url.URL {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	return []url.URL{{Scheme: "http", Host: listener.Addr().String()}}
}

// The one that leads: writes to another one would go on to it.
func leader(members []*embed.Etcd) *embed.Etcd {
	for _, each := range members {
		if each.Server.Leader() == each.Server.MemberID() {
			return each
		}
	}
	panic("all are ready, and nobody leads")
}

func measure(size int, member *embed.Etcd, lasts time.Duration) {
	client := must(clientv3.New(clientv3.Config{Endpoints: []string{member.Config().ListenClientUrls[0].String()}}))
	defer client.Close()
	load(client, 64, lasts) // Warms up.
	for _, outstanding := range []int{1, 64, 512} {
		took := load(client, outstanding, lasts)
		fmt.Printf("| %d | %d | %d | %.2f | %.2f |\n",
			size, outstanding, int(float64(len(took))/lasts.Seconds()), at(took, 0.5), at(took, 0.99))
	}
}

// Milliseconds.
func at(sorted []time.Duration, share float64) float64 {
	return sorted[int(share*float64(len(sorted)-1))].Seconds() * 1000
}

// So many writers, of which each waits for its commit before it writes again; what each write took, sorted.
func load(client *clientv3.Client, writers int, lasts time.Duration) []time.Duration {
	end := time.Now().Add(lasts)
	var next atomic.Int64
	var all []time.Duration
	var lock sync.Mutex
	var running sync.WaitGroup
	for range writers {
		running.Go(func() {
			var took []time.Duration
			for time.Now().Before(end) {
				began := time.Now()
				key := fmt.Sprintf("node-%d", next.Add(1)%objects)
				must(client.Put(context.Background(), key, value))
				took = append(took, time.Since(began))
			}
			lock.Lock()
			defer lock.Unlock()
			all = append(all, took...)
		})
	}
	running.Wait()
	slices.Sort(all)
	return all
}
