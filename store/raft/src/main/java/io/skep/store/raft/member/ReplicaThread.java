package io.skep.store.raft.member;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The one thread that calls the replica, in the order of asking. Any thread may ask; what the
 * engine applies waits while too much is waiting already. A task that throws does not end the
 * thread.
 */
final class ReplicaThread implements AutoCloseable {
  /** Of entries that wait to be applied: more than is under way at once, less than matters. */
  private static final int MOST_WAITING_KIB = 32 << 10;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_WAITING_KIB);
  private final Consumer<Throwable> failed;
  private final Thread thread;

  /** Guarded by {@link #tasks}, so that nothing is asked after the last task. */
  private boolean closed;

  /** Set by the last task. */
  private boolean ended;

  /** {@code failed} is told, on this thread, what a task has thrown. */
  ReplicaThread(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    thread = new DaemonThread(name).newThread(this::run);
    thread.start();
  }

  /** Runs {@code task} after all before it. Never waits. */
  void execute(Runnable task) {
    synchronized (tasks) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      tasks.add(task);
    }
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
        run(tasks.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed.accept(e);
    }
  }

  /** Runs what was asked for before, and waits for it unless this thread itself closes it. */
  @Override
  public void close() {
    synchronized (tasks) {
      closed = true;
      tasks.add(() -> ended = true);
    }
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
