package io.skep.store.raft.member;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts empty records into the log through whoever leads, for a member that follows. One is under
 * way at a time, and calls that come meanwhile share the next. They have nothing to do with the
 * records that this member sends where it leads: nobody there waits for one of these. Any thread.
 */
final class RemoteMarks implements AutoCloseable {
  // The engine's client has a form that does not block, which keeps requests in order: one whose
  // leader was lost held up those behind it, some for ever. The form that blocks gives up in time.

  private static final Logger LOG = LoggerFactory.getLogger(RemoteMarks.class);

  /** An answer that is given up comes at once. */
  private static final int CLOSING_SECONDS = 5;

  private final ExecutorService thread;
  private final Supplier<RaftClient> connect;

  /** On its thread only, and after its end; null while there is none. */
  private RaftClient client;

  /** What the next record is for; null if nobody waits for one. */
  private Promise<Long> next;

  /** {@code connect} makes a client that knows who the members are now. */
  RemoteMarks(String name, Supplier<RaftClient> connect) {
    this.connect = connect;
    thread = Executors.newSingleThreadExecutor(new DaemonThread(name));
  }

  /** The place in the log of a record that is put there after this call. */
  Future<Long> mark() {
    Promise<Long> its;
    synchronized (this) {
      if (next != null) {
        return next.future();
      }
      next = Promise.promise();
      its = next;
    }
    try {
      thread.execute(this::ask);
    } catch (RejectedExecutionException e) {
      its.tryFail(closed());
    }
    return its.future();
  }

  private void ask() {
    Promise<Long> mark;
    synchronized (this) {
      mark = next;
      next = null; // Who comes from now on must not be told what is on its way already.
    }
    try {
      mark.tryComplete(answer());
    } catch (IOException | RuntimeException e) {
      disconnect(); // Whom to ask is found anew.
      mark.tryFail(thread.isShutdown() ? closed() : e);
    }
  }

  private long answer() throws IOException {
    if (client == null) {
      client = connect.get();
    }
    RaftClientReply reply = client.io().send(Message.EMPTY);
    if (!reply.isSuccess()) {
      throw reply.getException();
    }
    return reply.getLogIndex();
  }

  private void disconnect() {
    if (client != null) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.debug("a client could not be closed", e);
      }
      client = null;
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("this member is closed");
  }

  /** Asks nobody any more; what is waited for fails. */
  @Override
  public void close() {
    thread.shutdownNow(); // Whoever is being waited for is waited for no more.
    synchronized (this) {
      if (next != null) {
        next.tryFail(closed());
      }
    }
    try {
      if (thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
