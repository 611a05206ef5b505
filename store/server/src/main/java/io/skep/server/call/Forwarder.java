package io.skep.server.call;

import io.skep.api.wire.CallMetadata;
import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Passes writes on to the server that leads: once, with who calls and how long the caller waits. A
 * call that was passed on is marked, and whoever does not lead either refuses it. Any thread;
 * answers come on the event loop of the call.
 */
public final class Forwarder {
  private static final int MOST_CALLS = 1_000;
  private static final long MOST_BYTES = 64 << 20;
  private static final int ANSWER_BYTES = 16 << 20;
  private static final int CONNECT_MILLIS = 3_000;

  private final GrpcClient client;
  private final Duration limit;
  private final Predicate<HttpConnection> isManager;

  // Guarded by this.
  private int calls;
  private long bytes;

  /**
   * One call.
   *
   * @param caller who has made it
   * @param patience how long the caller waits; empty if that was not said
   */
  record Passage(
      ServiceName service,
      String rpc,
      Buffer request,
      Caller caller,
      Optional<Duration> patience) {}

  /**
   * Passes calls on in the way that {@code how} says.
   *
   * @param how TLS with this server's identity, or plain text
   * @param limit how long to wait for an answer to a call whose caller does not say
   * @param isManager whether the other end may be told what a manager is asked
   */
  public Forwarder(
      Vertx vertx, HttpClientOptions how, Duration limit, Predicate<HttpConnection> isManager) {
    this.limit = Objects.requireNonNull(limit, "limit");
    this.isManager = Objects.requireNonNull(isManager, "isManager");
    client =
        GrpcClient.client(
            vertx,
            new GrpcClientOptions()
                .setMaxMessageSize(ANSWER_BYTES)
                .setScheduleDeadlineAutomatically(true),
            new HttpClientOptions(how)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setConnectTimeout(CONNECT_MILLIS));
  }

  /** Whether a call with {@code metadata} was passed on. */
  public static boolean isMarked(MultiMap metadata) {
    return metadata.contains(CallMetadata.FORWARDED);
  }

  /** Who made a call that was passed on, as the server says that did it. */
  public static Caller original(MultiMap metadata) {
    String role = metadata.get(CallMetadata.FORWARDED);
    return new Caller(
        Role.MANAGER.name().equalsIgnoreCase(role)
            ? Role.MANAGER
            : Role.WORKER.name().equalsIgnoreCase(role) ? Role.WORKER : Role.ANYBODY,
        Optional.ofNullable(metadata.get(CallMetadata.FORWARDED_NODE))
            .map(node -> URLDecoder.decode(node, StandardCharsets.UTF_8)));
  }

  /**
   * What the server at {@code leader} answers to {@code passage}; fails with a {@link
   * RefusedException}: its refusal, or UNAVAILABLE if nothing was sent, or UNKNOWN if nobody can
   * know what became of it.
   *
   * @param whenGone is handed what to do if the caller goes before there is an answer
   */
  Future<Buffer> pass(
      String leader, Passage passage, java.util.function.Consumer<Runnable> whenGone) {
    int size = passage.request().length();
    if (!enter(size)) {
      return Future.failedFuture(
          new RefusedException(
              GrpcStatus.RESOURCE_EXHAUSTED,
              "too many calls are being passed on to the one that leads, at %s; come back later, or call it"
                  .formatted(leader)));
    }
    return open(leader, passage)
        .compose(
            opened -> {
              whenGone.accept(opened::cancel);
              return send(leader, passage, opened);
            })
        .onComplete(over -> leave(size));
  }

  private synchronized boolean enter(int size) {
    if (calls >= MOST_CALLS || bytes + size > MOST_BYTES) {
      return false;
    }
    calls++;
    bytes += size;
    return true;
  }

  private synchronized void leave(int size) {
    calls--;
    bytes -= size;
  }

  private Future<GrpcClientRequest<Buffer, Buffer>> open(String leader, Passage passage) {
    ServiceMethod<Buffer, Buffer> method =
        ServiceMethod.client(
            passage.service(),
            passage.rpc(),
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    int colon = leader.lastIndexOf(':');
    SocketAddress address =
        SocketAddress.inetSocketAddress(
            Integer.parseInt(leader.substring(colon + 1)),
            leader.substring(0, colon).replaceAll("[\\[\\]]", ""));
    return client
        .request(address, method)
        .compose(
            opened -> {
              if (isManager.test(opened.connection())) {
                return Future.succeededFuture(opened);
              }
              opened.cancel();
              return Future.failedFuture("its certificate is not a manager's");
            })
        .recover(
            failure ->
                Future.failedFuture(
                    RefusedException.follows(
                        "this replica follows, and the one that leads, at %s, cannot be reached: %s"
                            .formatted(leader, failure.getMessage()),
                        Optional.of(leader))));
  }

  private Future<Buffer> send(
      String leader, Passage passage, GrpcClientRequest<Buffer, Buffer> opened) {
    Duration patience = passage.patience().orElse(limit);
    opened
        .headers()
        .set(CallMetadata.FORWARDED, passage.caller().role().name().toLowerCase(Locale.ROOT));
    passage
        .caller()
        .nodeId()
        .ifPresent(
            node ->
                opened
                    .headers()
                    .set(
                        CallMetadata.FORWARDED_NODE,
                        URLEncoder.encode(node, StandardCharsets.UTF_8)));
    opened.timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
    opened.end(passage.request());
    return opened
        .response()
        .compose(Forwarder::answer)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof RefusedException ? failure : unknown(leader, failure)));
  }

  private static RefusedException unknown(String leader, Throwable failure) {
    return RefusedException.unknown(
        "outcome unknown: this call was passed on to the one that leads, at %s, which has not answered (%s); read to see whether it took effect"
            .formatted(leader, failure.getMessage()));
  }

  /** The one message of {@code response}, or the refusal that it is. */
  private static Future<Buffer> answer(GrpcClientResponse<Buffer, Buffer> response) {
    Promise<Buffer> answer = Promise.promise();
    var last = new Buffer[1];
    response.handler(message -> last[0] = message);
    response.exceptionHandler(answer::tryFail);
    response.endHandler(
        ended -> {
          if (response.status() == GrpcStatus.OK && last[0] != null) {
            answer.tryComplete(last[0]);
          } else {
            answer.tryFail(refusal(response));
          }
        });
    return answer.future();
  }

  private static RuntimeException refusal(GrpcClientResponse<?, ?> response) {
    if (response.status() == null || response.status() == GrpcStatus.OK) {
      return new IllegalStateException("its answer breaks off");
    }
    String inTrailers = response.trailers().get("grpc-message");
    String text =
        inTrailers == null
            ? String.valueOf(response.statusMessage())
            : URLDecoder.decode(inTrailers.replace("+", "%2B"), StandardCharsets.UTF_8);
    Optional<String> leader =
        Optional.ofNullable(response.trailers().get(CallMetadata.LEADER))
            .or(() -> Optional.ofNullable(response.headers().get(CallMetadata.LEADER)));
    return RefusedException.relayed(response.status(), text, leader);
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return client.close();
  }
}
