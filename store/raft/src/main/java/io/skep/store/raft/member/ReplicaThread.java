package io.skep.store.raft.member;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The one thread that calls the replica, in the order of asking. Any thread may ask; what the
 * engine applies waits while too much is waiting already.
 */
final class ReplicaThread implements AutoCloseable {
  /** Of entries that wait to be applied: more than is under way at once, less than matters. */
  private static final int MOST_WAITING_KIB = 32 << 10;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_WAITING_KIB);
  private final Thread thread;
  private volatile boolean closed;

  /** Set by the last task. */
  private boolean ended;

  ReplicaThread(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs {@code task} after all before it. Never waits. */
  void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    tasks.add(task);
  }

  /** {@link #execute} of what is {@code bytes} long; waits for room, on a thread of the engine. */
  void executeWithRoom(long bytes, Runnable task) throws InterruptedException {
    int size = (int) Math.min(MOST_WAITING_KIB, 1 + (bytes >> 10));
    room.acquire(size);
    execute(
        () -> {
          try {
            task.run();
          } finally {
            room.release(size);
          }
        });
  }

  private void run() {
    try {
      while (!ended) {
        tasks.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs what was asked for before, and waits for it unless this thread itself closes it. */
  @Override
  public void close() {
    closed = true;
    tasks.add(() -> ended = true);
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
