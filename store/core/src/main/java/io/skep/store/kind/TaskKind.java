package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.TASK;

import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.VolumeAttachment;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Places;
import io.skep.store.Reference;
import io.skep.store.index.IndexKey;
import java.util.List;
import java.util.Optional;

/** Single runs of services. Several tasks may have the same {@linkplain TaskName name}. */
public final class TaskKind extends BuiltInKind<Task> {
  /** By the runtime: see {@link #byRuntime}. */
  public static final Index<Task, String> RUNTIME = TaskSpecIndexes.runtime(Task::getSpec);

  /** By the networks that the task asks for, whether or not it has them yet. */
  public static final Index<Task, String> NETWORK =
      TaskSpecIndexes.network(task -> task.getSpec().getNetworksList());

  /** By the ids of the secrets that the container reads. */
  public static final Index<Task, String> SECRET = TaskSpecIndexes.secret(Task::getSpec);

  /** By the ids of the configs that the container reads. */
  public static final Index<Task, String> CONFIG = TaskSpecIndexes.config(Task::getSpec);

  /** By service; the empty id is that of tasks without a service. */
  public static final Index<Task, String> SERVICE_ID = Index.of("serviceid", Task::getServiceId);

  /** By node; the empty id is that of tasks without a node. */
  public static final Index<Task, String> NODE_ID = Index.of("nodeid", Task::getNodeId);

  /** By the slot in a service. */
  public static final Index<Task, Slot> SLOT =
      Index.ofKeyed("slot", Slot::of, Slot::key).exactOnly();

  /** By the number of the {@link TaskState} that the task is to reach. */
  public static final Index<Task, Long> DESIRED_STATE =
      Index.ofNumber("desiredstate", task -> (long) task.getDesiredStateValue());

  /** By the number of the {@link TaskState} that the task is in. */
  public static final Index<Task, Long> STATE =
      Index.ofNumber("taskstate", task -> (long) task.getStatus().getStateValue());

  /** By the ids of the volumes that are attached. */
  public static final Index<Task, String> VOLUME =
      Index.each("volumeattachment", Task::getVolumesList, VolumeAttachment::getId);

  private static final Fields<Task> FIELDS =
      new Fields<>(
          Task.class,
          Task.parser(),
          Task::getId,
          Task::getMeta,
          (task, meta) -> task.toBuilder().setMeta(meta).build(),
          Task::getAnnotations);

  private static final Places<Task> PLACES =
      new Places<>(
          TASK,
          StoreAction::getTask,
          StoreAction.Builder::setTask,
          StoreSnapshot.TASKS_FIELD_NUMBER,
          StoreSnapshot::getTasksList,
          StoreSnapshot.Builder::addTasks);

  TaskKind() {
    super(
        "task",
        FIELDS,
        PLACES,
        List.of(
            TaskName.INDEX,
            FIELDS.byCustom(),
            RUNTIME,
            NETWORK,
            SECRET,
            CONFIG,
            SERVICE_ID,
            NODE_ID,
            SLOT,
            DESIRED_STATE,
            STATE,
            VOLUME));
  }

  /** Tasks of that service; without a service for an empty id. */
  public static By<Task> byServiceId(String serviceId) {
    return By.equal(SERVICE_ID, serviceId);
  }

  /** Tasks on that node; not placed yet for an empty id. */
  public static By<Task> byNodeId(String nodeId) {
    return By.equal(NODE_ID, nodeId);
  }

  /** Tasks in that slot of that service. */
  public static By<Task> bySlot(String serviceId, long slot) {
    return By.equal(SLOT, new Slot(serviceId, slot));
  }

  /** Tasks that are to reach that state. */
  public static By<Task> byDesiredState(TaskState state) {
    return By.equal(DESIRED_STATE, (long) state.getNumber());
  }

  /** Tasks that are in that state. */
  public static By<Task> byState(TaskState state) {
    return By.equal(STATE, (long) state.getNumber());
  }

  /** Tasks to which the volume with that id is attached. */
  public static By<Task> byVolumeId(String volumeId) {
    return By.equal(VOLUME, volumeId);
  }

  /**
   * Tasks of that runtime: {@code container}, {@code attachment}, or in lower case the kind of a
   * generic one.
   */
  public static By<Task> byRuntime(String runtime) {
    return By.equal(RUNTIME, runtime);
  }

  /** Tasks whose specification names the network with that id. */
  public static By<Task> byNetworkId(String networkId) {
    return By.equal(NETWORK, networkId);
  }

  /** Tasks whose container reads the secret with that id. */
  public static By<Task> bySecretId(String secretId) {
    return By.equal(SECRET, secretId);
  }

  /** Tasks whose container reads the config with that id. */
  public static By<Task> byConfigId(String configId) {
    return By.equal(CONFIG, configId);
  }

  @Override
  public List<Reference<Task>> references() {
    return List.of(
        new Reference<>("service", SERVICE_ID),
        new Reference<>("node", NODE_ID),
        new Reference<>("network", NETWORK),
        new Reference<>("secret", SECRET),
        new Reference<>("config", CONFIG),
        new Reference<>("volume", VOLUME));
  }

  /** With what a {@link TaskName} is made of. */
  @Override
  public List<String> identity() {
    return List.of("id", "meta", "annotations", "service_annotations", "slot", "node_id");
  }

  @Override
  public Optional<String> uniqueName(Task task) {
    return Optional.empty();
  }

  /**
   * A place of a service that tasks fill one after the other.
   *
   * @param slot unsigned; from 1 on, or 0 for tasks without a slot
   */
  public record Slot(String serviceId, long slot) {
    private static Slot of(Task task) {
      return new Slot(task.getServiceId(), task.getSlot());
    }

    private String key() {
      return IndexKey.part(IndexKey.ofText(serviceId)) + IndexKey.ofUnsigned(slot);
    }
  }
}
