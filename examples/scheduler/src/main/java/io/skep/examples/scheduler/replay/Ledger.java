package io.skep.examples.scheduler.replay;

import io.skep.api.Task;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Store;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Counts the tasks of a replay, and says when one is placed. Confined to its loop. */
final class Ledger {
  private final Watcher watcher;
  private final Supplier<Duration> elapsed;
  private final Consumer<Task> placement;

  /** Since when each task waits. Asked only, never listed. */
  private final Map<String, Duration> waiting = new HashMap<>();

  private long asked;
  private long placed;
  private long atOnce;
  private long givenUp;
  private long live;
  private long peak;
  private Duration peakAt = Duration.ZERO;
  private Duration longestWait = Duration.ZERO;

  /** Watches {@code store} from now on; {@code placement} hears of each task that gets a node. */
  Ledger(Store store, Loop loop, Supplier<Duration> elapsed, Consumer<Task> placement) {
    this.elapsed = elapsed;
    this.placement = placement;
    this.watcher = store.watch(loop, Interest.in(List.of(Kinds.TASK)));
    watcher.onReady(this::takeAll);
  }

  ReplayResult.Counts counts() {
    return new ReplayResult.Counts(asked, placed, atOnce, givenUp, peak, peakAt, longestWait);
  }

  private void takeAll() {
    Watcher.Next next = watcher.next();
    while (next instanceof Watcher.Next.Delivered delivered) {
      delivered.commit().changes().forEach(this::take);
      next = watcher.next();
    }
    if (next instanceof Watcher.Next.Compacted) {
      throw new IllegalStateException("the replay missed changes at " + elapsed.get());
    }
  }

  private void take(Change<?> change) {
    Task task = (Task) change.object();
    if (change instanceof Change.Created) {
      asked++;
      live++;
      waiting.put(task.getId(), elapsed.get());
      if (live > peak) {
        peak = live;
        peakAt = elapsed.get();
      }
    } else if (change instanceof Change.Deleted) {
      live--;
      if (waiting.remove(task.getId()) != null) {
        givenUp++;
      }
    } else if (!task.getNodeId().isEmpty()) {
      Duration since = waiting.remove(task.getId());
      if (since != null) {
        take(task, elapsed.get().minus(since));
      }
    }
  }

  private void take(Task task, Duration waited) {
    placed++;
    // The scheduler may need some turns of its loop, a nanosecond apart.
    if (waited.compareTo(Duration.ofMillis(1)) < 0) {
      atOnce++;
    }
    if (waited.compareTo(longestWait) > 0) {
      longestWait = waited;
    }
    placement.accept(task);
  }
}
