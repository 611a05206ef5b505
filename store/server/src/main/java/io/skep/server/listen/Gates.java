package io.skep.server.listen;

import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.call.Forwarder;
import io.skep.server.call.Gate;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who calls, by how the call came in. */
final class Gates {
  private static final Caller NOBODY = new Caller(Role.ANYBODY, Optional.empty());

  private Gates() {}

  /** For listeners that only the operator reaches. */
  static Gate trusted(Optional<String> nodeId) {
    var operator = new Caller(Role.MANAGER, nodeId);
    return request -> operator;
  }

  /** For callers that are known by their certificates, those that the cluster has barred not. */
  static Gate certified(Store store) {
    return request -> {
      Caller caller = caller(request.connection());
      boolean isBarred = caller.nodeId().filter(id -> isBarred(store.view(), id)).isPresent();
      return isBarred ? NOBODY : caller;
    };
  }

  /**
   * The callers that {@code gate} knows, and those whose calls another server has passed on: it is
   * believed who they are if it is a manager itself.
   */
  static Gate vouching(Gate gate, Store store) {
    return request -> {
      Caller sender = gate.identify(request);
      if (!Forwarder.isMarked(request.headers())) {
        return sender;
      }
      Caller caller = Forwarder.original(request.headers());
      boolean isBelieved =
          sender.role() == Role.MANAGER
              && caller.nodeId().filter(id -> isBarred(store.view(), id)).isEmpty();
      return isBelieved ? caller : NOBODY;
    };
  }

  /** Whether the certificate at the other end is a manager's. */
  static boolean isManager(HttpConnection connection) {
    return caller(connection).role() == Role.MANAGER;
  }

  private static boolean isBarred(ReadTx at, String nodeId) {
    return at.list(Kinds.CLUSTER).stream()
        .anyMatch(cluster -> cluster.containsBlacklistedCertificates(nodeId));
  }

  private static Caller caller(HttpConnection connection) {
    return certificate(connection.sslSession()).map(Gates::caller).orElse(NOBODY);
  }

  private static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first
          ? Optional.of(first)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException withoutCertificate) {
      return Optional.empty();
    }
  }

  /** SwarmKit's certificates: the node's id is the common name, its role the unit. */
  private static Caller caller(X509Certificate certificate) {
    String role = part(certificate, "OU").orElse("");
    return new Caller(
        switch (role) {
          case "swarm-manager" -> Role.MANAGER;
          case "swarm-worker" -> Role.WORKER;
          default -> Role.ANYBODY;
        },
        part(certificate, "CN"));
  }

  private static Optional<String> part(X509Certificate certificate, String type) {
    try {
      var subject = new LdapName(certificate.getSubjectX500Principal().getName());
      return subject.getRdns().stream()
          .filter(part -> part.getType().equalsIgnoreCase(type))
          .map(Rdn::getValue)
          .map(String::valueOf)
          .findFirst();
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
  }
}
