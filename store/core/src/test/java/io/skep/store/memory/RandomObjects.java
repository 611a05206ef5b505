package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.Driver;
import io.skep.api.Extension;
import io.skep.api.GenericRuntimeSpec;
import io.skep.api.IndexEntry;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.NetworkAttachmentSpec;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeSpec;
import io.skep.api.Resource;
import io.skep.api.SecretReference;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumeSpec;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.random.RandomGenerator;

/** Objects with few different values, so that they meet in ids, names and indexes. */
final class RandomObjects {
  /** The tables that objects are made of. */
  static final List<Table<?>> TABLES =
      List.of(Kinds.EXTENSION, Kinds.NODE, Kinds.RESOURCE, Kinds.SERVICE, Kinds.TASK, Kinds.VOLUME);

  /** Sorted differently by UTF-8 bytes and by UTF-16 units. */
  static final List<String> IDS =
      List.of("", "a", "a1", "a10", "a2", "b", "\u00e9", "\ufb01", "\ud834\udd1e", "z");

  static final List<String> NAMES =
      List.of("", "web", "Web", "WEB1", "web10", "\u0130stanbul", "\u03a3\u03c2", "db");

  static final List<String> VALUES = List.of("", "x", "x1", "y", "X");

  static final List<String> LABELS = List.of("tier", "tier2", "");

  private final RandomGenerator random;

  RandomObjects(RandomGenerator random) {
    this.random = random;
  }

  <T> T oneOf(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  <M extends Message> M of(Table<M> table) {
    return table.type().cast(any(table));
  }

  private Message any(Table<?> table) {
    return switch (table.name()) {
      case "extension" ->
          Extension.newBuilder().setId(oneOf(IDS)).setAnnotations(annotations()).build();
      case "node" -> node();
      case "resource" ->
          Resource.newBuilder()
              .setId(oneOf(IDS))
              .setAnnotations(annotations())
              .setKind(oneOf(NAMES))
              .build();
      case "service" -> service();
      case "task" -> task();
      case "volume" -> volume();
      default -> throw new IllegalArgumentException("no random " + table.name());
    };
  }

  private Annotations annotations() {
    var annotations = Annotations.newBuilder().setName(oneOf(NAMES));
    for (int i = random.nextInt(3); i > 0; i--) {
      annotations.addIndices(
          IndexEntry.newBuilder().setKey(oneOf(List.of("k", "k2"))).setVal(oneOf(VALUES)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      annotations.putLabels(oneOf(LABELS), oneOf(VALUES));
    }
    return annotations.build();
  }

  private Node node() {
    Node.Builder node =
        Node.newBuilder()
            .setId(oneOf(IDS))
            .setSpec(
                NodeSpec.newBuilder()
                    .setAnnotations(annotations())
                    .setMembershipValue(random.nextInt(2)))
            .setRoleValue(random.nextInt(2));
    if (maybe()) {
      node.setDescription(NodeDescription.newBuilder().setHostname(oneOf(NAMES)));
    }
    return node.build();
  }

  private Service service() {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder().setAnnotations(annotations());
    if (maybe()) {
      spec.setTask(taskSpec());
    }
    return Service.newBuilder().setId(oneOf(IDS)).setSpec(spec).build();
  }

  private Task task() {
    Task.Builder task =
        Task.newBuilder()
            .setId(oneOf(IDS))
            .setSpec(taskSpec())
            .setServiceId(oneOf(IDS))
            .setNodeId(oneOf(IDS))
            .setSlot(random.nextInt(3))
            .setServiceAnnotations(Fixtures.named(oneOf(NAMES)))
            .setDesiredState(oneOf(List.of(TaskState.NEW, TaskState.RUNNING)))
            .setStatus(
                TaskStatus.newBuilder().setState(oneOf(List.of(TaskState.NEW, TaskState.FAILED))));
    if (maybe()) {
      task.setAnnotations(annotations());
    }
    if (maybe()) {
      task.addVolumes(VolumeAttachment.newBuilder().setId(oneOf(VALUES)));
    }
    return task.build();
  }

  private TaskSpec taskSpec() {
    TaskSpec.Builder spec = TaskSpec.newBuilder();
    switch (random.nextInt(4)) {
      case 0 -> spec.setAttachment(NetworkAttachmentSpec.getDefaultInstance());
      case 1 -> spec.setGeneric(GenericRuntimeSpec.newBuilder().setKind(oneOf(NAMES)));
      case 2 ->
          spec.setContainer(
              ContainerSpec.newBuilder()
                  .addSecrets(SecretReference.newBuilder().setSecretId(oneOf(VALUES)))
                  .addConfigs(ConfigReference.newBuilder().setConfigId(oneOf(VALUES)))
                  .addConfigs(ConfigReference.newBuilder().setConfigId(oneOf(VALUES))));
      default -> {}
    }
    if (maybe()) {
      spec.addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(oneOf(VALUES)));
    }
    return spec.build();
  }

  private Volume volume() {
    VolumeSpec.Builder spec =
        VolumeSpec.newBuilder().setAnnotations(annotations()).setGroup(oneOf(VALUES));
    if (random.nextInt(5) > 0) {
      spec.setDriver(Driver.newBuilder().setName(oneOf(VALUES)));
    }
    return Volume.newBuilder().setId(oneOf(IDS)).setSpec(spec).build();
  }
}
