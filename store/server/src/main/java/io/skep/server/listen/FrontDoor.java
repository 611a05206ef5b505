package io.skep.server.listen;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Locale;

/**
 * Lets through what is gRPC over HTTP/2 and uncompressed, and answers everything else itself: what
 * is behind would not answer some of it, and would unpack what is compressed whatever its size. On
 * the event loop of the request.
 */
final class FrontDoor implements Handler<HttpServerRequest> {
  private static final String ENCODING = "grpc-encoding";
  private static final String PLAIN = "identity";
  private static final int WRONG_METHOD = 405;
  private static final int WRONG_TYPE = 415;
  private static final int WRONG_VERSION = 505;

  private final Handler<HttpServerRequest> inside;

  FrontDoor(Handler<HttpServerRequest> inside) {
    this.inside = inside;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().setStatusCode(WRONG_VERSION).end();
    } else if (!isGrpc(request.getHeader("content-type"))) {
      request.response().setStatusCode(WRONG_TYPE).end();
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(WRONG_METHOD).end();
    } else if (isCompressed(request.getHeader(ENCODING))) {
      refuseCompressed(request);
    } else {
      // Said out loud: a message marked as compressed without a name for how has no answer inside.
      request.headers().set(ENCODING, PLAIN);
      inside.handle(request);
    }
  }

  private static boolean isGrpc(String type) {
    if (type == null) {
      return false;
    }
    String media = type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
    return media.equals("application/grpc") || media.equals("application/grpc+proto");
  }

  private static boolean isCompressed(String encoding) {
    return encoding != null && !encoding.equals(PLAIN);
  }

  private static void refuseCompressed(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-accept-encoding", PLAIN)
        .putHeader("grpc-status", String.valueOf(GrpcStatus.UNIMPLEMENTED.code))
        .putHeader(
            "grpc-message", "this server takes no compressed requests; send them as they are")
        .end();
  }
}
