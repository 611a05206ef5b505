package io.skep.server.listen;

import io.skep.server.ClusterServices;
import io.skep.server.ServerLimits;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.vertx.core.http.HttpClientOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a server is made. Immutable.
 *
 * @param listeners where it listens
 * @param cluster what it asks of the manager around it
 * @param limits how much callers may take
 * @param tables what callers of {@code skep.v1} may follow and write; the store must have them
 * @param forwarding how writes are passed on to the server that leads, where this one does not: TLS
 *     with its own identity, or plain text; empty to refuse them with that one's address
 */
public record ServerOptions(
    List<Listener> listeners,
    ClusterServices cluster,
    ServerLimits limits,
    List<Table<?>> tables,
    Optional<HttpClientOptions> forwarding) {
  private static final List<Table<?>> KINDS = List.copyOf(Kinds.ALL);

  /** Copies the lists. */
  public ServerOptions {
    listeners = List.copyOf(listeners);
    tables = List.copyOf(tables);
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(forwarding, "forwarding");
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("a server needs somewhere to listen: add a listener");
    }
  }

  /** A server that listens at {@code listeners}, on its own, with {@link ServerLimits#DEFAULT}. */
  public static ServerOptions at(Listener... listeners) {
    return new ServerOptions(
        List.of(listeners), ClusterServices.alone(), ServerLimits.DEFAULT, KINDS, Optional.empty());
  }

  /** These options for a server that listens at {@code more} too, after those it has. */
  public ServerOptions alsoAt(Listener... more) {
    List<Listener> all = Stream.concat(listeners.stream(), Stream.of(more)).toList();
    return new ServerOptions(all, cluster, limits, tables, forwarding);
  }

  /** These options in the cluster that {@code services} know. */
  public ServerOptions withCluster(ClusterServices services) {
    return new ServerOptions(listeners, services, limits, tables, forwarding);
  }

  /** These options with {@code newLimits}. */
  public ServerOptions withLimits(ServerLimits newLimits) {
    return new ServerOptions(listeners, cluster, newLimits, tables, forwarding);
  }

  /**
   * These options with {@code more} tables, next to those of SwarmKit's kinds: tables of the user's
   * own, by which the store was made, too. {@code docker.swarmkit.v1} has no words for them.
   */
  public ServerOptions withTables(Table<?>... more) {
    List<Table<?>> all = Stream.concat(tables.stream(), Stream.<Table<?>>of(more)).toList();
    return new ServerOptions(listeners, cluster, limits, all, forwarding);
  }

  /** These options for a server that passes writes on, in the way that {@code how} says. */
  public ServerOptions withForwarding(HttpClientOptions how) {
    return new ServerOptions(listeners, cluster, limits, tables, Optional.of(how));
  }
}
