package io.skep.informer.remote.client;

import io.skep.informer.remote.grpc.Server;
import io.skep.store.loop.Clock;
import io.skep.store.tls.LiveCertificates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads where servers are, and refuses what could not work or would be heard by others. */
final class Addresses {
  /** Docker Engine's own interface, which is next to that of its manager. */
  private static final String ENGINE = "/docker.sock";

  private Addresses() {}

  /** The servers that {@code text} names, with commas between them. */
  static List<Server> of(String text, ClientOptions options) {
    List<Server> servers = new ArrayList<>();
    Optional<LiveCertificates> certificates =
        options.tls().map(files -> LiveCertificates.open(files, Clock.system()));
    for (String one : text.split(",", -1)) {
      String address = one.trim();
      if (address.isEmpty()) {
        throw new IllegalArgumentException(
            "\"%s\" lacks an address; give unix://PATH or HOST:PORT, several with commas between"
                .formatted(text));
      }
      servers.add(secured(Server.parse(address), options, certificates));
    }
    return List.copyOf(servers);
  }

  /** The manager of Docker Swarm at {@code text}, whose socket is under TLS, too. */
  static Server ofSwarm(String text, ClientOptions options) {
    if (text.endsWith(ENGINE)) {
      throw new IllegalArgumentException(
          "%s is the Engine's own interface; its manager listens at swarm/control.sock, in /var/run/docker"
              .formatted(text));
    }
    List<Server> servers = of(text, options);
    if (servers.size() > 1) {
      throw new IllegalArgumentException(
          "\"%s\" are several managers; in the dialect of SwarmKit one is followed, and passes writes on"
              .formatted(text));
    }
    Server server = servers.get(0);
    return server.isSocket() ? server.underTls() : server;
  }

  private static Server secured(
      Server server, ClientOptions options, Optional<LiveCertificates> certificates) {
    if (server.isSocket()) {
      return server;
    }
    if (certificates.isPresent()) {
      return server.underTls(certificates.get());
    }
    if (!options.insecure()) {
      throw new IllegalArgumentException(
          "%s is no socket: give certificates (withTls), or withoutTls() if it is on this machine"
              .formatted(server));
    }
    if (!server.isLocal()) {
      throw new IllegalArgumentException(
          "%s is not on this machine: without TLS others would hear it; give certificates (withTls)"
              .formatted(server));
    }
    return server;
  }
}
