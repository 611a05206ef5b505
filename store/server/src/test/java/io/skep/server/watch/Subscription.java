package io.skep.server.watch;

import com.google.protobuf.Message;
import io.skep.api.WatchMessage;
import io.skep.api.WatchRequest;
import io.skep.server.Client;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An open watch, from the client's side. */
final class Subscription {
  private static final long PATIENCE_SECONDS = 20;

  private final LinkedBlockingQueue<WatchMessage> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
  private final CompletableFuture<Refusal> end = new CompletableFuture<>();
  private final Client.Opened<WatchMessage> opened;

  private Subscription(Client.Opened<WatchMessage> opened) {
    this.opened = opened;
    GrpcClientResponse<Message, WatchMessage> response = opened.response();
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

  /** A watch that reads as fast as it can. */
  static Subscription open(Rig rig, WatchRequest request) {
    Subscription subscription = paused(rig, request);
    subscription.read();
    return subscription;
  }

  /** A watch that reads nothing until it is told to. */
  static Subscription paused(Rig rig, WatchRequest request) {
    return paused(rig.client(), request);
  }

  /** A watch of {@code client} that reads nothing until it is told to. */
  static Subscription paused(Client client, WatchRequest request) {
    Future<Client.Opened<WatchMessage>> opened =
        client.stream("Watch", "Watch", request, WatchMessage.getDefaultInstance());
    return Rig.await(opened.map(Subscription::new));
  }

  /** The next message. */
  WatchMessage next() {
    try {
      WatchMessage message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message after " + PATIENCE_SECONDS + " s; end: " + end);
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins to read. */
  void read() {
    opened.response().resume();
  }

  /** Ends it. */
  void cancel() {
    opened.request().cancel();
  }

  /** Whether it got its first message, and was not refused. */
  boolean hasBegun() {
    return get(begun);
  }

  /** How it ended. */
  Refusal end() {
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
  boolean isEmpty() {
    return messages.isEmpty();
  }
}
