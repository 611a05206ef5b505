package io.skep.api.wire;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import io.skep.api.Annotations;
import io.skep.api.BlacklistedCertificate;
import io.skep.api.Certificate;
import io.skep.api.Cluster;
import io.skep.api.ClusterSpec;
import io.skep.api.Config;
import io.skep.api.ConfigReference;
import io.skep.api.ConfigSpec;
import io.skep.api.ContainerSpec;
import io.skep.api.ContainerStatus;
import io.skep.api.DiscreteGenericResource;
import io.skep.api.Driver;
import io.skep.api.Endpoint;
import io.skep.api.EndpointSpec;
import io.skep.api.Extension;
import io.skep.api.FileTarget;
import io.skep.api.GenericResource;
import io.skep.api.IndexEntry;
import io.skep.api.IssuanceStatus;
import io.skep.api.JobStatus;
import io.skep.api.Meta;
import io.skep.api.NamedGenericResource;
import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkSpec;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Placement;
import io.skep.api.PlacementPreference;
import io.skep.api.PortConfig;
import io.skep.api.ReplicatedJob;
import io.skep.api.ReplicatedService;
import io.skep.api.Resource;
import io.skep.api.ResourceRequirements;
import io.skep.api.Resources;
import io.skep.api.RestartPolicy;
import io.skep.api.RootCA;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.SpreadOver;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskDefaults;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Topology;
import io.skep.api.UpdateConfig;
import io.skep.api.Version;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode;
import io.skep.api.VolumeInfo;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumeSpec;

/**
 * A small store with objects of all ten kinds, which holds each thing that has a trap on the wire:
 * wrappers, payloads, empty messages, members of oneofs with their default value, negative and
 * fractional numbers, maps, text beyond ASCII.
 */
final class SampleSnapshot {
  private SampleSnapshot() {}

  static StoreSnapshot build() {
    return StoreSnapshot.newBuilder()
        .addNodes(node())
        .addServices(webService())
        .addServices(job())
        .addNetworks(network())
        .addTasks(task())
        .addClusters(cluster())
        .addSecrets(secret())
        .addResources(resource())
        .addExtensions(extension())
        .addConfigs(config())
        .addVolumes(volume())
        .build();
  }

