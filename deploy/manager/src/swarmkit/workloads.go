package main

import (
	"strings"

	"github.com/moby/swarmkit/v2/api"
	"google.golang.org/grpc/codes"
)

func (s *session) nodes() {
	list, err := s.control.ListNodes(s.ctx, &api.ListNodesRequest{})
	s.ok("list nodes", err)
	s.that("three workers", len(list.Nodes) == 3, len(list.Nodes))
	node := list.Nodes[0]
	got, err := s.control.GetNode(s.ctx, &api.GetNodeRequest{NodeID: node.ID})
	s.ok("get node", err)
	s.that("the same node", got.Node.ID == node.ID && got.Node.Status.State == api.NodeStatus_READY, got)
	byName, err := s.control.ListNodes(s.ctx, &api.ListNodesRequest{Filters: &api.ListNodesRequest_Filters{
		Names: []string{node.Description.Hostname}}})
	s.ok("list nodes by name", err)
	s.that("one of that name", len(byName.Nodes) == 1, byName)
	byPrefix, err := s.control.ListNodes(s.ctx, &api.ListNodesRequest{Filters: &api.ListNodesRequest_Filters{
		IDPrefixes: []string{node.ID[:5]}}})
	s.ok("list nodes by id prefix", err)
	s.that("one with that prefix", len(byPrefix.Nodes) == 1, byPrefix)
	managers, err := s.control.ListNodes(s.ctx, &api.ListNodesRequest{Filters: &api.ListNodesRequest_Filters{
		Roles: []api.NodeRole{api.NodeRoleManager}}})
	s.ok("list managers", err)
	s.that("no manager among the workers", len(managers.Nodes) == 0, managers)

	_, err = s.control.GetNode(s.ctx, &api.GetNodeRequest{})
	s.refused("get node without id", err, codes.InvalidArgument, "invalid argument")
	_, err = s.control.GetNode(s.ctx, &api.GetNodeRequest{NodeID: "nope"})
	s.refused("get unknown node", err, codes.NotFound, "node nope not found")
	_, err = s.control.UpdateNode(s.ctx, &api.UpdateNodeRequest{NodeID: node.ID})
	s.refused("update node without spec", err, codes.InvalidArgument, "invalid argument")
	_, err = s.control.UpdateNode(s.ctx, &api.UpdateNodeRequest{
		NodeID: "nope", Spec: &node.Spec, NodeVersion: &node.Meta.Version})
	s.refused("update unknown node", err, codes.NotFound, "node nope not found")
	_, err = s.control.RemoveNode(s.ctx, &api.RemoveNodeRequest{NodeID: node.ID})
	s.refused("remove a ready node", err, codes.FailedPrecondition, "node "+node.ID+" is not down and can't be removed")
	_, err = s.control.RemoveNode(s.ctx, &api.RemoveNodeRequest{})
	s.refused("remove node without id", err, codes.InvalidArgument, "invalid argument")

	spec := got.Node.Spec.Copy()
	spec.Availability = api.NodeAvailabilityDrain
	drained, err := s.control.UpdateNode(s.ctx, &api.UpdateNodeRequest{
		NodeID: node.ID, Spec: spec, NodeVersion: &got.Node.Meta.Version})
	s.ok("drain node", err)
	s.that("drained", drained.Node.Spec.Availability == api.NodeAvailabilityDrain, drained)
	stale := got.Node.Meta.Version
	stale.Index--
	_, err = s.control.UpdateNode(s.ctx, &api.UpdateNodeRequest{NodeID: node.ID, Spec: spec, NodeVersion: &stale})
	s.refused("update node with a stale version", err, codes.Unknown, "update out of sequence")
	spec.Availability = api.NodeAvailabilityActive
	spec.Annotations.Labels = map[string]string{"zone": "a"}
	s.eventually("activate node", func() bool {
		now, err := s.control.GetNode(s.ctx, &api.GetNodeRequest{NodeID: node.ID})
		if err != nil {
			return false
		}
		_, err = s.control.UpdateNode(s.ctx, &api.UpdateNodeRequest{
			NodeID: node.ID, Spec: spec, NodeVersion: &now.Node.Meta.Version})
		return err == nil
	})
	labelled, err := s.control.ListNodes(s.ctx, &api.ListNodesRequest{Filters: &api.ListNodesRequest_Filters{
		NodeLabels: map[string]string{"zone": "a"}}})
	s.ok("list nodes by label", err)
	s.that("one with that label", len(labelled.Nodes) == 1, labelled)
}

