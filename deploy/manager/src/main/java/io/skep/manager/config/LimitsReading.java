package io.skep.manager.config;

import io.skep.server.ServerLimits;
import java.time.Duration;

/** Reads how much clients may take. */
final class LimitsReading {
  /** Less than that, and requests that clients make every day would not fit. */
  private static final int LEAST_MESSAGE_BYTES = 64 << 10;

  private static final int MOST = 1 << 30;

  private LimitsReading() {}

  /** {@link ServerLimits#DEFAULT} after a mistake. */
  static ServerLimits read(Reading reading) {
    int bytes = reading.number(Key.MESSAGE_BYTES, LEAST_MESSAGE_BYTES, MOST);
    int streams = reading.number(Key.STREAMS_PER_CONNECTION, 1, MOST);
    int watches = reading.number(Key.WATCHES, 0, MOST);
    Duration stall = reading.time(Key.WATCH_STALL);
    Duration life = reading.time(Key.STREAM_LIFE);
    if (life != null && life.compareTo(ServerLimits.SHORTEST_LIFE) < 0) {
      reading.mistake(
          Key.STREAM_LIFE,
          "must be 5m at least: clients that came back more often would be a load of their own");
      return ServerLimits.DEFAULT;
    }
    return stall == null || life == null
        ? ServerLimits.DEFAULT
        : new ServerLimits(bytes, streams, watches, stall, life);
  }
}
