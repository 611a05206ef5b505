package main

import (
	"bytes"
	"strings"

	"github.com/gogo/protobuf/types"
	"github.com/moby/swarmkit/v2/api"
	"google.golang.org/grpc/codes"
)

func (s *session) networks() {
	made, err := s.control.CreateNetwork(s.ctx, &api.CreateNetworkRequest{Spec: &api.NetworkSpec{
		Annotations: api.Annotations{Name: "net"}, Attachable: true}})
	s.ok("create network", err)
	id := made.Network.ID
	s.eventually("its driver is chosen", func() bool {
		got, err := s.control.GetNetwork(s.ctx, &api.GetNetworkRequest{NetworkID: id})
		return err == nil && got.Network.DriverState != nil
	})
	list, err := s.control.ListNetworks(s.ctx, &api.ListNetworksRequest{Filters: &api.ListNetworksRequest_Filters{
		Names: []string{"net"}}})
	s.ok("list networks", err)
	s.that("one of that name", len(list.Networks) == 1, list)
	bad := func(name string, spec *api.NetworkSpec, code codes.Code, text string) {
		_, err := s.control.CreateNetwork(s.ctx, &api.CreateNetworkRequest{Spec: spec})
		s.refused(name, err, code, text)
	}
	named := api.Annotations{Name: "other"}
	bad("no spec", nil, codes.InvalidArgument, "invalid argument")
	bad("no name", &api.NetworkSpec{}, codes.InvalidArgument, "meta: name must be provided")
	bad("an attachable ingress network", &api.NetworkSpec{Annotations: named, Attachable: true, Ingress: true},
		codes.InvalidArgument, "ingress network cannot be attachable")
	address := func(config *api.IPAMConfig) *api.NetworkSpec {
		return &api.NetworkSpec{Annotations: named, IPAM: &api.IPAMOptions{Configs: []*api.IPAMConfig{config}}}
	}
	bad("a bad subnet", address(&api.IPAMConfig{Subnet: "x"}), codes.InvalidArgument,
		"ipam configuration: invalid subnet x")
	bad("a bad gateway", address(&api.IPAMConfig{Subnet: "10.9.0.0/24", Gateway: "x"}), codes.InvalidArgument,
		"ipam configuration: invalid gateway x")
	bad("a gateway elsewhere", address(&api.IPAMConfig{Subnet: "10.9.0.0/24", Gateway: "10.8.0.1"}),
		codes.InvalidArgument, "ipam configuration: subnet 10.9.0.0/24 does not contain gateway 10.8.0.1")
	_, err = s.control.GetNetwork(s.ctx, &api.GetNetworkRequest{NetworkID: "nope"})
	s.refused("get unknown network", err, codes.NotFound, "network nope not found")
	_, err = s.control.RemoveNetwork(s.ctx, &api.RemoveNetworkRequest{NetworkID: "nope"})
	s.refused("remove unknown network", err, codes.NotFound, "network nope not found")

	spec := replicated("connected", 1)
	spec.Task.Networks = []*api.NetworkAttachmentConfig{{Target: id}}
	service := s.create("create a service on a network", spec)
	s.eventually("its task has an address", func() bool {
		tasks, err := s.control.ListTasks(s.ctx, &api.ListTasksRequest{Filters: &api.ListTasksRequest_Filters{
			ServiceIDs: []string{service.ID}}})
		return err == nil && len(tasks.Tasks) > 0 && len(tasks.Tasks[0].Networks) == 1 &&
			len(tasks.Tasks[0].Networks[0].Addresses) == 1
	})
	_, err = s.control.RemoveNetwork(s.ctx, &api.RemoveNetworkRequest{NetworkID: id})
	s.refused("remove a network in use", err, codes.FailedPrecondition,
		"network "+id+" is in use by service "+service.ID)
}

