package io.skep.informer.remote.grpc;

import io.skep.store.tls.FullHandshakes;
import io.skep.store.tls.LiveCertificates;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server is, and how it is spoken to. Immutable, as long as nobody changes the options.
 *
 * @param address a socket in the file system, or a host and a port
 * @param http the identity and trust for TLS; as they come for plain text
 * @param certificates where {@code http} has them from, to be looked at for renewed ones; empty for
 *     others
 */
public record Server(
    SocketAddress address, HttpClientOptions http, Optional<LiveCertificates> certificates) {
  private static final String UNIX = "unix://";
  private static final Pattern PORT = Pattern.compile("([^/:]+|\\[[0-9a-fA-F:.]+\\]):(\\d{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");
  private static final int MAX_PORT = 65_535;
  private static final int CONNECT_MILLIS = 3_000;

  /** Refuses nulls. */
  public Server {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(certificates, "certificates");
  }

  private static Server plain(SocketAddress address) {
    var options = new HttpClientOptions().setHttp2ClearTextUpgrade(false);
    return new Server(address, options, Optional.empty());
  }

  /** At the socket {@code path}, in plain text. */
  public static Server unix(Path path) {
    return plain(SocketAddress.domainSocketAddress(path.toAbsolutePath().toString()));
  }

  /** At a port, in plain text. */
  public static Server tcp(String host, int port) {
    return plain(SocketAddress.inetSocketAddress(port, host));
  }

  /**
   * Where {@code text} says, in plain text: {@code unix://PATH} or anything with a slash for a
   * socket, {@code HOST:PORT} for a port, an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Server parse(String text) {
    if (text.startsWith(UNIX)) {
      return unix(Path.of(text.substring(UNIX.length())));
    }
    Matcher port = PORT.matcher(text);
    if (port.matches() && Integer.parseInt(port.group(2)) <= MAX_PORT) {
      return tcp(port.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(port.group(2)));
    }
    if (text.contains("/") && !text.contains("://")) {
      return unix(Path.of(text));
    }
    throw new IllegalArgumentException(
        "\"%s\" is no address; give unix://PATH, or HOST:PORT".formatted(text));
  }

  /** Copies {@code servers}, of which there must be one. */
  static List<Server> some(List<Server> servers) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("name one server at least");
    }
    return List.copyOf(servers);
  }

  /** Whether it is a socket in the file system. */
  public boolean isSocket() {
    return address.isDomainSocket();
  }

  /** Whether nobody but this machine is on the way. */
  public boolean isLocal() {
    return isSocket() || LOOPBACK.matcher(address.host()).matches();
  }

  /** Whether it is spoken to under TLS. */
  public boolean isUnderTls() {
    return http.isSsl();
  }

  /** This server spoken to as {@code options} say, for TLS. */
  public Server with(HttpClientOptions options) {
    return new Server(address, options, certificates);
  }

  /**
   * This server under TLS, whatever its certificate: for sockets in the file system, whose owner is
   * known already, and which SwarmKit puts under TLS nevertheless.
   */
  public Server underTls() {
    return with(tls().setTrustAll(true));
  }

  /**
   * This server under TLS, if its certificate is that of a manager of the cluster that {@code own}
   * are of, as they are at each handshake.
   */
  public Server underTls(LiveCertificates own) {
    HttpClientOptions options =
        tls()
            .setTrustOptions(TrustOptions.wrap(new ManagerTrust(own.trust())))
            .setKeyCertOptions(KeyCertOptions.wrap(own.keys()));
    return new Server(address, options, Optional.of(own));
  }

  /** The same, which is given up soon if it cannot be reached: there are others. */
  Server givenUpSoon() {
    return with(new HttpClientOptions(http).setConnectTimeout(CONNECT_MILLIS));
  }

  /** Managers are known by their role, not by the name of their machine, as in SwarmKit. */
  private static HttpClientOptions tls() {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setSslEngineOptions(new FullHandshakes())
        .setVerifyHost(false);
  }

  /** The address, as {@link #parse} takes it. */
  @Override
  public String toString() {
    return isSocket() ? UNIX + address.path() : address.toString();
  }
}
