package io.skep.server;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
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
import java.nio.charset.StandardCharsets;

/**
 * Calls as clients make them, below generated code: the messages of an answer are not lost however
 * early they come.
 */
public final class Client {
  private final GrpcClient client;
  private final SocketAddress address;

  /** Of the server at {@code address}, in plain text. */
  public Client(Vertx vertx, SocketAddress address) {
    this(GrpcClient.client(vertx, roomy()), address);
  }

  /** Of the server at {@code address}, with TLS as {@code options} say. */
  public Client(Vertx vertx, SocketAddress address, HttpClientOptions options) {
    this(GrpcClient.client(vertx, roomy(), options), address);
  }

  private Client(GrpcClient client, SocketAddress address) {
    this.client = client;
    this.address = address;
  }

  /** Answers are larger than what a client takes by itself. */
  private static GrpcClientOptions roomy() {
    return new GrpcClientOptions().setMaxMessageSize(16 << 20);
  }

  /** The one message that answers. Fails with {@link Refusal.Received}. */
  public <R extends Message> Future<R> call(
      String service, String rpc, Message request, R prototype) {
    return call("docker.swarmkit.v1", service, rpc, request, prototype);
  }

  /** The one message that a service of another package answers. */
  public <R extends Message> Future<R> call(
      String pack, String service, String rpc, Message request, R prototype) {
    return send(ServiceName.create(pack, service), rpc, request, prototype)
        .compose(opened -> only(opened.response()));
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return client.close();
  }

  /** A call that is answered by many messages, of which none is read before it is told to. */
  public record Opened<R>(
      GrpcClientRequest<Message, R> request, GrpcClientResponse<Message, R> response) {}

  /** An open stream of messages. */
  public <R extends Message> Future<Opened<R>> stream(
      String service, String rpc, Message request, R prototype) {
    return stream("docker.swarmkit.v1", service, rpc, request, prototype);
  }

  /** An open stream of messages of a service of another package. */
  public <R extends Message> Future<Opened<R>> stream(
      String pack, String service, String rpc, Message request, R prototype) {
    return send(ServiceName.create(pack, service), rpc, request, prototype);
  }

  /** What is answered to bytes that need not be a message. */
  public Future<Buffer> raw(String service, String rpc, Buffer bytes) {
    ServiceMethod<Buffer, Buffer> method =
        ServiceMethod.client(
            ServiceName.create("docker.swarmkit.v1", service),
            rpc,
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    return client
        .request(address, method)
        .compose(
            request -> {
              request.end(bytes);
              return request.response().compose(Client::only);
            });
  }

  /** A call that is on its way, whether or not it is ever answered. */
  public <R extends Message> Future<GrpcClientRequest<Message, R>> sent(
      String pack, String service, String rpc, Message request, R prototype) {
    return request(ServiceName.create(pack, service), rpc, prototype)
        .onSuccess(sent -> sent.end(request));
  }

  /** Whatever is answered is paused where it comes in: messages do not wait for another thread. */
  private <R extends Message> Future<Opened<R>> send(
      ServiceName service, String rpc, Message request, R prototype) {
    return request(service, rpc, prototype)
        .compose(
            sent -> {
              sent.end(request);
              return sent.response().map(response -> paused(sent, response));
            });
  }

  private <R extends Message> Future<GrpcClientRequest<Message, R>> request(
      ServiceName service, String rpc, R prototype) {
    GrpcMessageDecoder<R> decoder = GrpcMessageDecoder.decoder(prototype);
    ServiceMethod<R, Message> method =
        ServiceMethod.client(service, rpc, GrpcMessageEncoder.<Message>encoder(), decoder);
    return client.request(address, method);
  }

  private static <R> Opened<R> paused(
      GrpcClientRequest<Message, R> request, GrpcClientResponse<Message, R> response) {
    response.pause();
    return new Opened<>(request, response);
  }

  /** How {@code response}, which has ended, ended: its text is in other places after messages. */
  public static Refusal end(GrpcClientResponse<?, ?> response) {
    String inTrailers = response.trailers().get("grpc-message");
    String text =
        inTrailers == null
            ? response.statusMessage()
            : URLDecoder.decode(inTrailers.replace("+", "%2B"), StandardCharsets.UTF_8);
    return new Refusal(response.status(), text);
  }

  /** Waits for the end, which has the status. */
  private static <R> Future<R> only(GrpcClientResponse<?, R> response) {
    Promise<R> answer = Promise.promise();
    var last = new Object[1];
    response.handler(message -> last[0] = message);
    response.exceptionHandler(answer::tryFail);
    response.endHandler(
        ended -> {
          if (response.status() == GrpcStatus.OK) {
            @SuppressWarnings("unchecked") // Only messages of this response were kept.
            R message = (R) last[0];
            answer.tryComplete(message);
          } else {
            answer.tryFail(new Refusal.Received(end(response)));
          }
        });
    response.resume();
    return answer.future();
  }
}
