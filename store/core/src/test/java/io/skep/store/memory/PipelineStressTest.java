package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.BatchResult;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.Proposer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that write through a log with a thread of its own, without a virtual clock. */
@Timeout(300)
class PipelineStressTest {
  private static final int THREADS = 4;
  private static final int WRITES = 2_000;

  private ThreadedLog log;
  private MemoryStore store;

  @AfterEach
  void close() {
    store.close();
    log.close();
  }

  @Test
  void eachAcknowledgedWriteIsThereOnce() throws Exception { // G1
    open(30, new Proposer.Limits(16, 1 << 20));
    var sure = new AtomicInteger();
    var perhaps = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      var thread = new Thread(() -> incrementMany(sure, perhaps), "writer " + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await(store.update(tx -> {}));

    assertThat(sure.get()).isGreaterThan(WRITES / 20);
    assertThat(Counter.in(store.view())).isBetween(sure.get(), sure.get() + perhaps.get());
  }

  @Test
  void aBatchThatWaitsGetsItsAnswers() throws Exception { // S-67, S-70
    open(0, new Proposer.Limits(4, 1 << 20));

    BatchResult result =
        store.batch(
            Origin.NONE,
            batch -> {
              for (int i = 0; i < 500; i++) {
                String id = "id" + i;
                batch.update(tx -> tx.create(Kinds.NODE, node(id)));
              }
              assertThatThrownBy(() -> batch.update(tx -> tx.create(Kinds.NODE, node("id0"))))
                  .isInstanceOf(StoreException.class);
            });

    assertThat(result.committed()).isEqualTo(501);
    assertThat(result.transactions()).isEqualTo(3);
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(500);
  }

  @Test
  void aBatchThatWaitsSharesTheStoreWithOthers() throws Exception {
    open(0, new Proposer.Limits(4, 1 << 20));
    var done = new CountDownLatch(1);
    var other =
        new Thread(
            () -> {
              for (int i = 0; i < WRITES; i++) {
                increment();
              }
              done.countDown();
            });
    other.start();

    for (int round = 0; round < 50; round++) {
      String prefix = "id" + round + "-";
      store.batch(
          Origin.NONE,
          batch -> {
            for (int i = 0; i < 10; i++) {
              String id = prefix + i;
              batch.update(tx -> tx.create(Kinds.NODE, node(id)));
            }
          });
    }
    done.await();
    await(store.update(Counter::increment));

    assertThat(store.view().count(Kinds.NODE)).isEqualTo(501);
  }

  private void open(int failuresInThousand, Proposer.Limits limits) throws Exception {
    log = new ThreadedLog(7, failuresInThousand, limits);
    store = new MemoryStore(Fixtures.options(new VirtualClock(1)).withProposer(log));
    log.lead();
    Future<Version> first;
    do { // The barrier may get lost as well.
      first = store.update(tx -> {});
      await(first);
    } while (first.failed());
  }

  /** Keeps a few writes under way. */
  private void incrementMany(AtomicInteger sure, AtomicInteger perhaps) {
    var underWay = new ArrayList<Future<Version>>();
    for (int i = 0; i < WRITES; i++) {
      underWay.add(increment());
      if (underWay.size() == 10) {
        underWay.forEach(written -> count(written, sure, perhaps));
        underWay.clear();
      }
    }
    underWay.forEach(written -> count(written, sure, perhaps));
  }

  private static void count(Future<Version> written, AtomicInteger sure, AtomicInteger perhaps) {
    await(written);
    if (written.succeeded()) {
      sure.incrementAndGet();
    } else if (written.cause() instanceof OutcomeUnknownException) {
      perhaps.incrementAndGet();
    } else {
      assertThat(written.cause())
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue());
    }
  }

  private Future<Version> increment() {
    return store.update(Counter::increment);
  }

  /** Returns when {@code future} is complete, with whatever result. */
  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      // The caller asks the future.
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
