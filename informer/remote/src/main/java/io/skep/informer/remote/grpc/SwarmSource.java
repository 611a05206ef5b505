package io.skep.informer.remote.grpc;

import io.skep.informer.remote.Source;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A manager of Docker Swarm, or another server of SwarmKit's Watch and Control. One for each feed;
 * on the feed's loop.
 *
 * <pre>{@code
 * var server = Server.unix(Path.of("/var/run/docker/swarm/control.sock")).underTls();
 * var source = new SwarmSource(vertx, server, SwarmSource.KINDS);
 * var feed = new RemoteFeed(loop, source, RemoteOptions.of(SwarmSource.KINDS, random));
 * }</pre>
 *
 * <p>Not exact, as this dialect tells of most commits without their version, and begins without a
 * snapshot. So all kinds are listed while their watch is open already, each list of another moment;
 * of each object the newest state counts. A feed of it shows each object's states in order and ends
 * up with those of the server, but two objects of one commit need not change at the same time
 * around a list. Versions of such a feed say what came earlier and later, and nothing to a server.
 *
 * <p>An object is shown as lists and watches both tell it: nodes without their place in the quorum,
 * secrets without data, clusters without keys.
 */
public final class SwarmSource implements Source {
  /** The kinds that can be followed so: those that Control lists. */
  public static final List<Table<?>> KINDS =
      ListedKind.ALL.stream().<Table<?>>map(ListedKind::table).toList();

  /** A removal that nobody told is noticed so late; each list costs the manager all its objects. */
  private static final Duration RELIST = Duration.ofMinutes(10);

  private final Calls calls;
  private final List<ListedKind<?, ?>> kinds;
  private final Duration relist;

  /**
   * All objects of {@code tables} at {@code server}, listed again every ten minutes.
   *
   * @param tables those of the feed, of {@link #KINDS}
   * @throws IllegalArgumentException if one of them is not of those
   */
  public SwarmSource(Vertx vertx, Server server, List<? extends Table<?>> tables) {
    this(Calls.ofLists(vertx, server), ListedKind.of(tables), RELIST);
  }

  private SwarmSource(Calls calls, List<ListedKind<?, ?>> kinds, Duration relist) {
    this.calls = calls;
    this.kinds = kinds;
    this.relist = relist;
  }

  /**
   * The same, which lists all objects again so often while a watch is open, in case it has missed
   * something.
   */
  public SwarmSource withRelist(Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period must be positive but is " + period);
    }
    return new SwarmSource(calls, kinds, period);
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public Stream open(Optional<ResumePoint> from, Receiver receiver) {
    var stream = new SwarmStream(calls, kinds, relist, from, receiver);
    stream.open();
    return stream;
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return calls.close();
  }
}
