package io.skep.informer.remote;

import io.skep.store.Table;
import io.skep.store.changelog.LogBounds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How a remote feed is made. Immutable.
 *
 * @param tables the tables to have a copy of; other kinds cannot be read or written
 * @param random spreads reconnects in time, and names new objects
 * @param reconnect how long to wait for a lost connection
 * @param silence after how long without a word a connection counts as lost, if the server promises
 *     one every ten seconds
 * @param log how much of the past the informers of the copy can lag behind
 */
public record RemoteOptions(
    List<Table<?>> tables,
    RandomGenerator random,
    ReconnectPolicy reconnect,
    Duration silence,
    LogBounds log) {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Copies the list. */
  public RemoteOptions {
    tables = List.copyOf(tables);
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(reconnect, "reconnect");
    Objects.requireNonNull(log, "log");
    if (silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("silence must be positive but is " + silence);
    }
  }

  /**
   * A copy of {@code tables}, with {@link ReconnectPolicy#DEFAULT}, a silence of 30 seconds, and
   * {@link LogBounds#DEFAULT}.
   */
  public static RemoteOptions of(List<? extends Table<?>> tables, RandomGenerator random) {
    return new RemoteOptions(
        List.copyOf(tables), random, ReconnectPolicy.DEFAULT, SILENCE, LogBounds.DEFAULT);
  }

  /** These options with other waits. */
  public RemoteOptions withReconnect(ReconnectPolicy newPolicy) {
    return new RemoteOptions(tables, random, newPolicy, silence, log);
  }

  /** These options with another {@link #silence}. */
  public RemoteOptions withSilence(Duration newSilence) {
    return new RemoteOptions(tables, random, reconnect, newSilence, log);
  }

  /** These options with another {@link #log}. */
  public RemoteOptions withLog(LogBounds newLog) {
    return new RemoteOptions(tables, random, reconnect, silence, newLog);
  }
}