  private static Node node() {
    return Node.newBuilder()
        .setId("node-1")
        .setMeta(meta(7))
        .setSpec(
            NodeSpec.newBuilder()
                .setAnnotations(Annotations.newBuilder().putLabels("row", "3").putLabels("a", ""))
                .setMembership(NodeSpec.Membership.ACCEPTED)
                .setAvailability(NodeSpec.Availability.DRAIN))
        .setDescription(
            NodeDescription.newBuilder()
                .setHostname("apfelbäumchen")
                .setResources(
                    Resources.newBuilder()
                        .setNanoCpus(1_500_000_000L)
                        .addGeneric(
                            GenericResource.newBuilder()
                                .setNamedResourceSpec(
                                    NamedGenericResource.newBuilder()
                                        .setKind("press")
                                        .setValue("left")))))
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.READY).setAddr("192.0.2.7"))
        .setCertificate(
            Certificate.newBuilder()
                .setRole(NodeRole.MANAGER)
                .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ISSUED)))
        .addAttachments(
            NetworkAttachment.newBuilder().setNetwork(network()).addAddresses("10.1.0.7/24"))
        .build();
  }

  private static Service webService() {
    ServiceSpec spec =
        ServiceSpec.newBuilder()
            .setAnnotations(named("web"))
            .setTask(taskSpec())
            .setReplicated(ReplicatedService.newBuilder().setReplicas(3))
            .setUpdate(UpdateConfig.newBuilder().setMaxFailureRatio(0.3f))
            .setRollback(UpdateConfig.newBuilder().setDelay(Duration.getDefaultInstance()))
            .setEndpoint(EndpointSpec.newBuilder().addPorts(port()))
            .build();
    return Service.newBuilder()
        .setId("service-1")
        .setMeta(meta(9))
        .setSpec(spec)
        .setSpecVersion(Version.newBuilder().setIndex(4))
        .setPreviousSpec(spec.toBuilder().clearMode().clearUpdate())
        .setEndpoint(Endpoint.newBuilder().setSpec(spec.getEndpoint()).addPorts(port()))
        .build();
  }

  private static Service job() {
    return Service.newBuilder()
        .setId("service-2")
        .setMeta(meta(10))
        .setSpec(
            ServiceSpec.newBuilder()
                .setAnnotations(named("harvest"))
                .setReplicatedJob(ReplicatedJob.getDefaultInstance()))
        .setJobStatus(JobStatus.getDefaultInstance())
        .build();
  }

  private static TaskSpec taskSpec() {
    return TaskSpec.newBuilder()
        .setContainer(
            ContainerSpec.newBuilder()
                .setImage("press:1")
                .addEnv("LANG=de")
                .setStopGracePeriod(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                .setInit(BoolValue.of(false))
                .setOomScoreAdj(-500)
                .addConfigs(
                    ConfigReference.newBuilder()
                        .setConfigId("config-1")
                        .setConfigName("recipe")
                        .setFile(FileTarget.newBuilder().setName("recipe").setMode(0444))))
        .setResources(
            ResourceRequirements.newBuilder()
                .setReservations(Resources.newBuilder().setMemoryBytes(64L << 20))
                .setSwapBytes(Int64Value.of(0))
                .setMemorySwappiness(Int64Value.of(-1)))
        .setRestart(RestartPolicy.getDefaultInstance())
        .setPlacement(
            Placement.newBuilder()
                .addConstraints("node.labels.row != 4")
                .addPreferences(
                    PlacementPreference.newBuilder()
                        .setSpread(SpreadOver.newBuilder().setSpreadDescriptor("node.labels.row"))))
        .setLogDriver(Driver.getDefaultInstance())
        .build();
  }

  private static Task task() {
    return Task.newBuilder()
        .setId("task-1")
        .setMeta(meta(11))
        .setSpec(taskSpec())
        .setSpecVersion(Version.getDefaultInstance())
        .setServiceId("service-1")
        .setSlot(2)
        .setNodeId("node-1")
        .setServiceAnnotations(named("web"))
        .setStatus(
            TaskStatus.newBuilder()
                .setTimestamp(Timestamp.newBuilder().setSeconds(1_800_000_000L).setNanos(1))
                .setState(TaskState.FAILED)
                .setErr("no apples")
                .setContainer(ContainerStatus.newBuilder().setExitCode(-1)))
        .setDesiredState(TaskState.SHUTDOWN)
        .addNetworks(NetworkAttachment.newBuilder().setNetwork(network()))
        .addAssignedGenericResources(
            GenericResource.newBuilder()
                .setDiscreteResourceSpec(
                    DiscreteGenericResource.newBuilder().setKind("crate").setValue(2)))
        .build();
  }

  private static Network network() {
    return Network.newBuilder()
        .setId("network-1")
        .setMeta(meta(3))
        .setSpec(NetworkSpec.newBuilder().setAnnotations(named("front")).setNetwork(""))
        .setDriverState(Driver.newBuilder().setName("overlay").putOptions("vni", "4097"))
        .build();
  }

  private static Cluster cluster() {
    return Cluster.newBuilder()
        .setId("cluster-1")
        .setMeta(meta(1))
        .setSpec(
            ClusterSpec.newBuilder()
                .setAnnotations(named("default"))
                .setTaskDefaults(TaskDefaults.newBuilder().setLogDriver(Driver.newBuilder())))
        .setRootCa(RootCA.newBuilder().setCaCert(ByteString.copyFrom(new byte[] {-1, 0, 1})))
        .putBlacklistedCertificates("gone", BlacklistedCertificate.getDefaultInstance())
        .addDefaultAddressPool("10.0.0.0/8")
        .build();
  }

  private static Secret secret() {
    return Secret.newBuilder()
        .setId("secret-1")
        .setMeta(meta(4))
        .setSpec(
            SecretSpec.newBuilder()
                .setAnnotations(named("pin"))
                .setData(ByteString.copyFromUtf8("1234")))
        .build();
  }

  private static Config config() {
    return Config.newBuilder()
        .setId("config-1")
        .setMeta(meta(5))
        .setSpec(
            ConfigSpec.newBuilder()
                .setAnnotations(named("recipe"))
                .setData(ByteString.copyFromUtf8("press")))
        .build();
  }

  private static Extension extension() {
    return Extension.newBuilder()
        .setId("extension-1")
        .setMeta(meta(6))
        .setAnnotations(named("orchard"))
        .build();
  }

  private static Resource resource() {
    return Resource.newBuilder()
        .setId("resource-1")
        .setMeta(meta(8))
        .setAnnotations(
            named("north").addIndices(IndexEntry.newBuilder().setKey("owner").setVal("Ada")))
        .setKind("orchard")
        .setPayload(Any.pack(StringValue.of("40 trees")))
        .build();
  }

  private static Volume volume() {
    return Volume.newBuilder()
        .setId("volume-1")
        .setMeta(meta(12))
        .setSpec(
            VolumeSpec.newBuilder()
                .setAnnotations(named("cellar"))
                .setDriver(Driver.newBuilder().setName("csi"))
                .setAccessMode(
                    VolumeAccessMode.newBuilder()
                        .setBlock(VolumeAccessMode.BlockVolume.getDefaultInstance())))
        .setVolumeInfo(
            VolumeInfo.newBuilder()
                .setVolumeId("v")
                .addAccessibleTopology(Topology.newBuilder().putSegments("zone", "a")))
        .addPublishStatus(VolumePublishStatus.newBuilder().setNodeId("node-1"))
        .build();
  }

  private static PortConfig.Builder port() {
    return PortConfig.newBuilder().setTargetPort(80).setPublishedPort(30_000);
  }

  private static Annotations.Builder named(String name) {
    return Annotations.newBuilder().setName(name);
  }

  private static Meta.Builder meta(long version) {
    return Meta.newBuilder()
        .setVersion(Version.newBuilder().setIndex(version))
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_800_000_000L));
  }
}
