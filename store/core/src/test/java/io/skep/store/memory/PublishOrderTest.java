package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A commit is in the log before the state that it made is seen: a watcher that asks all the time,
 * on a thread of its own, never finds a hole. S-87.
 */
class PublishOrderTest {
  private static final int COMMITS = 50_000;

  @Test
  @Timeout(300)
  void whoSeesAStateFindsItsCommit() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      var store =
          new MemoryStore(
              Fixtures.options(new VirtualClock(1))
                  .withLog(new LogBounds(2 * COMMITS, 2 * COMMITS)));
      var loop = VertxLoop.of(vertx.getOrCreateContext());
      Promise<Integer> seen = Promise.promise();
      Promise<Void> watching = Promise.promise();
      loop.execute(
          () -> {
            Watcher watcher = store.watch(loop, Interest.all());
            watching.complete();
            seen.complete(readTo(watcher));
          });
      await(watching.future());

      for (int i = 0; i < COMMITS; i++) {
        String id = "id" + i % 10;
        store.update(
            tx -> {
              if (tx.get(Kinds.NODE, id).isPresent()) {
                tx.delete(Kinds.NODE, id);
              } else {
                tx.create(Kinds.NODE, Fixtures.node(id));
              }
            });
      }

      assertThat(await(seen.future())).isEqualTo(COMMITS);
      store.close();
    } finally {
      await(vertx.close());
    }
  }

  /** How many commits there are until the last, or until the watcher finds a hole. */
  private static int readTo(Watcher watcher) {
    int commits = 0;
    while (commits < COMMITS) {
      Next next = watcher.next();
      if (next instanceof Next.Delivered) {
        commits++;
      } else if (!(next instanceof Next.CaughtUp)) {
        return commits;
      }
    }
    return commits;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }
}