func (s *session) files() {
	secret, err := s.control.CreateSecret(s.ctx, &api.CreateSecretRequest{Spec: &api.SecretSpec{
		Annotations: api.Annotations{Name: "key"}, Data: []byte("hidden")}})
	s.ok("create secret", err)
	s.that("its data is not shown, its time is", secret.Secret.Spec.Data == nil && secret.Secret.Meta.CreatedAt != nil, secret)
	got, err := s.control.GetSecret(s.ctx, &api.GetSecretRequest{SecretID: secret.Secret.ID})
	s.ok("get secret", err)
	s.that("nor here", got.Secret.Spec.Data == nil, got)
	secrets, err := s.control.ListSecrets(s.ctx, &api.ListSecretsRequest{})
	s.ok("list secrets", err)
	s.that("nor there", len(secrets.Secrets) == 1 && secrets.Secrets[0].Spec.Data == nil, secrets)
	config, err := s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "file"}, Data: []byte("shown")}})
	s.ok("create config", err)
	shown, err := s.control.GetConfig(s.ctx, &api.GetConfigRequest{ConfigID: config.Config.ID})
	s.ok("get config", err)
	s.that("its data is shown", bytes.Equal(shown.Config.Spec.Data, []byte("shown")), shown)
	configs, err := s.control.ListConfigs(s.ctx, &api.ListConfigsRequest{Filters: &api.ListConfigsRequest_Filters{
		Names: []string{"FILE"}}})
	s.ok("list configs", err)
	s.that("names whatever their case", len(configs.Configs) == 1, configs)

	_, err = s.control.CreateSecret(s.ctx, &api.CreateSecretRequest{Spec: &api.SecretSpec{
		Annotations: api.Annotations{Name: "key"}, Data: []byte("x")}})
	s.refused("a secret's name that is taken", err, codes.AlreadyExists, "secret key already exists")
	_, err = s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "file"}, Data: []byte("x")}})
	s.refused("a config's name that is taken", err, codes.AlreadyExists, "config file already exists")
	_, err = s.control.CreateSecret(s.ctx, &api.CreateSecretRequest{Spec: &api.SecretSpec{
		Annotations: api.Annotations{Name: "empty"}}})
	s.refused("a secret without data", err, codes.InvalidArgument,
		"secret data must be larger than 0 and less than 512000 bytes")
	_, err = s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "large"}, Data: make([]byte, 1024000)}})
	s.refused("a config with too much data", err, codes.InvalidArgument,
		"config data must be larger than 0 and less than 1024000 bytes")
	_, err = s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "no/name"}, Data: []byte("x")}})
	s.refused("a bad name", err, codes.InvalidArgument,
		"invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]")
	_, err = s.control.GetSecret(s.ctx, &api.GetSecretRequest{})
	s.refused("get secret without id", err, codes.InvalidArgument, "secret ID must be provided")
	_, err = s.control.GetConfig(s.ctx, &api.GetConfigRequest{})
	s.refused("get config without id", err, codes.InvalidArgument, "config ID must be provided")
	_, err = s.control.GetSecret(s.ctx, &api.GetSecretRequest{SecretID: "nope"})
	s.refused("get unknown secret", err, codes.NotFound, "secret nope not found")
	_, err = s.control.RemoveSecret(s.ctx, &api.RemoveSecretRequest{SecretID: "nope"})
	s.refused("remove unknown secret", err, codes.NotFound, "could not find secret nope")
	_, err = s.control.RemoveConfig(s.ctx, &api.RemoveConfigRequest{ConfigID: "nope"})
	s.refused("remove unknown config", err, codes.NotFound, "could not find config nope")
	_, err = s.control.UpdateConfig(s.ctx, &api.UpdateConfigRequest{ConfigID: config.Config.ID,
		ConfigVersion: &config.Config.Meta.Version, Spec: &api.ConfigSpec{
			Annotations: api.Annotations{Name: "file"}, Data: []byte("other")}})
	s.refused("other data", err, codes.InvalidArgument, "only updates to Labels are allowed")
	labelled, err := s.control.UpdateConfig(s.ctx, &api.UpdateConfigRequest{ConfigID: config.Config.ID,
		ConfigVersion: &config.Config.Meta.Version, Spec: &api.ConfigSpec{
			Annotations: api.Annotations{Name: "file", Labels: map[string]string{"a": "b"}}}})
	s.ok("label config", err)
	s.that("labelled", labelled.Config.Spec.Annotations.Labels["a"] == "b", labelled)

	spec := replicated("reader", 1)
	spec.Task.GetContainer().Secrets = []*api.SecretReference{{SecretID: secret.Secret.ID, SecretName: "key",
		Target: &api.SecretReference_File{File: &api.FileTarget{Name: "key"}}}}
	s.create("create a service with a secret", spec)
	_, err = s.control.RemoveSecret(s.ctx, &api.RemoveSecretRequest{SecretID: secret.Secret.ID})
	s.refused("remove a secret in use", err, codes.InvalidArgument,
		"secret 'key' is in use by the following service: reader")
	_, err = s.control.RemoveConfig(s.ctx, &api.RemoveConfigRequest{ConfigID: config.Config.ID})
	s.ok("remove config", err)
}

