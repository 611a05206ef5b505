package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.ConfigReference;
import io.skep.api.Extension;
import io.skep.api.IndexEntry;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.Resource;
import io.skep.api.SecretReference;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.store.By;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.kind.ResourceKind;
import io.skep.store.kind.ServiceKind;
import io.skep.store.kind.TaskKind;
import io.skep.store.kind.VolumeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every selector, and the same question asked of each object without any index. */
final class Probes {
  private Probes() {}

  /**
   * One selector.
   *
   * @param values the values under which an object stands in the index
   * @param exact the value asked for; null if any value will do that starts with {@code prefix}
   */
  record Probe<M extends Message>(
      Table<M> table, By<M> by, Function<M, Stream<String>> values, String exact, String prefix) {

    /** What the selector should find among {@code all}, in its order. */
    List<M> expected(List<M> all) {
      record Hit<M>(String key, String id, M object) {}
      List<Hit<M>> hits = new ArrayList<>();
      for (M object : all) {
        values
            .apply(object)
            .filter(value -> exact == null ? value.startsWith(prefix) : value.equals(exact))
            .min(PlainStore.BY_BYTES)
            .ifPresent(key -> hits.add(new Hit<>(key, table.id(object), object)));
      }
      hits.sort(
          Comparator.comparing((Hit<M> hit) -> hit.key, PlainStore.BY_BYTES)
              .thenComparing(hit -> hit.id, PlainStore.BY_BYTES));
      return hits.stream().map(Hit::object).toList();
    }
  }

  static List<Probe<?>> all() {
    List<Probe<?>> probes = new ArrayList<>();
    common(probes, Kinds.EXTENSION, e -> Stream.of(e.getAnnotations().getName()), false);
    common(probes, Kinds.NODE, Probes::hostname, true);
    common(probes, Kinds.RESOURCE, r -> Stream.of(r.getAnnotations().getName()), true);
    common(probes, Kinds.SERVICE, s -> Stream.of(s.getSpec().getAnnotations().getName()), true);
    common(probes, Kinds.TASK, task -> Stream.of(taskName(task)), true);
    common(probes, Kinds.VOLUME, v -> Stream.of(v.getSpec().getAnnotations().getName()), true);
    ofNodes(probes);
    ofTasks(probes);
    ofServices(probes);
    for (String name : RandomObjects.NAMES) {
      exact(probes, Kinds.RESOURCE, ResourceKind.byKind(name), r -> Stream.of(r.getKind()), name);
    }
    for (String value : RandomObjects.VALUES) {
      exact(
          probes,
          Kinds.VOLUME,
          VolumeKind.byGroup(value),
          v -> Stream.of(v.getSpec().getGroup()),
          value);
      exact(
          probes,
          Kinds.VOLUME,
          VolumeKind.byDriver(value),
          v -> Stream.of(v.getSpec().getDriver().getName()),
          value);
    }
    return probes;
  }

  private static <M extends Message> void common(
      List<Probe<?>> probes, Table<M> table, Function<M, Stream<String>> name, boolean prefixes) {
    probes.add(new Probe<>(table, By.all(), object -> Stream.of(table.id(object)), null, ""));
    for (String id : RandomObjects.IDS) {
      probes.add(
          new Probe<>(table, By.idPrefix(id), object -> Stream.of(table.id(object)), null, id));
    }
    Function<M, Stream<String>> folded = object -> name.apply(object).map(PlainStore::lower);
    for (String asked : RandomObjects.NAMES) {
      exact(probes, table, By.name(asked), folded, PlainStore.lower(asked));
      if (prefixes) {
        probes.add(new Probe<>(table, By.namePrefix(asked), folded, null, PlainStore.lower(asked)));
      }
    }
    for (String value : RandomObjects.VALUES) {
      exact(probes, table, By.custom("k", value), Probes::customK, value);
      probes.add(new Probe<>(table, By.customPrefix("k", value), Probes::customK, null, value));
    }
  }

  private static void ofNodes(List<Probe<?>> probes) {
    for (NodeRole role : List.of(NodeRole.WORKER, NodeRole.MANAGER)) {
      exact(
          probes,
          Kinds.NODE,
          NodeKind.byRole(role),
          node -> Stream.of(node.getRole().name()),
          role.name());
    }
    for (Membership membership : List.of(Membership.PENDING, Membership.ACCEPTED)) {
      exact(
          probes,
          Kinds.NODE,
          NodeKind.byMembership(membership),
          node -> Stream.of(node.getSpec().getMembership().name()),
          membership.name());
    }
  }

