package io.skep.server.call;

import com.google.protobuf.Message;
import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.vertx.core.Future;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Consumer;

/** One request that is being answered. On the event loop that it came in on. */
final class Call<Q extends Message, R extends Message> {
  private final String rpc;
  private final Caller caller;
  private final GrpcServerRequest<Q, R> exchange;
  private final Future<Q> request;

  private Call(String rpc, Caller caller, GrpcServerRequest<Q, R> exchange) {
    this.rpc = rpc;
    this.caller = caller;
    this.exchange = exchange;
    // Asked for at once, as messages do not wait for whoever comes later.
    this.request = exchange.last().compose(Call::present);
  }

  /** Lets {@code answer} answer {@code exchange}, if its caller may do what {@code needed} may. */
  static <Q extends Message, R extends Message> void start(
      String rpc,
      GrpcServerRequest<Q, R> exchange,
      Gate gate,
      Role needed,
      Consumer<Call<Q, R>> answer) {
    Caller caller = gate.identify(exchange);
    var call = new Call<Q, R>(rpc, caller, exchange);
    if (caller.role().includes(needed)) {
      answer.accept(call);
    } else {
      call.fail(
          RefusedException.denied(
              "Permission denied: %s is for callers with a certificate of %s"
                  .formatted(rpc, needed == Role.MANAGER ? "a manager" : "a node")));
    }
  }

  private static <Q> Future<Q> present(Q message) {
    return message == null
        ? Future.failedFuture(RefusedException.invalid("the call carries no request"))
        : Future.succeededFuture(message);
  }

  Caller caller() {
    return caller;
  }

  /** The request; fails if there is none. */
  Future<Q> request() {
    return request;
  }

  /** Where the messages of a stream go. */
  Outflow<R> outflow() {
    return new Outflow<>(rpc, exchange);
  }

  /** Answers. */
  void end(R answer) {
    exchange.response().end(answer);
  }

  /** Answers that it failed. */
  void fail(Throwable failure) {
    RefusedException refusal = Statuses.of(rpc, failure);
    exchange.response().status(refusal.status()).statusMessage(refusal.getMessage()).end();
  }
}
