package io.skep.informer.remote.grpc;

import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.VertxException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;

/** No server has answered: why, and what to do. */
public final class ConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean nothingWasSent;

  /** Who has to do something. */
  public enum Reason {
    /** Nobody listens there, or can be reached. */
    NOBODY,
    /** The server does not let the client in, or the client does not trust the server. */
    REFUSED,
    /** Somebody listens there, and is spoken to in the wrong way. */
    MISUNDERSTOOD
  }

  private ConnectionException(Reason reason, Server server, String text, Throwable cause) {
    this(reason, "%s: %s".formatted(server, text), cause, false);
  }

  private ConnectionException(Reason reason, String text, Throwable cause, boolean nothingWasSent) {
    super(text, cause);
    this.reason = reason;
    this.nothingWasSent = nothingWasSent;
  }

  /** Who has to do something. */
  public Reason reason() {
    return reason;
  }

  /** Whether the call certainly has not reached anybody. */
  boolean nothingWasSent() {
    return nothingWasSent;
  }

  /** What {@code failure} means, which came before anything was sent to {@code server}. */
  static ConnectionException unreached(Server server, Throwable failure) {
    ConnectionException known = of(server, failure);
    return new ConnectionException(known.reason, known.getMessage(), known.getCause(), true);
  }

  /** What {@code failure} means, which came before any answer from {@code server}. */
  static ConnectionException of(Server server, Throwable failure) {
    return ofSocket(server, failure)
        .or(() -> ofTls(server, failure))
        .orElseGet(() -> ofAddress(server, failure));
  }

  private static Optional<ConnectionException> ofSocket(Server server, Throwable failure) {
    if (!server.isSocket()) {
      return Optional.empty();
    }
    Path path = Path.of(server.address().path());
    if (!Files.exists(path)) {
      String text = "there is no such socket; does the manager run on this machine?";
      return Optional.of(new ConnectionException(Reason.NOBODY, server, text, failure));
    }
    if (!Files.isWritable(path)) {
      String text = "permission denied; become the socket's owner, or join its group";
      return Optional.of(new ConnectionException(Reason.REFUSED, server, text, failure));
    }
    return Optional.empty();
  }

  private static Optional<ConnectionException> ofTls(Server server, Throwable failure) {
    if (!server.isUnderTls()) {
      return Optional.empty();
    }
    if (has(failure, NotSslRecordException.class)) {
      String text = "it does not speak TLS";
      return Optional.of(new ConnectionException(Reason.MISUNDERSTOOD, server, text, failure));
    }
    if (has(failure, CertPathBuilderException.class)) {
      String text = "its certificate was not signed by the authority that is trusted here";
      return Optional.of(new ConnectionException(Reason.REFUSED, server, text, failure));
    }
    return causes(failure)
        .filter(CertificateException.class::isInstance)
        .findFirst()
        .map(cause -> new ConnectionException(Reason.REFUSED, server, cause.getMessage(), failure))
        .or(() -> closedUnderTls(server, failure));
  }

  /** Servers tell clients whose certificate is bad no more than that. */
  private static Optional<ConnectionException> closedUnderTls(Server server, Throwable failure) {
    if (!(failure instanceof VertxException) || server.isSocket()) {
      return Optional.empty();
    }
    String text =
        "it has closed the connection; it may not accept the client's certificate and key";
    return Optional.of(new ConnectionException(Reason.REFUSED, server, text, failure));
  }

  private static ConnectionException ofAddress(Server server, Throwable failure) {
    if (has(failure, ConnectException.class)) {
      return new ConnectionException(Reason.NOBODY, server, "nobody listens there", failure);
    }
    if (has(failure, UnknownHostException.class)) {
      return new ConnectionException(Reason.NOBODY, server, "nobody knows this host", failure);
    }
    if (failure instanceof VertxException) {
      String text = "it has closed the connection; it may be %s TLS";
      return new ConnectionException(
          Reason.MISUNDERSTOOD,
          server,
          text.formatted(server.isUnderTls() ? "without" : "under"),
          failure);
    }
    String text = "it does not speak gRPC (%s)".formatted(failure.getMessage());
    return new ConnectionException(Reason.MISUNDERSTOOD, server, text, failure);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return causes(failure).anyMatch(type::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
