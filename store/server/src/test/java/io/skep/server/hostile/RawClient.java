package io.skep.server.hostile;

import io.skep.server.Rig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Map;

/** Requests below gRPC: any bytes, any headers, and any end. */
final class RawClient {
  private final HttpClient http;
  private final SocketAddress address;

  /** Of the server at {@code address}, in plain text. */
  RawClient(Vertx vertx, SocketAddress address) {
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    this.address = address;
  }

  /**
   * What came back.
   *
   * @param http HTTP's own status
   * @param status null if there is none
   */
  record Answer(int http, GrpcStatus status, String text) {}

  /** A message in its frame. */
  static Buffer framed(byte[] message) {
    return Buffer.buffer().appendByte((byte) 0).appendInt(message.length).appendBytes(message);
  }

  /** What is answered to {@code body}. */
  Future<Answer> call(String path, Buffer body) {
    return call(path, Map.of(), body);
  }

  /** What is answered to {@code body} with other headers. */
  Future<Answer> call(String path, Map<String, String> headers, Buffer body) {
    return open(path, headers).compose(request -> answer(request, body));
  }

  /** What is answered to {@code body} by a server that is called {@code name}. */
  Future<Answer> called(String name, String path, Buffer body) {
    return open(path, Map.of())
        .compose(request -> answer(request.authority(HostAndPort.create(name, -1)), body));
  }

  /** A request that sends its headers when something is written. */
  Future<HttpClientRequest> open(String path, Map<String, String> headers) {
    return http.request(
            new RequestOptions().setServer(address).setMethod(HttpMethod.POST).setURI(path))
        .map(
            request -> {
              request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
              headers.forEach(request::putHeader);
              return request.setChunked(true);
            });
  }

  private static Future<Answer> answer(HttpClientRequest request, Buffer body) {
    Promise<Answer> answer = Promise.promise();
    request.response().onSuccess(response -> read(response, answer)).onFailure(answer::tryFail);
    request.end(body);
    return answer.future();
  }

  private static void read(HttpClientResponse response, Promise<Answer> answer) {
    response.exceptionHandler(answer::tryFail);
    response.endHandler(
        ended -> {
          boolean inTrailers = response.trailers().contains("grpc-status");
          MultiMap from = inTrailers ? response.trailers() : response.headers();
          String code = from.get("grpc-status");
          answer.tryComplete(
              new Answer(
                  response.statusCode(),
                  code == null ? null : GrpcStatus.valueOf(Integer.parseInt(code)),
                  String.valueOf(from.get("grpc-message"))));
        });
  }

  /** Ends all connections. */
  void close() {
    Rig.await(http.close());
  }
}
