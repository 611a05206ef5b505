package io.skep.server.call;

import com.google.protobuf.Message;
import io.skep.server.RefusedException;
import io.skep.store.Commit;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.function.Supplier;

/**
 * The messages that answer one call, at the pace at which the client reads them. Confined to the
 * event loop of the call.
 *
 * @param <R> the messages
 */
public final class Outflow<R extends Message> {
  private final String rpc;
  private final GrpcServerResponse<?, R> response;
  private final OpenStreams.Place place;
  private Runnable onGone = () -> {};
  private boolean ended;

  Outflow(String rpc, GrpcServerRequest<?, R> exchange, OpenStreams.Place place) {
    this.rpc = rpc;
    this.place = place;
    this.response = exchange.response();
    exchange.errorHandler(error -> gone());
    exchange.exceptionHandler(failure -> gone());
    response.exceptionHandler(failure -> gone());
  }

  /** What holds for this stream. */
  public OpenStreams.Terms terms() {
    return place.terms();
  }

  /** Sets what to do when the client has gone or has cancelled the call. */
  public void onGone(Runnable action) {
    onGone = action;
  }

  /** Sends {@code message}, also when the client has not read the ones before. */
  public void send(R message) {
    if (!ended) {
      response.write(message);
    }
  }

  /**
   * Sends what {@code shared} has for {@code commit} and {@code view}, or else {@code message}, as
   * {@link #send} does.
   */
  public void send(SharedMessages shared, Commit commit, Object view, Supplier<R> message) {
    if (!ended) {
      response.writeMessage(shared.of(commit, view, message));
    }
  }

  /** Whether the client should read something first. */
  public boolean isFull() {
    return response.writeQueueFull();
  }

  /** Sets what to do, once, when the client has read enough to go on. */
  public void onDrained(Runnable action) {
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          action.run();
        });
  }

  /** Whether nothing more can be sent. */
  public boolean isEnded() {
    return ended;
  }

  /** Ends the call in good order, after all that was sent. */
  public void end() {
    if (!ended) {
      close();
      response.end();
    }
  }

  /** Ends the call with {@code failure}. */
  public void fail(Throwable failure) {
    if (!ended) {
      close();
      RefusedException refusal = Statuses.of(rpc, failure);
      response.status(refusal.status()).statusMessage(refusal.getMessage()).end();
    }
  }

  private void gone() {
    if (!ended) {
      close();
      onGone.run();
    }
  }

  private void close() {
    ended = true;
    place.leave();
  }
}
