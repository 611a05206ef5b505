package io.skep.server.listen;

import io.skep.server.ClusterServices;
import io.skep.server.ServerLimits;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a server is made. Immutable.
 *
 * @param listeners where it listens
 * @param cluster what it asks of the manager around it
 * @param limits how much callers may take
 */
public record ServerOptions(
    List<Listener> listeners, ClusterServices cluster, ServerLimits limits) {
  /** Copies the list. */
  public ServerOptions {
    listeners = List.copyOf(listeners);
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(limits, "limits");
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("a server needs somewhere to listen: add a listener");
    }
  }

  /** A server that listens at {@code listeners}, on its own, with {@link ServerLimits#DEFAULT}. */
  public static ServerOptions at(Listener... listeners) {
    return new ServerOptions(List.of(listeners), ClusterServices.alone(), ServerLimits.DEFAULT);
  }

  /** These options for a server that listens at {@code more} too, after those it has. */
  public ServerOptions alsoAt(Listener... more) {
    List<Listener> all = Stream.concat(listeners.stream(), Stream.of(more)).toList();
    return new ServerOptions(all, cluster, limits);
  }

  /** These options in the cluster that {@code services} know. */
  public ServerOptions withCluster(ClusterServices services) {
    return new ServerOptions(listeners, services, limits);
  }

  /** These options with {@code newLimits}. */
  public ServerOptions withLimits(ServerLimits newLimits) {
    return new ServerOptions(listeners, cluster, newLimits);
  }
}