func replicated(name string, replicas uint64) *api.ServiceSpec {
	return &api.ServiceSpec{
		Annotations: api.Annotations{Name: name},
		Task: api.TaskSpec{Runtime: &api.TaskSpec_Container{
			Container: &api.ContainerSpec{Image: "nginx:1.27"}}},
		Mode: &api.ServiceSpec_Replicated{Replicated: &api.ReplicatedService{Replicas: replicas}},
	}
}

func (s *session) create(name string, spec *api.ServiceSpec) *api.Service {
	made, err := s.control.CreateService(s.ctx, &api.CreateServiceRequest{Spec: spec})
	s.ok(name, err)
	if err != nil {
		return &api.Service{}
	}
	return made.Service
}

func (s *session) running(service string) int {
	tasks, err := s.control.ListTasks(s.ctx, &api.ListTasksRequest{Filters: &api.ListTasksRequest_Filters{
		ServiceIDs: []string{service}, DesiredStates: []api.TaskState{api.TaskStateRunning}}})
	if err != nil {
		return -1
	}
	count := 0
	for _, task := range tasks.Tasks {
		if task.Status.State == api.TaskStateRunning {
			count++
		}
	}
	return count
}

func (s *session) services() {
	web := s.create("create a replicated service", replicated("web", 3))
	s.that("id of 25 characters", len(web.ID) == 25 && strings.ToLower(web.ID) == web.ID, web.ID)
	s.that("stamps and versions", web.Meta.CreatedAt != nil && web.Meta.Version.Index > 0 && web.SpecVersion != nil, web)
	s.eventually("three replicas run", func() bool { return s.running(web.ID) == 3 })
	global := s.create("create a global service", func() *api.ServiceSpec {
		spec := replicated("everywhere", 0)
		spec.Mode = &api.ServiceSpec_Global{Global: &api.GlobalService{}}
		return spec
	}())
	s.eventually("one on each node", func() bool { return s.running(global.ID) == 3 })

	list, err := s.control.ListServices(s.ctx, &api.ListServicesRequest{Filters: &api.ListServicesRequest_Filters{
		NamePrefixes: []string{"we"}}})
	s.ok("list services", err)
	s.that("web is listed", len(list.Services) == 1 && list.Services[0].ID == web.ID, list)
	got, err := s.control.GetService(s.ctx, &api.GetServiceRequest{ServiceID: web.ID, InsertDefaults: true})
	s.ok("get service", err)
	s.that("with defaults", got.Service.Spec.Update != nil && got.Service.Spec.Task.Restart != nil, got)
	statuses, err := s.control.ListServiceStatuses(s.ctx, &api.ListServiceStatusesRequest{
		Services: []string{web.ID, "nope", web.ID}})
	s.ok("list statuses", err)
	s.that("one for each asked", len(statuses.Statuses) == 3 && statuses.Statuses[0].RunningTasks == 3 &&
		statuses.Statuses[0].DesiredTasks == 3 && statuses.Statuses[1].RunningTasks == 0, statuses)

	bad := func(name string, change func(*api.ServiceSpec), code codes.Code, text string) {
		spec := replicated("bad", 1)
		change(spec)
		_, err := s.control.CreateService(s.ctx, &api.CreateServiceRequest{Spec: spec})
		s.refused(name, err, code, text)
	}
	_, err = s.control.CreateService(s.ctx, &api.CreateServiceRequest{})
	s.refused("create without spec", err, codes.InvalidArgument, "invalid argument")
	_, err = s.control.CreateService(s.ctx, &api.CreateServiceRequest{Spec: replicated("web", 1)})
	s.refused("a name that is taken", err, codes.AlreadyExists,
		"name conflicts with an existing object: service web already exists")
	bad("no name", func(spec *api.ServiceSpec) { spec.Annotations.Name = "" },
		codes.InvalidArgument, "meta: name must be provided")
	bad("a bad name", func(spec *api.ServiceSpec) { spec.Annotations.Name = "a.b" },
		codes.InvalidArgument, "name must be valid as a DNS name component")
	bad("a long name", func(spec *api.ServiceSpec) { spec.Annotations.Name = strings.Repeat("a", 64) },
		codes.InvalidArgument, "name must be 63 characters or fewer")
	bad("no runtime", func(spec *api.ServiceSpec) { spec.Task.Runtime = nil },
		codes.InvalidArgument, "TaskSpec: missing runtime")
	bad("no image", func(spec *api.ServiceSpec) { spec.Task.GetContainer().Image = "" },
		codes.InvalidArgument, "ContainerSpec: image reference must be provided")
	bad("a bad image", func(spec *api.ServiceSpec) { spec.Task.GetContainer().Image = "A B" },
		codes.InvalidArgument, `ContainerSpec: "A B" is not a valid repository/tag`)
	bad("no mode", func(spec *api.ServiceSpec) { spec.Mode = nil },
		codes.InvalidArgument, "Unrecognized service mode")
	bad("too little memory", func(spec *api.ServiceSpec) {
		spec.Task.Resources = &api.ResourceRequirements{Limits: &api.Resources{MemoryBytes: 1000}}
	}, codes.InvalidArgument, "invalid memory value 1000: Must be at least 4MiB")
	bad("too little CPU", func(spec *api.ServiceSpec) {
		spec.Task.Resources = &api.ResourceRequirements{Reservations: &api.Resources{NanoCPUs: 1000}}
	}, codes.InvalidArgument, "invalid cpu value 1e-06: Must be at least 0.001")
	bad("ports twice", func(spec *api.ServiceSpec) {
		port := &api.PortConfig{PublishedPort: 80, TargetPort: 80, PublishMode: api.PublishModeHost}
		spec.Endpoint = &api.EndpointSpec{Ports: []*api.PortConfig{port, port}}
	}, codes.InvalidArgument, "EndpointSpec: duplicate published ports provided")
	bad("an attachment", func(spec *api.ServiceSpec) {
		spec.Task.Runtime = &api.TaskSpec_Attachment{Attachment: &api.NetworkAttachmentSpec{ContainerID: "c"}}
	}, codes.Unimplemented, "RuntimeSpec: unimplemented runtime in service spec")
	bad("a mount twice", func(spec *api.ServiceSpec) {
		mount := api.Mount{Target: "/a"}
		spec.Task.GetContainer().Mounts = []api.Mount{mount, mount}
	}, codes.InvalidArgument, "ContainerSpec: duplicate mount point: /a")
	bad("an unknown secret", func(spec *api.ServiceSpec) {
		spec.Task.GetContainer().Secrets = []*api.SecretReference{{SecretID: "x", SecretName: "key",
			Target: &api.SecretReference_File{File: &api.FileTarget{Name: "f"}}}}
	}, codes.InvalidArgument, "secret not found: key")
	published := replicated("published", 1)
	published.Endpoint = &api.EndpointSpec{Ports: []*api.PortConfig{{PublishedPort: 8081, TargetPort: 80}}}
	first := s.create("publish a port", published)
	bad("a port that is taken", func(spec *api.ServiceSpec) { spec.Endpoint = published.Endpoint },
		codes.InvalidArgument, "port '8081' is already in use by service 'published' ("+first.ID+") as an ingress port")
	_, err = s.control.GetService(s.ctx, &api.GetServiceRequest{ServiceID: "nope"})
	s.refused("get unknown service", err, codes.NotFound, "service nope not found")
	_, err = s.control.RemoveService(s.ctx, &api.RemoveServiceRequest{ServiceID: "nope"})
	s.refused("remove unknown service", err, codes.NotFound, "service nope not found")
	_, err = s.control.RemoveService(s.ctx, &api.RemoveServiceRequest{ServiceID: global.ID})
	s.ok("remove service", err)
	s.eventually("its tasks stop", func() bool { return s.running(global.ID) == 0 })
}

