package io.skep.examples.attach.row;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** A task: {@code web.1 finch running failed 12s exit code 1}. */
public record TaskRow(
    String id,
    String service,
    long slot,
    String node,
    TaskState desired,
    TaskState state,
    Instant since,
    String error)
    implements Row {
  static TaskRow of(Task task, ReadTx at) {
    return new TaskRow(
        task.getId(),
        at.get(Kinds.SERVICE, task.getServiceId())
            .map(service -> service.getSpec().getAnnotations().getName())
            .or(() -> Texts.nonEmpty(task.getServiceAnnotations().getName()))
            .map(Texts::clean)
            .orElse(task.getServiceId()),
        task.getSlot(),
        at.get(Kinds.NODE, task.getNodeId()).map(NodeRow::name).orElse(task.getNodeId()),
        task.getDesiredState(),
        task.getStatus().getState(),
        Times.instant(task.getStatus().getTimestamp()),
        Texts.clean(task.getStatus().getErr()));
  }

  /** Whether it is only there to be looked at: nobody wants it to run any more. */
  boolean isHistory() {
    return desired.compareTo(TaskState.COMPLETE) > 0;
  }

  @Override
  public Section section() {
    return Section.tasks;
  }

  /** Tasks of global services have a node where others have a slot. */
  @Override
  public String name() {
    return service.isEmpty() ? id : service + "." + (slot == 0 ? node : slot);
  }

  @Override
  public List<String> cells(Instant now) {
    return List.of(name(), node, Texts.of(desired), Texts.of(state), Texts.age(since, now), error);
  }

  @Override
  public String words() {
    String words = node.isEmpty() ? Texts.of(state) : "%s on %s".formatted(Texts.of(state), node);
    String wanted = desired == state ? words : "%s, to be %s".formatted(words, Texts.of(desired));
    return error.isEmpty() ? wanted : "%s: %s".formatted(wanted, error);
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("name", name())
        .put("service", service)
        .put("slot", slot)
        .put("node", node)
        .put("desired", Texts.of(desired))
        .put("state", Texts.of(state))
        .put("since", since.toString())
        .put("error", error);
  }
}
