package io.skep.store.memory;

import io.skep.store.Version;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;

/** Keeps a store busy: a thread that sits in the body of a transaction until it is let go. */
final class BusyStore implements AutoCloseable {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Thread thread;
  private Future<Version> written;

  BusyStore(MemoryStore store) {
    thread =
        new Thread(
            () ->
                written =
                    store.update(
                        tx -> {
                          entered.countDown();
                          await(go);
                        }),
            "busy");
    thread.start();
    await(entered);
  }

  Thread thread() {
    return thread;
  }

  /** Lets the body end, and waits for all that its thread does after it. */
  Future<Version> letGo() {
    go.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return written;
  }

  @Override
  public void close() {
    letGo();
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