func (s *session) clusters() {
	list, err := s.control.ListClusters(s.ctx, &api.ListClustersRequest{Filters: &api.ListClustersRequest_Filters{
		Names: []string{"default"}}})
	s.ok("list clusters", err)
	s.that("one cluster", len(list.Clusters) == 1, list)
	cluster := list.Clusters[0]
	s.that("no keys are shown", len(cluster.UnlockKeys) == 0 && cluster.RootCA.CAKey == nil, cluster)
	_, err = s.control.GetCluster(s.ctx, &api.GetClusterRequest{ClusterID: "nope"})
	s.refused("get unknown cluster", err, codes.NotFound, "cluster nope not found")
	_, err = s.control.UpdateCluster(s.ctx, &api.UpdateClusterRequest{ClusterID: cluster.ID})
	s.refused("update cluster without spec", err, codes.InvalidArgument, "invalid argument")
	renamed := cluster.Spec.Copy()
	renamed.Annotations.Name = "other"
	_, err = s.control.UpdateCluster(s.ctx, &api.UpdateClusterRequest{
		ClusterID: cluster.ID, ClusterVersion: &cluster.Meta.Version, Spec: renamed})
	s.refused("rename the cluster", err, codes.InvalidArgument, "modification of cluster name is not allowed")
	hasty := cluster.Spec.Copy()
	hasty.CAConfig.NodeCertExpiry = types.DurationProto(60e9)
	_, err = s.control.UpdateCluster(s.ctx, &api.UpdateClusterRequest{
		ClusterID: cluster.ID, ClusterVersion: &cluster.Meta.Version, Spec: hasty})
	s.refused("certificates for a minute", err, codes.InvalidArgument, "minimum certificate expiry time is: 1h0m0s")
	locked := cluster.Spec.Copy()
	locked.EncryptionConfig.AutoLockManagers = true
	_, err = s.control.UpdateCluster(s.ctx, &api.UpdateClusterRequest{
		ClusterID: cluster.ID, ClusterVersion: &cluster.Meta.Version, Spec: locked})
	s.ok("lock managers", err)
	_, err = s.control.UpdateCluster(s.ctx, &api.UpdateClusterRequest{
		ClusterID: cluster.ID, ClusterVersion: &cluster.Meta.Version, Spec: locked})
	s.refused("update cluster with a stale version", err, codes.Unknown, "update out of sequence")
	key, err := api.NewCAClient(s.conn).GetUnlockKey(s.ctx, &api.GetUnlockKeyRequest{})
	s.ok("get unlock key", err)
	s.that("a key of 32 bytes", len(key.UnlockKey) == 32, len(key.UnlockKey))
}

