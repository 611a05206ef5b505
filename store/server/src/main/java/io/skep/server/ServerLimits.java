package io.skep.server;

import java.time.Duration;
import java.util.Objects;

/**
 * How much callers may take. Immutable.
 *
 * @param messageBytes the largest request
 * @param streamsPerConnection how many calls one connection may have open at once; more wait in the
 *     client
 * @param watches how many watches may be open in all; more are refused
 * @param watchStall how long a watch may have a client that reads nothing; then it is ended, to be
 *     resumed
 * @param streamLife how long a stream of {@code skep.v1} lasts at least, five minutes or more;
 *     chance makes it up to twice as long, then it ends in good order, to be resumed. Who calls is
 *     looked at anew then, and clients spread over servers that were added
 */
public record ServerLimits(
    long messageBytes,
    int streamsPerConnection,
    int watches,
    Duration watchStall,
    Duration streamLife) {
  /**
   * The shortest life of a stream: clients that came back more often would be a load of their own.
   */
  public static final Duration SHORTEST_LIFE = Duration.ofMinutes(5);

  /** 4 MiB, as SwarmKit's managers; 1,000 calls a connection; 10,000 watches; a minute; five. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(4 << 20, 1_000, 10_000, Duration.ofMinutes(1), SHORTEST_LIFE);

  /** Refuses limits that nothing gets through. */
  public ServerLimits {
    Objects.requireNonNull(watchStall, "watchStall");
    if (messageBytes <= 0 || streamsPerConnection <= 0 || watches < 0) {
      throw new IllegalArgumentException(
          "limits must be positive (of watches: not negative) but are %d bytes, %d streams, %d watches"
              .formatted(messageBytes, streamsPerConnection, watches));
    }
    if (watchStall.isZero() || watchStall.isNegative()) {
      throw new IllegalArgumentException("watchStall must be positive but is " + watchStall);
    }
    if (streamLife.compareTo(SHORTEST_LIFE) < 0) {
      throw new IllegalArgumentException(
          "streamLife must be %s at least but is %s".formatted(SHORTEST_LIFE, streamLife));
    }
  }

  /** These limits with requests of at most {@code bytes}. */
  public ServerLimits withMessageBytes(long bytes) {
    return new ServerLimits(bytes, streamsPerConnection, watches, watchStall, streamLife);
  }

  /** These limits with {@code streams} open calls a connection. */
  public ServerLimits withStreamsPerConnection(int streams) {
    return new ServerLimits(messageBytes, streams, watches, watchStall, streamLife);
  }

  /** These limits with {@code most} open watches. */
  public ServerLimits withWatches(int most) {
    return new ServerLimits(messageBytes, streamsPerConnection, most, watchStall, streamLife);
  }

  /** These limits with watches that are ended once nobody has read them for {@code longest}. */
  public ServerLimits withWatchStall(Duration longest) {
    return new ServerLimits(messageBytes, streamsPerConnection, watches, longest, streamLife);
  }

  /** These limits with streams that last {@code shortest} at least. */
  public ServerLimits withStreamLife(Duration shortest) {
    return new ServerLimits(messageBytes, streamsPerConnection, watches, watchStall, shortest);
  }
}
