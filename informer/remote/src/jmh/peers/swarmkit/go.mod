module skep.io/wire

go 1.26.8

require (
	github.com/gogo/protobuf v1.3.2 // indirect
	github.com/moby/swarmkit/v2 v2.0.0
	google.golang.org/grpc v1.53.0
)

require (
	github.com/docker/go-events v0.0.0-20190806004212-e31b211e4f1c // indirect
	github.com/golang/protobuf v1.5.3 // indirect
	github.com/sirupsen/logrus v1.9.3 // indirect
	go.etcd.io/etcd/raft/v3 v3.5.6 // indirect
	golang.org/x/net v0.17.0 // indirect
	golang.org/x/sys v0.13.0
	golang.org/x/text v0.13.0 // indirect
	google.golang.org/genproto v0.0.0-20230306155012-7f2fa6fef1f4 // indirect
	google.golang.org/protobuf v1.31.0 // indirect
)