func (s *session) volumes() {
	spec := &api.VolumeSpec{Annotations: api.Annotations{Name: "disk"}, Group: "g", Driver: &api.Driver{Name: "csi"},
		AccessMode: &api.VolumeAccessMode{AccessType: &api.VolumeAccessMode_Mount{Mount: &api.VolumeAccessMode_MountVolume{}}}}
	made, err := s.control.CreateVolume(s.ctx, &api.CreateVolumeRequest{Spec: spec})
	s.ok("create volume", err)
	id := made.Volume.ID
	list, err := s.control.ListVolumes(s.ctx, &api.ListVolumesRequest{Filters: &api.ListVolumesRequest_Filters{
		Groups: []string{"g"}, Drivers: []string{"csi"}}})
	s.ok("list volumes", err)
	s.that("one volume", len(list.Volumes) == 1, list)
	bad := func(name string, change func(*api.VolumeSpec), text string) {
		other := spec.Copy()
		change(other)
		_, err := s.control.CreateVolume(s.ctx, &api.CreateVolumeRequest{Spec: other})
		s.refused(name, err, codes.InvalidArgument, text)
	}
	_, err = s.control.CreateVolume(s.ctx, &api.CreateVolumeRequest{})
	s.refused("no spec", err, codes.InvalidArgument, "spec must not be nil")
	bad("no driver", func(v *api.VolumeSpec) { v.Driver = nil }, "driver must be specified")
	bad("no name", func(v *api.VolumeSpec) { v.Annotations.Name = "" }, "meta: name must be provided")
	bad("no access mode", func(v *api.VolumeSpec) { v.AccessMode = nil }, "AccessMode must not be nil")
	bad("no access type", func(v *api.VolumeSpec) { v.AccessMode.AccessType = nil },
		"Volume AccessMode must specify either Mount or Block access type")
	_, err = s.control.GetVolume(s.ctx, &api.GetVolumeRequest{VolumeID: "nope"})
	s.refused("get unknown volume", err, codes.NotFound, "volume nope not found")
	changed := spec.Copy()
	changed.Group = "h"
	current, err := s.control.GetVolume(s.ctx, &api.GetVolumeRequest{VolumeID: id})
	s.ok("get volume", err)
	_, err = s.control.UpdateVolume(s.ctx, &api.UpdateVolumeRequest{
		VolumeID: id, VolumeVersion: &current.Volume.Meta.Version, Spec: changed})
	s.refused("another group", err, codes.InvalidArgument, "Group cannot be updated")
	drain := spec.Copy()
	drain.Availability = api.VolumeAvailabilityDrain
	_, err = s.control.UpdateVolume(s.ctx, &api.UpdateVolumeRequest{
		VolumeID: id, VolumeVersion: &current.Volume.Meta.Version, Spec: drain})
	s.ok("drain volume", err)
	_, err = s.control.UpdateVolume(s.ctx, &api.UpdateVolumeRequest{VolumeID: id, Spec: drain})
	s.refused("no version", err, codes.InvalidArgument, "VolumeVersion must not be empty")
	_, err = s.control.RemoveVolume(s.ctx, &api.RemoveVolumeRequest{VolumeID: id, Force: true})
	s.ok("remove volume by force", err)
	_, err = s.control.RemoveVolume(s.ctx, &api.RemoveVolumeRequest{VolumeID: id})
	s.refused("remove it again", err, codes.NotFound, "volume "+id+" not found")
}