func (s *session) updates() {
	made := s.create("create a service to update", replicated("changing", 2))
	s.eventually("it runs", func() bool { return s.running(made.ID) == 2 })
	next := made.Spec.Copy()
	next.Task.GetContainer().Image = "nginx:1.28"
	s.eventually("update service, keeping the spec before", func() bool {
		got, err := s.control.GetService(s.ctx, &api.GetServiceRequest{ServiceID: made.ID})
		if err != nil {
			return false
		}
		updated, err := s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
			ServiceID: made.ID, ServiceVersion: &got.Service.Meta.Version, Spec: next})
		return err == nil && updated.Service.PreviousSpec.Task.GetContainer().Image == "nginx:1.27"
	})
	_, err := s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
		ServiceID: made.ID, ServiceVersion: &made.Meta.Version, Spec: next})
	s.refused("update with a stale version", err, codes.Unknown, "update out of sequence")
	_, err = s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{ServiceID: made.ID, Spec: next})
	s.refused("update without a version", err, codes.InvalidArgument, "invalid argument")
	_, err = s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
		ServiceID: "nope", ServiceVersion: &made.Meta.Version, Spec: next})
	s.refused("update an unknown service", err, codes.NotFound, "service nope not found")
	now := func() *api.Service {
		got, err := s.control.GetService(s.ctx, &api.GetServiceRequest{ServiceID: made.ID})
		if err != nil {
			return &api.Service{}
		}
		return got.Service
	}
	change := func(name string, change func(*api.ServiceSpec), code codes.Code, text string) {
		current := now()
		spec := current.Spec.Copy()
		change(spec)
		_, err := s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
			ServiceID: made.ID, ServiceVersion: &current.Meta.Version, Spec: spec})
		s.refused(name, err, code, text)
	}
	change("another mode", func(spec *api.ServiceSpec) {
		spec.Mode = &api.ServiceSpec_Global{Global: &api.GlobalService{}}
	}, codes.Unimplemented, "service mode change is not allowed")
	change("another name", func(spec *api.ServiceSpec) { spec.Annotations.Name = "other" },
		codes.Unimplemented, "renaming services is not supported")
	s.eventually("manual rollback", func() bool {
		current := now()
		back, err := s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
			ServiceID: made.ID, ServiceVersion: &current.Meta.Version, Spec: &current.Spec,
			Rollback: api.UpdateServiceRequest_PREVIOUS})
		return err == nil && back.Service.Spec.Task.GetContainer().Image == "nginx:1.27" &&
			back.Service.UpdateStatus.State == api.UpdateStatus_ROLLBACK_STARTED
	})
	s.eventually("the old image runs again", func() bool {
		tasks, err := s.control.ListTasks(s.ctx, &api.ListTasksRequest{Filters: &api.ListTasksRequest_Filters{
			ServiceIDs: []string{made.ID}, DesiredStates: []api.TaskState{api.TaskStateRunning}}})
		if err != nil || len(tasks.Tasks) != 2 {
			return false
		}
		for _, task := range tasks.Tasks {
			if task.Spec.GetContainer().Image != "nginx:1.27" || task.Status.State != api.TaskStateRunning {
				return false
			}
		}
		return true
	})
	fresh := s.create("create a service without a past", replicated("fresh", 0))
	_, err = s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
		ServiceID: fresh.ID, ServiceVersion: &fresh.Meta.Version, Spec: &fresh.Spec,
		Rollback: api.UpdateServiceRequest_PREVIOUS})
	s.refused("rollback without a previous spec", err, codes.FailedPrecondition,
		"service "+fresh.ID+" does not have a previous spec")
}

