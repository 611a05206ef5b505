package io.skep.server.call;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.server.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A call whose client reads when it is told to: without a network, so in virtual time. */
public final class PlayedCall<R extends Message> {
  private final R prototype;
  private final OpenStreams streams;
  private final List<R> sent = new ArrayList<>();
  private final Outflow<R> outflow;
  private boolean full;
  private Handler<Void> onDrain;
  private Handler<?> onLeave;
  private GrpcStatus status;
  private String text;
  private boolean ended;

  /**
   * A call, answered by messages like {@code prototype}, whose client has read everything.
   *
   * @param stall after what time without any reading it is cut
   * @param life how long it lasts; no chance makes that longer
   */
  public PlayedCall(R prototype, Duration stall, Duration life) {
    this.prototype = prototype;
    streams = new OpenStreams(1, stall, life, () -> 0);
    outflow = new Outflow<>("Played", request(), streams.enter());
  }

  /** Whether it has made room for another one. */
  public boolean hasLeft() {
    try {
      streams.enter().leave();
      return true;
    } catch (RefusedException full) {
      return false;
    }
  }

  /** Where to send. */
  public Outflow<R> outflow() {
    return outflow;
  }

  /** What was sent. */
  public List<R> sent() {
    return sent;
  }

  /** With what it ended; null if it has not. */
  public GrpcStatus status() {
    return status;
  }

  /** What its end said; null if it has not ended. */
  public String text() {
    return text;
  }

  /** Whether it has ended, with a status or in good order. */
  public boolean isEnded() {
    return ended;
  }

  /** The client goes. */
  public void leave() {
    onLeave.handle(null);
  }

  /** The client reads nothing from now on. */
  public void stopReading() {
    full = true;
  }

  /** The client reads everything. */
  public void read() {
    full = false;
    if (onDrain != null) {
      onDrain.handle(null);
    }
  }

  @SuppressWarnings("unchecked")
  private GrpcServerRequest<?, R> request() {
    var response = played(GrpcServerResponse.class, this::respond);
    return played(
        GrpcServerRequest.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("errorHandler")) {
            onLeave = (Handler<?>) arguments[0];
          }
          return method.getName().equals("response") ? response : proxy;
        });
  }

  @SuppressWarnings("unchecked")
  private Object respond(Object proxy, java.lang.reflect.Method method, Object[] arguments)
      throws InvalidProtocolBufferException {
    switch (method.getName()) {
      case "writeQueueFull" -> {
        return full;
      }
      case "write" -> {
        sent.add((R) arguments[0]);
        return Future.succeededFuture();
      }
      case "writeMessage" -> {
        byte[] bytes = ((GrpcMessage) arguments[0]).payload().getBytes();
        sent.add((R) prototype.getParserForType().parseFrom(bytes));
        return Future.succeededFuture();
      }
      case "drainHandler" -> onDrain = (Handler<Void>) arguments[0];
      case "status" -> status = (GrpcStatus) arguments[0];
      case "statusMessage" -> text = (String) arguments[0];
      case "end" -> {
        if (ended) {
          throw new IllegalStateException("the answer ends twice");
        }
        ended = true;
        return Future.succeededFuture();
      }
      default -> {}
    }
    return proxy;
  }

  private static <T> T played(Class<T> type, InvocationHandler play) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, play));
  }
}