func (s *session) extensions() {
	kind, err := s.control.CreateExtension(s.ctx, &api.CreateExtensionRequest{
		Annotations: &api.Annotations{Name: "backups"}, Description: "of data"})
	s.ok("create extension", err)
	_, err = s.control.CreateExtension(s.ctx, &api.CreateExtensionRequest{Annotations: &api.Annotations{Name: "backups"}})
	s.refused("a name that is taken", err, codes.AlreadyExists, "extension backups already exists")
	_, err = s.control.CreateExtension(s.ctx, &api.CreateExtensionRequest{Annotations: &api.Annotations{Name: "task"}})
	s.refused("a name of ours", err, codes.AlreadyExists, "extension task already exists")
	_, err = s.control.CreateExtension(s.ctx, &api.CreateExtensionRequest{})
	s.refused("no name", err, codes.InvalidArgument, "extension name must be provided")
	_, err = s.control.GetExtension(s.ctx, &api.GetExtensionRequest{})
	s.refused("no id", err, codes.InvalidArgument, "extension ID must be provided")
	payload := &types.Any{TypeUrl: "free text", Value: []byte{1, 2, 3}}
	made, err := s.control.CreateResource(s.ctx, &api.CreateResourceRequest{
		Annotations: &api.Annotations{Name: "nightly"}, Kind: "backups", Payload: payload})
	s.ok("create resource", err)
	got, err := s.control.GetResource(s.ctx, &api.GetResourceRequest{ResourceID: made.Resource.ID})
	s.ok("get resource", err)
	s.that("its payload byte for byte", got.Resource.Payload.TypeUrl == "free text" &&
		bytes.Equal(got.Resource.Payload.Value, payload.Value), got)
	list, err := s.control.ListResources(s.ctx, &api.ListResourcesRequest{Filters: &api.ListResourcesRequest_Filters{
		Kind: "backups"}})
	s.ok("list resources", err)
	s.that("one resource", len(list.Resources) == 1, list)
	_, err = s.control.CreateResource(s.ctx, &api.CreateResourceRequest{Annotations: &api.Annotations{Name: "x"}})
	s.refused("no kind", err, codes.InvalidArgument, "Resource must belong to an Extension")
	_, err = s.control.CreateResource(s.ctx, &api.CreateResourceRequest{Annotations: &api.Annotations{Name: "x"}, Kind: "none"})
	s.refused("an unknown kind", err, codes.InvalidArgument, "Kind none is not registered")
	_, err = s.control.CreateResource(s.ctx, &api.CreateResourceRequest{
		Annotations: &api.Annotations{Name: "nightly"}, Kind: "backups"})
	s.refused("a resource's name that is taken", err, codes.AlreadyExists, "A resource with name nightly already exists")
	stale := made.Resource.Meta.Version
	stale.Index--
	_, err = s.control.UpdateResource(s.ctx, &api.UpdateResourceRequest{
		ResourceID: made.Resource.ID, ResourceVersion: &stale, Payload: payload})
	s.refused("update resource with a stale version", err, codes.InvalidArgument, "update out of sequence")
	_, err = s.control.UpdateResource(s.ctx, &api.UpdateResourceRequest{
		ResourceID: made.Resource.ID, ResourceVersion: &made.Resource.Meta.Version,
		Annotations: &api.Annotations{Name: "other"}})
	s.refused("rename a resource", err, codes.InvalidArgument, "cannot change resource name")
	_, err = s.control.RemoveExtension(s.ctx, &api.RemoveExtensionRequest{ExtensionID: kind.Extension.ID})
	s.refusedWith("remove an extension in use", err, codes.InvalidArgument, "extension 'backups' is in use by the following resource")
	_, err = s.control.RemoveResource(s.ctx, &api.RemoveResourceRequest{ResourceID: made.Resource.ID})
	s.ok("remove resource", err)
	_, err = s.control.RemoveExtension(s.ctx, &api.RemoveExtensionRequest{ExtensionID: kind.Extension.ID})
	s.ok("remove extension", err)
	_, err = s.control.RemoveExtension(s.ctx, &api.RemoveExtensionRequest{ExtensionID: kind.Extension.ID})
	s.refused("remove it again", err, codes.NotFound, "could not find extension "+kind.Extension.ID)
}

func (s *session) attachments() {
	client := api.NewResourceAllocatorClient(s.conn)
	_, err := client.AttachNetwork(s.ctx, &api.AttachNetworkRequest{
		Config: &api.NetworkAttachmentConfig{Target: "net"}, ContainerID: "c"})
	s.refused("attach by who is no node", err, codes.PermissionDenied, "Permission denied: no peer info")
	_, err = client.DetachNetwork(s.ctx, &api.DetachNetworkRequest{})
	s.refused("detach nothing", err, codes.InvalidArgument, "invalid argument")
}