func (s *session) jobs() {
	spec := replicated("batch", 0)
	spec.Mode = &api.ServiceSpec_ReplicatedJob{
		ReplicatedJob: &api.ReplicatedJob{MaxConcurrent: 2, TotalCompletions: 4}}
	job := s.create("create a job", spec)
	s.that("its first run", job.JobStatus != nil && job.JobStatus.JobIteration.Index == 0 &&
		job.JobStatus.LastExecution != nil, job)
	s.eventually("it completes", func() bool {
		statuses, err := s.control.ListServiceStatuses(s.ctx, &api.ListServiceStatusesRequest{Services: []string{job.ID}})
		return err == nil && statuses.Statuses[0].CompletedTasks == 4
	})
	everywhere := replicated("once", 0)
	everywhere.Mode = &api.ServiceSpec_GlobalJob{GlobalJob: &api.GlobalJob{}}
	s.create("create a global job", everywhere)
	withUpdate := spec.Copy()
	withUpdate.Annotations.Name = "bad"
	withUpdate.Update = &api.UpdateConfig{}
	_, err := s.control.CreateService(s.ctx, &api.CreateServiceRequest{Spec: withUpdate})
	s.refused("a job with an update", err, codes.InvalidArgument, "Jobs may not have an update config")
	current, err := s.control.GetService(s.ctx, &api.GetServiceRequest{ServiceID: job.ID})
	s.ok("get job", err)
	again, err := s.control.UpdateService(s.ctx, &api.UpdateServiceRequest{
		ServiceID: job.ID, ServiceVersion: &current.Service.Meta.Version, Spec: &current.Service.Spec})
	s.ok("run the job again", err)
	s.that("its second run", again.Service.JobStatus.JobIteration.Index == 1, again)
}

