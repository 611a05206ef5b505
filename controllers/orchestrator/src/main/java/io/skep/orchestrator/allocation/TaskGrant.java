package io.skep.orchestrator.allocation;

import io.skep.api.NetworkAttachment;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes down what a new task was given, if service and networks still are what it was chosen for.
 * What others have written of the task meanwhile stays.
 *
 * @param task as it was seen
 * @param service whose it is; empty if it is nobody's
 */
record TaskGrant(
    Task task, Optional<Service> service, List<NetworkAttachment> attachments, Instant now)
    implements Consumer<Tx> {
  @Override
  public void accept(Tx tx) {
    Optional<Task> stored =
        tx.get(Kinds.TASK, task.getId())
            .filter(found -> found.getStatus().getState() == TaskState.NEW);
    if (stored.isEmpty()) {
      return; // Gone, or ended.
    }
    String name = "task " + task.getId();
    for (NetworkAttachment attachment : attachments) {
      Round.checkUnchanged(tx, attachment.getNetwork(), name);
    }
    service.ifPresent(seen -> checkUnchanged(tx, seen, name));
    tx.update(Kinds.TASK, pending(stored.get()));
  }

  private static void checkUnchanged(Tx tx, Service seen, String name) {
    boolean isSame =
        tx.get(Kinds.SERVICE, seen.getId())
            .filter(stored -> stored.getEndpoint().equals(seen.getEndpoint()))
            .filter(stored -> Endpoints.networks(stored).equals(Endpoints.networks(seen)))
            .isPresent();
    if (!isSame) {
      throw new StaleAllocationException(
          name, "service %s is gone or was changed".formatted(seen.getId()));
    }
  }

  private Task pending(Task stored) {
    Task.Builder pending = stored.toBuilder().clearNetworks().addAllNetworks(attachments);
    service.ifPresent(of -> pending.setEndpoint(of.getEndpoint()));
    pending
        .getStatusBuilder()
        .setState(TaskState.PENDING)
        .setMessage("pending task scheduling")
        .clearErr()
        .setTimestamp(Times.timestamp(now));
    return pending.build();
  }
}
