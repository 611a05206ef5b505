package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Specifier;
import io.skep.store.Specifier.Action;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Watchers of all paces over a tiny log, against the list of all commits: ordered, unique, without
 * gaps, atomic, told in time, and compacted only with cause. S-87, S-89, S-90, S-94, S-95, S-101.
 */
class WatchModelTest {
  private static final int STEPS = 1_500;
  private static final int KEPT = 8;

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(options(clock).withLog(new LogBounds(KEPT, 3 * KEPT)));
  private final List<Loop> loops = List.of(clock.loop("one"), clock.loop("two"));
  private final List<Commit> all = new ArrayList<>();
  private final Map<Version, ReadTx> states = new HashMap<>(); // Asked, never walked.
  private final List<Watched> watched = new ArrayList<>();
  private Random random;
  private String context;
  private int ids;

  /** How many of {@link #all} came before the one that every dispatcher will examine next. */
  private int examined;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 20_260_101})
  void everyWatcherGetsWhatItShould(long seed) {
    random = new Random(seed);
    Watcher everything = store.watch(loops.get(0), Interest.all());
    int delivered = 0;
    int compacted = 0;
    for (int step = 0; step < STEPS; step++) {
      context = "seed %d step %d".formatted(seed, step);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> commit(everything);
        case 3 -> letDispatchersRun();
        case 4 -> openOrClose();
        default -> {
          for (Watched one : watched) {
            if (random.nextInt(one.pace) == 0) {
              Outcome outcome = one.read();
              delivered += outcome == Outcome.DELIVERED ? 1 : 0;
              compacted += outcome == Outcome.COMPACTED ? 1 : 0;
            }
          }
          watched.removeIf(one -> one.over);
        }
      }
    }
    letDispatchersRun();
    watched.forEach(Watched::assertTold);
    assertThat(delivered).as("the history shows something").isGreaterThan(200);
    assertThat(compacted).as("the history shows something").isGreaterThan(10);
  }

  private void commit(Watcher everything) {
    if (all.size() - examined == KEPT) {
      letDispatchersRun(); // What is lost unexamined has a test of its own.
    }
    now(store.update(this::change));
    for (Commit commit : Fixtures.commits(everything)) {
      all.add(commit);
      states.put(commit.version(), store.view());
    }
  }

  private void change(Tx tx) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      String id = "id" + ids++;
      switch (random.nextInt(6)) {
        case 5 -> tx.list(Kinds.TASK).stream().findFirst().ifPresent(task -> move(tx, task));
        case 0 -> tx.create(Kinds.NODE, node(id));
        case 1 -> tx.create(Kinds.SERVICE, service(id, id));
        case 2 -> tx.create(Kinds.TASK, task(id, "s" + random.nextInt(3), "n"));
        case 3 ->
            tx.list(Kinds.TASK).stream()
                .findFirst()
                .ifPresent(first -> tx.delete(Kinds.TASK, first.getId()));
        default ->
            tx.list(Kinds.NODE).stream().findFirst().ifPresent(n -> tx.update(Kinds.NODE, n));
      }
    }
  }

  private void move(Tx tx, Task task) {
    tx.update(Kinds.TASK, task.toBuilder().setServiceId("s" + random.nextInt(3)).build());
  }

  private void letDispatchersRun() {
    clock.runUntilIdle();
    examined = all.size();
  }

  private void openOrClose() {
    if (watched.size() < 12) {
      watched.add(new Watched());
    } else {
      Watched gone = watched.remove(random.nextInt(watched.size()));
      gone.watcher.close();
      assertThat(gone.watcher.next()).as(context).isEqualTo(new Next.Cancelled());
    }
  }

  private Interest someInterest() {
    Specifier<Task> tasks = Specifier.of(Kinds.TASK);
    return switch (random.nextInt(8)) {
      case 0 -> Interest.all();
      case 1 -> Interest.in(List.of(Kinds.NODE));
      case 2 -> Interest.in(List.of(Kinds.TASK, Kinds.SERVICE));
      case 3 -> Interest.in(List.of(Kinds.CLUSTER));
      case 4 -> Interest.of(tasks.where(TaskKind.byServiceId("s1")).on(Action.CREATED));
      case 5 -> Interest.of(tasks.where(TaskKind.byServiceId("s2")).andLeaving());
      case 6 -> Interest.of(Specifier.of(Kinds.NODE).id("id" + random.nextInt(ids + 10)), tasks);
      default ->
          Interest.in(List.of(Kinds.TASK))
              .where(change -> Kinds.TASK.type().cast(change.object()).getServiceId().equals("s1"));
    };
  }

  private enum Outcome {
    DELIVERED,
    CAUGHT_UP,
    COMPACTED
  }

  /** A watcher and what it should see. */
  private final class Watched {
    private final Interest interest = someInterest();
    private final int pace = 1 + random.nextInt(8) * random.nextInt(8);
    private final Watcher watcher;

    /** How many of all commits it has seen or skipped. */
    private int position = all.size();

    private boolean waits = true;
    private boolean told;
    private boolean over;

    Watched() {
      List<ReadTx> seen = new ArrayList<>();
      watcher = store.viewAndWatch(objectsLoop(), interest, seen::add);
      assertThat(seen.get(0).version()).as(context).isEqualTo(store.view().version());
      watcher.onReady(() -> told = true);
    }

    private Loop objectsLoop() {
      return loops.get(random.nextInt(loops.size()));
    }

    Outcome read() {
      int next = nextMatching(position);
      Next got = watcher.next();
      if (got instanceof Next.Delivered delivered) {
        assertThat(next).as(context).isLessThan(all.size());
        assertThat(delivered.commit()).as(context).isEqualTo(wanted(all.get(next)));
        assertThat(delivered.at()).as(context).isSameAs(states.get(all.get(next).version()));
        position = next + 1;
        waits = false;
        return Outcome.DELIVERED;
      }
      if (got instanceof Next.CaughtUp caughtUp) {
        assertThat(next).as(context).isEqualTo(all.size());
        assertThat(caughtUp.at()).as(context).isSameAs(store.view());
        position = all.size();
        waits = true;
        told = false;
        return Outcome.CAUGHT_UP;
      }
      assertThat(got).as(context).isInstanceOf(Next.Compacted.class);
      assertHasCause(next, ((Next.Compacted) got).oldest());
      over = true;
      return Outcome.COMPACTED;
    }

    /** What it needed is gone; or, if it was not waiting, what it had not looked at. */
    private void assertHasCause(int next, Version oldest) {
      Commit needed = waits ? (next < all.size() ? all.get(next) : null) : all.get(position);
      assertThat(needed).as("%s: nothing that it waits for is gone", context).isNotNull();
      assertThat(oldest.isAfter(needed.version())).as(context).isTrue();
    }

    void assertTold() {
      if (waits && nextMatching(position) < all.size()) {
        assertThat(told).as("an owner sleeps though there is news").isTrue();
      }
    }

    private int nextMatching(int from) {
      int at = from;
      while (at < all.size() && wanted(all.get(at)) == null) {
        at++;
      }
      return at;
    }

    private Commit wanted(Commit commit) {
      List<Change<?>> changes = commit.changes().stream().filter(interest::wants).toList();
      return changes.isEmpty()
          ? null
          : new Commit(
              commit.version(), commit.predecessor(), List.copyOf(changes), commit.origin());
    }
  }
}
