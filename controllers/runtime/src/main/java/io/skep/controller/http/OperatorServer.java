package io.skep.controller.http;

import io.skep.controller.Component;
import io.skep.controller.Start;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.util.Objects;

/**
 * Serves endpoints for as long as a manager wants; started once. Called on the manager's loop, but
 * for {@link #port}, which may be asked anywhere.
 */
public final class OperatorServer implements Component {
  private final OperatorEndpoints endpoints;
  private final int port;
  private final String host;

  /** Null before the start. */
  private volatile HttpServer server;

  OperatorServer(OperatorEndpoints endpoints, int port, String host) {
    this.endpoints = endpoints;
    this.port = port;
    this.host = Objects.requireNonNull(host, "host");
  }

  @Override
  public Future<Void> start(Start start) {
    return endpoints.listen(port, host).onSuccess(started -> server = started).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    HttpServer started = server;
    return started == null ? Future.succeededFuture() : started.close();
  }

  /**
   * The port that it listens on.
   *
   * @throws IllegalStateException before it has started
   */
  public int port() {
    HttpServer started = server;
    if (started == null) {
      throw new IllegalStateException(
          "the server has no port before it has started; wait for the manager's start");
    }
    return started.actualPort();
  }
}
