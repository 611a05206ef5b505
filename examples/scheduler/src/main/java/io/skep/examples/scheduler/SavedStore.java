package io.skep.examples.scheduler;

import io.skep.api.Task;
import io.skep.api.wire.Times;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.plan.StackPlan;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackLabels;
import io.skep.store.Fork;
import io.skep.store.ReadTx;
import io.skep.store.SnapshotLimits;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Plans on a store that was saved in a file, in any form of snapshot. */
final class SavedStore {
  private SavedStore() {}

  /** Plans on what is there. */
  @FunctionalInterface
  interface Planner {
    /** The plan for {@code wanted} on {@code present}, which stands at {@code now}. */
    StackPlan plan(Fork present, Stack wanted, Instant now);
  }

  /**
   * The plan of {@code planner} for {@code stack}, at the time of the last thing that happened to a
   * task.
   *
   * @param notices is told if the store has other stacks, but not this one
   * @throws InputException if the file cannot be read
   */
  static StackPlan plan(Path file, Stack stack, Planner planner, PrintStream notices) {
    var options =
        MemoryStoreOptions.of(Kinds.ALL)
            .withClock(new VirtualClock(1))
            .withRandom(new VirtualClock(1).newRandom());
    try (var store = new MemoryStore(options)) {
      load(store, file);
      ReadTx view = store.view();
      warnOfOtherStacks(view, stack, notices);
      return planner.plan(store.fork(), stack, lastMoment(view));
    }
  }

  private static void load(MemoryStore store, Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Future<Version> restored = store.restore(in, SnapshotLimits.DEFAULT);
      if (!restored.succeeded()) {
        throw unreadable(file, restored.cause());
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputException unreadable(Path file, Throwable cause) {
    String why = cause == null ? "it was not read to its end" : cause.toString();
    return new InputException(
        InputProblem.ofFile(file.toString(), "cannot be read as a saved store: " + why), cause);
  }

  private static void warnOfOtherStacks(ReadTx view, Stack stack, PrintStream notices) {
    List<String> stacks =
        view.list(Kinds.SERVICE).stream()
            .map(s -> s.getSpec().getAnnotations().getLabelsOrDefault(StackLabels.NAMESPACE, ""))
            .filter(name -> !name.isEmpty())
            .distinct()
            .sorted()
            .toList();
    if (!stacks.isEmpty() && !stacks.contains(stack.name().text())) {
      notices.println(
          "The store has no stack %s, so all of it is new; it has %s. --name says which is meant."
              .formatted(stack.name(), String.join(", ", stacks)));
    }
  }

  private static Instant lastMoment(ReadTx view) {
    return view.list(Kinds.TASK).stream()
        .filter(task -> task.getStatus().hasTimestamp())
        .map(SavedStore::moment)
        .max(Instant::compareTo)
        .orElse(VirtualClock.START);
  }

  private static Instant moment(Task task) {
    return Times.instant(task.getStatus().getTimestamp());
  }
}