func (s *session) tasks() {
	list, err := s.control.ListTasks(s.ctx, &api.ListTasksRequest{})
	s.ok("list tasks", err)
	s.that("there are tasks", len(list.Tasks) > 3, len(list.Tasks))
	task := list.Tasks[0]
	got, err := s.control.GetTask(s.ctx, &api.GetTaskRequest{TaskID: task.ID})
	s.ok("get task", err)
	s.that("the same task", got.Task.ID == task.ID && got.Task.Status.Timestamp != nil, got)
	onNode, err := s.control.ListTasks(s.ctx, &api.ListTasksRequest{Filters: &api.ListTasksRequest_Filters{
		NodeIDs: []string{task.NodeID}}})
	s.ok("list tasks of a node", err)
	for _, one := range onNode.Tasks {
		s.that("on that node", one.NodeID == task.NodeID, one)
	}
	_, err = s.control.GetTask(s.ctx, &api.GetTaskRequest{})
	s.refused("get task without id", err, codes.InvalidArgument, "invalid argument")
	_, err = s.control.GetTask(s.ctx, &api.GetTaskRequest{TaskID: "nope"})
	s.refused("get unknown task", err, codes.NotFound, "task nope not found")
	_, err = s.control.RemoveTask(s.ctx, &api.RemoveTaskRequest{TaskID: "nope"})
	s.refused("remove unknown task", err, codes.NotFound, "task nope not found")
	_, err = s.control.RemoveTask(s.ctx, &api.RemoveTaskRequest{TaskID: task.ID})
	s.ok("remove task", err)
}
