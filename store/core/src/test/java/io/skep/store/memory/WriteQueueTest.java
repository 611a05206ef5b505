package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who writes next, looked at alone. */
class WriteQueueTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final WriteQueue queue = new WriteQueue(10, clock, new StoreTimers(null, clock));

  @Test
  void theTimeThatALoopTakesToBeginABodyIsNotTheBodys() { // S-113
    var loop = new LateLoop();
    var seen = new AtomicReference<Optional<Wedged>>();
    queue.enter(turn(null, () -> {}), 0);
    queue.enter(
        turn(
            loop,
            () -> {
              queue.enterBody();
              seen.set(queue.wedged(Duration.ofSeconds(30)));
              queue.leaveBody();
            }),
        0);
    queue.release(released -> {}); // From now on the store is kept for the loop, which is late.

    clock.advance(Duration.ofSeconds(31));
    loop.runNext();

    assertThat(seen.get()).isEmpty();
  }

  private static Turn turn(Loop loop, Runnable run) {
    return new Turn() {
      @Override
      public Loop loop() {
        return loop;
      }

      @Override
      public void run() {
        run.run();
      }

      @Override
      public void loopGone(RuntimeException cause) {
        throw new AssertionError(cause);
      }
    };
  }

  /** A loop that runs a task when it is told to. */
  private final class LateLoop implements Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    void runNext() {
      tasks.remove().run();
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      throw new AssertionError("nobody sets a timer here");
    }
  }
}
