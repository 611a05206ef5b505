package io.skep.server;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An open stream of answers, from the client's side. */
public final class Subscription<R extends Message> {
  private static final long PATIENCE_SECONDS = 120;

  private final LinkedBlockingQueue<R> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
  private final CompletableFuture<Refusal> end = new CompletableFuture<>();
  private final Client.Opened<R> opened;

  private Subscription(Client.Opened<R> opened) {
    this.opened = opened;
    GrpcClientResponse<Message, R> response = opened.response();
    response.handler(
        message -> {
          messages.add(message);
          begun.complete(true);
        });
    response.exceptionHandler(
        failure -> end.complete(new Refusal(GrpcStatus.CANCELLED, String.valueOf(failure))));
    response.endHandler(
        ended -> {
          end.complete(Client.end(response));
          begun.complete(false);
        });
  }

  /** A stream that reads nothing until it is told to. */
  public static <R extends Message> Subscription<R> paused(Future<Client.Opened<R>> opened) {
    return Rig.await(opened.map(Subscription::new));
  }

  /** A stream that reads as fast as it can. */
  public static <R extends Message> Subscription<R> open(Future<Client.Opened<R>> opened) {
    Subscription<R> subscription = paused(opened);
    subscription.read();
    return subscription;
  }

  /** The next message. */
  public R next() {
    try {
      R message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message after " + PATIENCE_SECONDS + " s; end: " + end);
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins to read. */
  public void read() {
    opened.response().resume();
  }

  /** Ends it. */
  public void cancel() {
    opened.request().cancel();
  }

  /** Whether it got its first message, and was not refused. */
  public boolean hasBegun() {
    return get(begun);
  }

  /** How it ended. */
  public Refusal end() {
    return get(end);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("nothing after " + PATIENCE_SECONDS + " s", e);
    }
  }

  /** Whether there is nothing to read. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }
}
