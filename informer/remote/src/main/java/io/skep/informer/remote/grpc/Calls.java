package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.api.wire.CallMetadata;
import io.skep.informer.remote.SourceException;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Calls to one server, below generated code: handlers are there before the first message can come.
 * A connection on which an answer was waited for in vain is not used again: it may be dead and stay
 * open. Any thread; answers come on the loop of the call, or where they arrive if it has none.
 */
final class Calls implements Calling {
  /** A commit has 1.5 MiB at most, a part of a snapshot an object above 256 KiB. */
  private static final int MESSAGE_BYTES = 64 << 20;

  /** SwarmKit lists a kind in one message: a quarter of a million tasks of 1 KiB. */
  private static final int LIST_BYTES = 256 << 20;

  private final Vertx vertx;
  private final Server server;
  private final int messageBytes;
  private final AtomicReference<GrpcClient> client;

  Calls(Vertx vertx, Server server) {
    this(vertx, server, MESSAGE_BYTES);
  }

  /** Calls whose answers may list all objects of a kind. */
  static Calls ofLists(Vertx vertx, Server server) {
    return new Calls(vertx, server, LIST_BYTES);
  }

  private Calls(Vertx vertx, Server server, int messageBytes) {
    this.vertx = vertx;
    this.server = server;
    this.messageBytes = messageBytes;
    this.client = new AtomicReference<>(newClient());
  }

  private GrpcClient newClient() {
    return GrpcClient.client(
        vertx,
        new GrpcClientOptions().setMaxMessageSize(messageBytes),
        new io.vertx.core.http.HttpClientOptions(server.http())
            .setProtocolVersion(HttpVersion.HTTP_2));
  }

  /** Ends the connections of {@code dead}; later calls make others. */
  private void abandon(GrpcClient dead) {
    GrpcClient other = newClient();
    if (client.compareAndSet(dead, other)) {
      dead.close();
    } else {
      other.close(); // Somebody else was first.
    }
  }

  /** What a stream brings. */
  interface Listener<R> {
    void message(R message);

    /** The last call; the cause is empty if the server ended it in good order. */
    void ended(Optional<Throwable> cause);
  }

  /**
   * Opens a stream of answers; the result ends it, and the connections with it. For one stream at a
   * time.
   */
  <R extends Message> Runnable line(
      MethodDescriptor method, Message request, R prototype, Listener<R> listener) {
    return line(method, request, Map.of(), prototype, listener);
  }

  /** The same, with {@code metadata}. */
  <R extends Message> Runnable line(
      MethodDescriptor method,
      Message request,
      Map<String, String> metadata,
      R prototype,
      Listener<R> listener) {
    GrpcClient by = client.get();
    OpenStream<R> open = stream(by, method, request, metadata, prototype, listener);
    return () -> {
      open.cancel();
      abandon(by);
    };
  }

  private <R extends Message> OpenStream<R> stream(
      GrpcClient by,
      MethodDescriptor method,
      Message request,
      Map<String, String> metadata,
      R prototype,
      Listener<R> listener) {
    var open = new OpenStream<>(server, listener);
    try {
      by.request(server.address(), describe(method, prototype))
          .onComplete(
              requested -> {
                requested.headers().setAll(metadata);
                open.requested(requested, request);
              },
              open::unreached);
    } catch (IllegalStateException closed) {
      open.refuse(closed);
    }
    return open;
  }

  /** {@inheritDoc} Of a call without an answer the connection is given up. */
  @Override
  public <R extends Message> Future<R> call(
      MethodDescriptor method, Message request, R prototype, Duration limit) {
    GrpcClient by = client.get();
    return call(by, method, request, prototype, limit)
        .onFailure(
            failure -> {
              if (failure instanceof TimeoutException) {
                abandon(by);
              }
            });
  }

  /** As {@link #call}, but beside a {@link #line} that goes on, also without an answer. */
  <R extends Message> Future<R> callBeside(
      MethodDescriptor method, Message request, R prototype, Duration limit) {
    return call(client.get(), method, request, prototype, limit);
  }

  private <R extends Message> Future<R> call(
      GrpcClient by, MethodDescriptor method, Message request, R prototype, Duration limit) {
    Promise<R> answer = Promise.promise();
    OpenStream<R> open = stream(by, method, request, Map.of(), prototype, new OneAnswer<>(answer));
    Runnable unset =
        after(
            limit,
            () -> {
              if (!answer.future().isComplete()) {
                boolean wasSent = open.cancel();
                answer.tryFail(
                    wasSent
                        ? new TimeoutException("no answer after " + limit)
                        : new UnsentException(server, limit));
              }
            });
    return answer.future().onComplete(answered -> unset.run());
  }

