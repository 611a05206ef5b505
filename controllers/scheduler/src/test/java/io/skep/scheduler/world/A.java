package io.skep.scheduler.world;

import io.skep.api.Driver;
import io.skep.api.GenericResource;
import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.NodeCSIInfo;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PlacementPreference;
import io.skep.api.Platform;
import io.skep.api.PluginDescription;
import io.skep.api.PortConfig;
import io.skep.api.Resources;
import io.skep.api.Service;
import io.skep.api.SpreadOver;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Topology;
import io.skep.api.Version;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode;
import io.skep.api.VolumeAccessMode.Scope;
import io.skep.api.VolumeAccessMode.Sharing;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumeSpec.VolumeAvailability;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Objects to schedule: {@code A.node("n1", A.memory(1_000))}. */
public final class A {
  private A() {}

  /** A ready node with nothing. */
  @SafeVarargs
  public static Node node(String id, Consumer<Node.Builder>... with) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getSpecBuilder()
        .setAvailability(NodeSpec.Availability.ACTIVE)
        .getAnnotationsBuilder()
        .setName(id);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    for (Consumer<Node.Builder> part : with) {
      part.accept(node);
    }
    return node.build();
  }

  /** In another state. */
  public static Consumer<Node.Builder> state(NodeStatus.State state) {
    return node -> node.getStatusBuilder().setState(state);
  }

  /** Not for any or for new tasks. */
  public static Consumer<Node.Builder> availability(NodeSpec.Availability availability) {
    return node -> node.getSpecBuilder().setAvailability(availability);
  }

  /** With a label of the operator's. */
  public static Consumer<Node.Builder> label(String name, String value) {
    return node -> node.getSpecBuilder().getAnnotationsBuilder().putLabels(name, value);
  }

  /** With so much of everything. */
  public static Consumer<Node.Builder> resources(long cpu, long memory, GenericResource... other) {
    return node ->
        node.getDescriptionBuilder()
            .setResources(
                Resources.newBuilder()
                    .setNanoCpus(cpu)
                    .setMemoryBytes(memory)
                    .addAllGeneric(List.of(other)));
  }

  /** Of that architecture and system. */
  public static Consumer<Node.Builder> platform(String architecture, String os) {
    return node ->
        node.getDescriptionBuilder()
            .setPlatform(Platform.newBuilder().setArchitecture(architecture).setOs(os));
  }

  /** With an engine that lists a plugin, and those that it listed before. */
  public static Consumer<Node.Builder> plugin(String type, String name) {
    return node ->
        node.getDescriptionBuilder()
            .getEngineBuilder()
            .addPlugins(PluginDescription.newBuilder().setType(type).setName(name));
  }

  /** Runs a plugin for cluster volumes, from somewhere that it does not tell. */
  public static Consumer<Node.Builder> csi(String plugin) {
    return node ->
        node.getDescriptionBuilder()
            .addCsiInfo(NodeCSIInfo.newBuilder().setPluginName(plugin).setNodeId(node.getId()));
  }

  /** Runs a plugin for cluster volumes, in the place that has these parts. */
  public static Consumer<Node.Builder> csi(String plugin, Map<String, String> place) {
    return node ->
        node.getDescriptionBuilder()
            .addCsiInfo(
                NodeCSIInfo.newBuilder()
                    .setPluginName(plugin)
                    .setNodeId(node.getId())
                    .setAccessibleTopology(Topology.newBuilder().putAllSegments(place)));
  }

  /**
   * A cluster volume that the plugin {@code plug} has made; of no group, for one node at a time,
   * and for any number of tasks there. Its name is its id.
   */
  @SafeVarargs
  public static Volume volume(String id, Consumer<Volume.Builder>... with) {
    Volume.Builder volume = Volume.newBuilder().setId(id);
    volume
        .getSpecBuilder()
        .setDriver(Driver.newBuilder().setName("plug"))
        .setAccessMode(VolumeAccessMode.newBuilder().setSharing(Sharing.ALL))
        .getAnnotationsBuilder()
        .setName(id);
    volume.getVolumeInfoBuilder().setVolumeId("made-" + id);
    for (Consumer<Volume.Builder> part : with) {
      part.accept(volume);
    }
    return volume.build();
  }

  /** By another name than its id. */
  public static Consumer<Volume.Builder> name(String name) {
    return volume -> volume.getSpecBuilder().getAnnotationsBuilder().setName(name);
  }

  /** Of a group. */
  public static Consumer<Volume.Builder> group(String group) {
    return volume -> volume.getSpecBuilder().setGroup(group);
  }

  /** For whom it is. */
  public static Consumer<Volume.Builder> access(Scope scope, Sharing sharing) {
    return volume ->
        volume
            .getSpecBuilder()
            .setAccessMode(VolumeAccessMode.newBuilder().setScope(scope).setSharing(sharing));
  }

  /** Not for new tasks, or for none. */
  public static Consumer<Volume.Builder> availability(VolumeAvailability availability) {
    return volume -> volume.getSpecBuilder().setAvailability(availability);
  }

  /** Can be reached from the place that has these parts, too. */
  public static Consumer<Volume.Builder> reachedFrom(Map<String, String> place) {
    return volume ->
        volume
            .getVolumeInfoBuilder()
            .addAccessibleTopology(Topology.newBuilder().putAllSegments(place));
  }

  /** On its way to a node, there, or on its way back. */
  public static Consumer<Volume.Builder> published(String node, VolumePublishStatus.State state) {
    return volume ->
        volume.addPublishStatus(VolumePublishStatus.newBuilder().setNodeId(node).setState(state));
  }

  /** Mounts a cluster volume, by name or {@code group:} and a group, at {@code target}. */
  public static Consumer<Task.Builder> clusterMount(String source, String target) {
    return mounts(mount(source, target, false));
  }

  /** As {@link #clusterMount}, for reading only. */
  public static Consumer<Task.Builder> clusterMountReadOnly(String source, String target) {
    return mounts(mount(source, target, true));
  }

  /** A mount of a cluster volume. */
  public static Mount mount(String source, String target, boolean readOnly) {
    return Mount.newBuilder()
        .setType(Mount.Type.CLUSTER)
        .setSource(source)
        .setTarget(target)
        .setReadonly(readOnly)
        .build();
  }

  /** Has a volume for the mount of that source and target. */
  public static Consumer<Task.Builder> attached(String volume, String source, String target) {
    return task -> task.addVolumes(attachment(volume, source, target));
  }

  /** A volume for the mount of that source and target. */
  public static VolumeAttachment attachment(String volume, String source, String target) {
    return VolumeAttachment.newBuilder().setId(volume).setSource(source).setTarget(target).build();
  }

  /** A service that tasks can be of. */
  public static Service service(String id, long specVersion) {
    Service.Builder service =
        Service.newBuilder().setId(id).setSpecVersion(Version.newBuilder().setIndex(specVersion));
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    return service.build();
  }

  /** A task that waits, of no service. */
  @SafeVarargs
  public static Task task(String id, Consumer<Task.Builder>... with) {
    Task.Builder task = Task.newBuilder().setId(id).setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.PENDING).setMessage("pending");
    for (Consumer<Task.Builder> part : with) {
      part.accept(task);
    }
    return task.build();
  }

  /** Of a service, and of no version of its spec. */
  public static Consumer<Task.Builder> ofService(String service) {
    return task -> task.setServiceId(service);
  }

  /** Of a service, and of a version of its spec. */
  public static Consumer<Task.Builder> ofService(String service, long specVersion) {
    return task ->
        task.setServiceId(service).setSpecVersion(Version.newBuilder().setIndex(specVersion));
  }

  /** Made for a node. */
  public static Consumer<Task.Builder> on(String node) {
    return task -> task.setNodeId(node);
  }

  /** Runs on a node. */
  public static Consumer<Task.Builder> runningOn(String node) {
    return task -> {
      task.setNodeId(node);
      task.getStatusBuilder().setState(TaskState.RUNNING);
    };
  }

  /** In another state. */
  public static Consumer<Task.Builder> state(TaskState state) {
    return task -> task.getStatusBuilder().setState(state);
  }

  /** To become something else than running. */
  public static Consumer<Task.Builder> desired(TaskState state) {
    return task -> task.setDesiredState(state);
  }

  /** Reserves so much of everything. */
  public static Consumer<Task.Builder> reserves(long cpu, long memory, GenericResource... other) {
    return task ->
        task.getSpecBuilder()
            .getResourcesBuilder()
            .setReservations(
                Resources.newBuilder()
                    .setNanoCpus(cpu)
                    .setMemoryBytes(memory)
                    .addAllGeneric(List.of(other)));
  }

  /** Only on nodes that satisfy these. */
  public static Consumer<Task.Builder> constraints(String... constraints) {
    return task ->
        task.getSpecBuilder().getPlacementBuilder().addAllConstraints(List.of(constraints));
  }

  /** Spread over these labels, the first above all. */
  public static Consumer<Task.Builder> spread(String... descriptors) {
    return task -> {
      for (String descriptor : descriptors) {
        task.getSpecBuilder()
            .getPlacementBuilder()
            .addPreferences(
                PlacementPreference.newBuilder()
                    .setSpread(SpreadOver.newBuilder().setSpreadDescriptor(descriptor)));
      }
    };
  }

  /** At most so many of the service on a node. */
  public static Consumer<Task.Builder> maxReplicas(long most) {
    return task -> task.getSpecBuilder().getPlacementBuilder().setMaxReplicas(most);
  }

  /** Only on that platform, or another that it may run on. */
  public static Consumer<Task.Builder> mayRunOn(String architecture, String os) {
    return task ->
        task.getSpecBuilder()
            .getPlacementBuilder()
            .addPlatforms(Platform.newBuilder().setArchitecture(architecture).setOs(os));
  }

  /** Mounts a volume that the engine makes by that driver. */
  public static Consumer<Task.Builder> volumeDriver(String driver) {
    return mounts(
        Mount.newBuilder()
            .setType(Mount.Type.VOLUME)
            .setVolumeOptions(
                Mount.VolumeOptions.newBuilder()
                    .setDriverConfig(Driver.newBuilder().setName(driver)))
            .build());
  }

  /** Mounts also this. */
  public static Consumer<Task.Builder> mounts(Mount mount) {
    return task -> task.getSpecBuilder().getContainerBuilder().addMounts(mount);
  }

  /** Attached to a network of that driver, with an address that no other task has. */
  public static Consumer<Task.Builder> networkDriver(String driver) {
    return task ->
        task.addNetworksBuilder()
            .addAddresses("10.0.0." + task.getId().hashCode() + "/24")
            .getNetworkBuilder()
            .getDriverStateBuilder()
            .setName(driver);
  }

  /** Logs by that driver. */
  public static Consumer<Task.Builder> logDriver(String driver) {
    return task -> task.getSpecBuilder().getLogDriverBuilder().setName(driver);
  }

  /** Publishes a port on its node. */
  public static Consumer<Task.Builder> hostPort(PortConfig.Protocol protocol, int port) {
    return task ->
        task.getEndpointBuilder()
            .addPorts(
                PortConfig.newBuilder()
                    .setProtocol(protocol)
                    .setPublishedPort(port)
                    .setTargetPort(port)
                    .setPublishMode(PortConfig.PublishMode.HOST));
  }
}