  private static void ofTasks(List<Probe<?>> probes) {
    Table<Task> task = Kinds.TASK;
    for (String id : RandomObjects.IDS) {
      exact(probes, task, TaskKind.byServiceId(id), t -> Stream.of(t.getServiceId()), id);
      exact(probes, task, TaskKind.byNodeId(id), t -> Stream.of(t.getNodeId()), id);
      exact(
          probes,
          task,
          TaskKind.bySlot(id, 1),
          t -> Stream.of(t.getServiceId() + "/" + t.getSlot()),
          id + "/1");
    }
    for (TaskState state : List.of(TaskState.NEW, TaskState.RUNNING, TaskState.FAILED)) {
      exact(
          probes,
          task,
          TaskKind.byDesiredState(state),
          t -> Stream.of(t.getDesiredState().name()),
          state.name());
      exact(
          probes,
          task,
          TaskKind.byState(state),
          t -> Stream.of(t.getStatus().getState().name()),
          state.name());
    }
    for (String runtime : List.of("container", "attachment", "web", "Web", "")) {
      exact(probes, task, TaskKind.byRuntime(runtime), t -> runtime(t.getSpec()), runtime);
    }
    for (String value : RandomObjects.VALUES) {
      exact(
          probes,
          task,
          TaskKind.byVolumeId(value),
          t -> t.getVolumesList().stream().map(VolumeAttachment::getId),
          value);
      exact(probes, task, TaskKind.bySecretId(value), t -> secrets(t.getSpec()), value);
      exact(probes, task, TaskKind.byConfigId(value), t -> configs(t.getSpec()), value);
    }
  }

  private static void ofServices(List<Probe<?>> probes) {
    Table<Service> service = Kinds.SERVICE;
    for (String value : RandomObjects.VALUES) {
      exact(
          probes,
          service,
          ServiceKind.byNetworkId(value),
          s ->
              s.getSpec().getTask().getNetworksList().stream()
                  .map(NetworkAttachmentConfig::getTarget),
          value);
      exact(
          probes,
          service,
          ServiceKind.bySecretId(value),
          s -> secrets(s.getSpec().getTask()),
          value);
      exact(
          probes,
          service,
          ServiceKind.byConfigId(value),
          s -> configs(s.getSpec().getTask()),
          value);
    }
    for (String runtime : List.of("container", "attachment", "web", "db")) {
      exact(
          probes,
          service,
          ServiceKind.byRuntime(runtime),
          s -> runtime(s.getSpec().getTask()),
          runtime);
    }
  }

  private static <M extends Message> void exact(
      List<Probe<?>> probes,
      Table<M> table,
      By<M> by,
      Function<M, Stream<String>> values,
      String value) {
    // The order of what is found under one value is that of the ids.
    probes.add(
        new Probe<>(table, by, object -> values.apply(object).filter(value::equals), value, null));
  }

  private static Stream<String> hostname(Node node) {
    return node.hasDescription() ? Stream.of(node.getDescription().getHostname()) : Stream.of();
  }

  private static String taskName(Task task) {
    if (!task.getAnnotations().getName().isEmpty()) {
      return task.getAnnotations().getName();
    }
    String place = task.getSlot() == 0 ? task.getNodeId() : Long.toString(task.getSlot());
    return task.getServiceAnnotations().getName() + "." + place + "." + task.getId();
  }

  private static Stream<String> customK(Message object) {
    return annotations(object).getIndicesList().stream()
        .filter(entry -> entry.getKey().equals("k"))
        .map(IndexEntry::getVal);
  }

  private static Annotations annotations(Message object) {
    if (object instanceof Node node) {
      return node.getSpec().getAnnotations();
    }
    if (object instanceof Service service) {
      return service.getSpec().getAnnotations();
    }
    if (object instanceof Volume volume) {
      return volume.getSpec().getAnnotations();
    }
    if (object instanceof Task task) {
      return task.getAnnotations();
    }
    if (object instanceof Resource resource) {
      return resource.getAnnotations();
    }
    return ((Extension) object).getAnnotations();
  }

  private static Stream<String> runtime(TaskSpec spec) {
    return switch (spec.getRuntimeCase()) {
      case CONTAINER -> Stream.of("container");
      case ATTACHMENT -> Stream.of("attachment");
      case GENERIC -> Stream.of(PlainStore.lower(spec.getGeneric().getKind()));
      case RUNTIME_NOT_SET -> Stream.of();
    };
  }

  private static Stream<String> secrets(TaskSpec spec) {
    return spec.getContainer().getSecretsList().stream().map(SecretReference::getSecretId);
  }

  private static Stream<String> configs(TaskSpec spec) {
    return spec.getContainer().getConfigsList().stream().map(ConfigReference::getConfigId);
  }
}
