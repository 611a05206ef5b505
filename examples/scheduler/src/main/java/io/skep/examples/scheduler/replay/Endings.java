package io.skep.examples.scheduler.replay;

import io.skep.api.Task;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Deletes tasks when they are done. All that are done within a tenth of a second go in one
 * transaction, at its end. Confined to its loop.
 */
final class Endings {
  private static final long STEP_MILLIS = 100;

  private final Store store;
  private final Loop loop;
  private final Supplier<Duration> elapsed;
  private final boolean withServices;
  private final Map<Long, List<String>> due = new TreeMap<>();

  /** With {@code withServices}, a service goes with its last task. */
  Endings(Store store, Loop loop, Supplier<Duration> elapsed, boolean withServices) {
    this.store = store;
    this.loop = loop;
    this.elapsed = elapsed;
    this.withServices = withServices;
  }

  /** The task with {@code id} is done at that moment, which is not over. */
  void add(Duration moment, String id) {
    long step = (moment.toMillis() + STEP_MILLIS - 1) / STEP_MILLIS;
    due.computeIfAbsent(
            step,
            any -> {
              Duration left = Duration.ofMillis(step * STEP_MILLIS).minus(elapsed.get());
              loop.after(left.isNegative() ? Duration.ZERO : left, () -> end(step));
              return new ArrayList<>();
            })
        .add(id);
  }

  /** Whether all tasks that are to end have ended. */
  boolean isEmpty() {
    return due.isEmpty();
  }

  private void end(long step) {
    List<String> ids = due.remove(step);
    store.update(tx -> delete(tx, ids));
  }

  private void delete(Tx tx, List<String> ids) {
    Set<String> services = new LinkedHashSet<>();
    for (String id : ids) {
      Optional<Task> task = tx.get(Kinds.TASK, id);
      if (task.isPresent()) {
        tx.delete(Kinds.TASK, id);
        services.add(task.get().getServiceId());
      }
    }
    if (withServices) {
      for (String service : services) {
        if (tx.find(Kinds.TASK, TaskKind.byServiceId(service)).isEmpty()) {
          tx.delete(Kinds.SERVICE, service);
        }
      }
    }
  }
}
