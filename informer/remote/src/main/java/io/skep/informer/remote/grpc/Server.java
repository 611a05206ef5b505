package io.skep.informer.remote.grpc;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a server is, and how it is spoken to. Immutable, as long as nobody changes the options.
 *
 * @param address a socket in the file system, or a host and a port
 * @param http the identity and trust for TLS; as they come for plain text
 */
public record Server(SocketAddress address, HttpClientOptions http) {
  /** Refuses nulls. */
  public Server {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(http, "http");
  }

  /** At the socket {@code path}, in plain text. */
  public static Server unix(Path path) {
    return new Server(SocketAddress.domainSocketAddress(path.toAbsolutePath().toString()), plain());
  }

  /** At a port, in plain text. */
  public static Server tcp(String host, int port) {
    return new Server(SocketAddress.inetSocketAddress(port, host), plain());
  }

  /** This server spoken to as {@code options} say, for TLS. */
  public Server with(HttpClientOptions options) {
    return new Server(address, options);
  }

  private static HttpClientOptions plain() {
    return new HttpClientOptions().setHttp2ClearTextUpgrade(false);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