func (s *session) watches() {
	client := api.NewWatchClient(s.conn)
	all := api.WatchActionKindCreate | api.WatchActionKindUpdate | api.WatchActionKindRemove
	entry := func(kind string, filters ...*api.SelectBy) *api.WatchRequest {
		return &api.WatchRequest{Entries: []*api.WatchRequest_WatchEntry{{Kind: kind, Action: all, Filters: filters}}}
	}
	stream, err := client.Watch(s.ctx, entry("config"))
	s.ok("watch configs", err)
	first, err := stream.Recv()
	s.ok("the first message", err)
	s.that("is empty", len(first.Events) == 0 && first.Version == nil, first)
	made, err := s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "seen"}, Data: []byte("x")}})
	s.ok("create a config that is watched", err)
	event, err := stream.Recv()
	s.ok("its event", err)
	s.that("is whole", len(event.Events) == 1 && event.Version != nil &&
		event.Events[0].Action == api.WatchActionKindCreate &&
		event.Events[0].Object.GetConfig().ID == made.Config.ID, event)
	before := made.Config.Meta.Version
	before.Index--
	again := entry("config", &api.SelectBy{By: &api.SelectBy_Name{Name: "seen"}})
	again.ResumeFrom = &before
	resumed, err := client.Watch(s.ctx, again)
	s.ok("resume", err)
	resumed.Recv()
	replayed, err := resumed.Recv()
	s.ok("what came since", err)
	s.that("is the same", err == nil && len(replayed.Events) == 1 && replayed.Version.Index == event.Version.Index, replayed)

	refused := func(name string, request *api.WatchRequest, code codes.Code, text string) {
		stream, err := client.Watch(s.ctx, request)
		if err == nil {
			_, err = stream.Recv()
		}
		s.refused(name, err, code, text)
	}
	refused("no kind", entry(""), codes.InvalidArgument, "no kind of object specified")
	refused("no action", &api.WatchRequest{Entries: []*api.WatchRequest_WatchEntry{{Kind: "node"}}},
		codes.InvalidArgument, "unrecognized action")
	refused("two filters", entry("node", &api.SelectBy{By: &api.SelectBy_ID{ID: "a"}}, &api.SelectBy{By: &api.SelectBy_ID{ID: "b"}}),
		codes.InvalidArgument, "conflicting filters specified")
	ahead := entry("node")
	ahead.ResumeFrom = &api.Version{Index: 1 << 40}
	refused("from the future", ahead, codes.Unknown, "versions are out of order")
}

func (s *session) others() {
	health := api.NewHealthClient(s.conn)
	for _, name := range []string{"", "ControlAPI"} {
		got, err := health.Check(s.ctx, &api.HealthCheckRequest{Service: name})
		s.ok("health of "+name, err)
		s.that("serving", got.Status == api.HealthCheckResponse_SERVING, got)
	}
	_, err := health.Check(s.ctx, &api.HealthCheckRequest{Service: "x"})
	s.refused("health of something else", err, codes.NotFound, "unknown service")
	logs, err := api.NewLogsClient(s.conn).SubscribeLogs(s.ctx, &api.SubscribeLogsRequest{})
	if err == nil {
		_, err = logs.Recv()
	}
	s.refusedWith("logs", err, codes.Unimplemented, "does not collect the logs of tasks")
	_, err = api.NewDispatcherClient(s.conn).Heartbeat(s.ctx, &api.HeartbeatRequest{})
	s.refusedWith("heartbeat", err, codes.Unimplemented, "")
	_, err = s.control.CreateConfig(s.ctx, &api.CreateConfigRequest{Spec: &api.ConfigSpec{
		Annotations: api.Annotations{Name: "huge"}, Data: []byte(strings.Repeat("x", 5<<20))}})
	s.refusedWith("a message above 4 MiB", err, codes.ResourceExhausted, "more than this server takes")
}
