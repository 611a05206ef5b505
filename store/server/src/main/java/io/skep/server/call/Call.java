package io.skep.server.call;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.skep.api.wire.CallMetadata;
import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.ReadMode;
import io.skep.server.RefusedException;
import io.skep.store.ProposalRefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One request that is being answered. On the event loop that it came in on. */
final class Call<Q extends Message, R extends Message> {
  private final String rpc;
  private final Caller caller;
  private final GrpcServerRequest<Buffer, R> exchange;
  private final Future<Q> request;
  private final Optional<Forwarder> forwarder;

  /** As it came; null before it has. */
  private Buffer bytes;

  private Runnable whenGone = () -> {};

  private boolean gone;

  private Call(
      String rpc,
      Caller caller,
      GrpcServerRequest<Buffer, R> exchange,
      Parser<Q> parser,
      Optional<Forwarder> forwarder) {
    this.forwarder = forwarder;
    this.rpc = rpc;
    this.caller = caller;
    this.exchange = exchange;
    // At once, as messages do not wait for whoever comes later.
    Promise<Q> received = Promise.promise();
    exchange.handler(
        message -> {
          bytes = message;
          read(message, parser, received);
        });
    exchange.invalidMessageHandler(received::tryFail);
    exchange.endHandler(
        ended -> received.tryFail(RefusedException.invalid("the call carries no request")));
    exchange.errorHandler(error -> gone());
    exchange.exceptionHandler(failure -> gone());
    // Of a connection that closes after the request was read only the response is told.
    exchange.response().exceptionHandler(failure -> gone());
    this.request = received.future();
  }

  /** Lets {@code answer} answer {@code exchange}, if its caller may do what {@code needed} may. */
  static <Q extends Message, R extends Message> void start(
      String rpc,
      GrpcServerRequest<Buffer, R> exchange,
      Parser<Q> parser,
      Gate gate,
      Optional<Forwarder> forwarder,
      Role needed,
      Consumer<Call<Q, R>> answer) {
    Caller caller = gate.identify(exchange);
    var call = new Call<Q, R>(rpc, caller, exchange, parser, forwarder);
    if (caller.role().includes(needed)) {
      answer.accept(call);
    } else {
      call.fail(
          RefusedException.denied(
              "Permission denied: %s is for callers with a certificate of %s"
                  .formatted(rpc, needed == Role.MANAGER ? "a manager" : "a node")));
    }
  }

  /** Read here and not before: a request that cannot be read has an answer too. */
  private static <Q> void read(Buffer bytes, Parser<Q> parser, Promise<Q> received) {
    try {
      received.tryComplete(parser.parseFrom(bytes.getBytes()));
    } catch (InvalidProtocolBufferException unreadable) {
      received.tryFail(
          RefusedException.invalid("the request cannot be read: " + unreadable.getMessage()));
    }
  }

  Caller caller() {
    return caller;
  }

  private void gone() {
    gone = true;
    whenGone.run();
  }

  /** Sets what to do when nobody waits for an answer any more; at once if that is so. */
  void onGone(Runnable action) {
    whenGone = action;
    if (gone) {
      action.run();
    }
  }

  /**
   * What the server that leads answers, if {@code failure} is that this one does not, calls are
   * passed on, and this one was not.
   *
   * @param answer what answers are
   */
  Future<R> passedOn(Throwable failure, Descriptor answer) {
    boolean isWorthIt =
        failure instanceof ProposalRefusedException follows
            && follows.leader().isPresent()
            && forwarder.isPresent()
            && !Forwarder.isMarked(exchange.headers())
            && !gone;
    return isWorthIt
        ? forwarder
            .get()
            .pass(
                ((ProposalRefusedException) failure).leader().get(),
                new Forwarder.Passage(
                    exchange.serviceName(), exchange.methodName(), bytes, caller, patience()),
                this::onGone)
            .map(bytes -> read(bytes, answer))
        : Future.failedFuture(failure);
  }

  /** An answer that is only written again: nobody looks of what class it is. */
  @SuppressWarnings("unchecked")
  private R read(Buffer bytes, Descriptor answer) {
    try {
      return (R) DynamicMessage.parseFrom(answer, bytes.getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what the one that leads answers cannot be read", e);
    }
  }

  private Optional<Duration> patience() {
    return Optional.ofNullable(exchange.deadline())
        .map(deadline -> Duration.ofMillis(deadline.getDelay(TimeUnit.MILLISECONDS)));
  }

  /** How new what it reads must be. */
  ReadMode reads(ReadMode otherwise) {
    return Reads.mode(exchange.headers().get(CallMetadata.READS), otherwise);
  }

  /** Whether nobody waits for an answer any more. */
  boolean isGone() {
    return gone;
  }

  /** The request; fails if there is none. */
  Future<Q> request() {
    return request;
  }

  /** Where the messages of the stream at {@code place} go. */
  Outflow<R> outflow(OpenStreams.Place place) {
    return new Outflow<>(rpc, exchange, place);
  }

  /** Answers, if there still is somebody to answer. */
  void end(R answer) {
    if (!gone) {
      exchange.response().end(answer);
    }
  }

  /** Answers that it failed. */
  void fail(Throwable failure) {
    RefusedException refusal = Statuses.of(rpc, failure);
    if (!gone) {
      refusal.leader().ifPresent(at -> exchange.response().trailers().set(CallMetadata.LEADER, at));
      exchange.response().status(refusal.status()).statusMessage(refusal.getMessage()).end();
    }
  }
}