  /** Runs {@code task} then, on the caller's loop if it has one; the result takes it back. */
  private Runnable after(Duration delay, Runnable task) {
    Optional<Loop> loop = Loop.current();
    if (loop.isPresent()) {
      return loop.get().after(delay, task)::cancel;
    }
    long timer = vertx.setTimer(delay.toMillis(), fired -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public Future<Void> close() {
    return client.get().close();
  }

  private static <R extends Message> ServiceMethod<R, Message> describe(
      MethodDescriptor method, R prototype) {
    GrpcMessageDecoder<R> decoder = GrpcMessageDecoder.decoder(prototype);
    return ServiceMethod.client(
        ServiceName.create(method.getService().getFullName()),
        method.getName(),
        GrpcMessageEncoder.<Message>encoder(),
        decoder);
  }

  /** Takes the last message of a stream for its answer. */
  private static final class OneAnswer<R> implements Listener<R> {
    private final Promise<R> answer;
    private R last;

    OneAnswer(Promise<R> answer) {
      this.answer = answer;
    }

    @Override
    public void message(R message) {
      last = message;
    }

    @Override
    public void ended(Optional<Throwable> cause) {
      if (cause.isPresent()) {
        answer.tryFail(cause.get());
      } else if (last == null) {
        answer.tryFail(new SourceException("INTERNAL", "an answer without a message"));
      } else {
        answer.tryComplete(last);
      }
    }
  }

  /** A stream on its way. Its calls are put in order by the loop that asked. */
  private static final class OpenStream<R extends Message> {
    private final Optional<Loop> loop = Loop.current();
    private final Server server;
    private final Listener<R> listener;

    // Guarded by this: without a loop, who answers and who cancels are different threads.
    private GrpcClientRequest<Message, R> request;
    private boolean over;

    OpenStream(Server server, Listener<R> listener) {
      this.server = server;
      this.listener = listener;
    }

    void requested(GrpcClientRequest<Message, R> made, Message message) {
      if (!take(made)) {
        made.cancel();
        return;
      }
      made.end(message);
      made.response().onComplete(this::answered, this::unanswered);
    }

    private synchronized boolean take(GrpcClientRequest<Message, R> made) {
      request = made;
      return !over;
    }

    private synchronized boolean isOver() {
      return over;
    }

    /** False if it had ended already. */
    private synchronized boolean finish() {
      boolean first = !over;
      over = true;
      return first;
    }

    private void answered(GrpcClientResponse<Message, R> response) {
      Consumer<R> take =
          message ->
              run(
                  () -> {
                    if (!isOver()) {
                      listener.message(message);
                    }
                  });
      response.handler(take::accept);
      response.exceptionHandler(failure -> end(Optional.of(failure)));
      response.endHandler(ended -> end(failureOf(response)));
    }

    private static Optional<Throwable> failureOf(GrpcClientResponse<?, ?> response) {
      GrpcStatus status = response.status();
      return status == GrpcStatus.OK
          ? Optional.empty()
          : Optional.of(
              new SourceException(
                  status == null ? "UNKNOWN" : status.name(), text(response), leader(response)));
    }

    private static Optional<String> leader(GrpcClientResponse<?, ?> response) {
      return Optional.ofNullable(response.trailers().get(CallMetadata.LEADER))
          .or(() -> Optional.ofNullable(response.headers().get(CallMetadata.LEADER)));
    }

    /** The text is in other places after messages. */
    private static String text(GrpcClientResponse<?, ?> response) {
      String inTrailers = response.trailers().get("grpc-message");
      return inTrailers == null
          ? String.valueOf(response.statusMessage())
          : URLDecoder.decode(inTrailers.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    void unreached(Throwable failure) {
      end(Optional.of(ConnectionException.unreached(server, failure)));
    }

    void unanswered(Throwable failure) {
      end(Optional.of(ConnectionException.of(server, failure)));
    }

    void end(Optional<Throwable> cause) {
      run(
          () -> {
            if (finish()) {
              listener.ended(cause);
            }
          });
    }

    /** Ends it later, as nothing is heard inside the call that opens it. */
    void refuse(RuntimeException cause) {
      if (loop.isPresent()) {
        loop.get().execute(() -> end(Optional.of(cause)));
      } else {
        end(Optional.of(cause));
      }
    }

    /** False if nothing was sent, and nothing will be. */
    boolean cancel() {
      GrpcClientRequest<Message, R> open;
      synchronized (this) {
        over = true;
        open = request;
      }
      if (open != null) {
        open.cancel();
      }
      return open != null;
    }

    private void run(Runnable task) {
      if (loop.isEmpty() || loop.get().isCurrent()) {
        task.run();
      } else {
        loop.get().execute(task);
      }
    }
  }
}
