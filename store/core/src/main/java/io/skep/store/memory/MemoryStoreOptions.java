package io.skep.store.memory;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.store.Table;
import io.skep.store.changelog.LogBounds;
import io.skep.store.loop.Clock;
import io.skep.store.replication.Proposer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How a store is made. Immutable.
 *
 * @param tables the tables, in the order in which they are saved, restored and compared
 * @param clock the time for the stamps of objects
 * @param random names histories and new objects; asked by any thread that writes or plans
 * @param log how much of the past watchers can read
 * @param wedgeTimeout how long the body of a transaction may run before the store is {@linkplain
 *     MemoryStore#wedged wedged}
 * @param waitingWrites how many writes may wait for their turn; more are refused
 * @param meters where the store registers what it measures; null for nowhere
 * @param proposer the replicated log that every write goes through; null for a store that stands
 *     alone
 * @param labelIndexes the labels to keep an index of; others are selected by a look at each object
 */
public record MemoryStoreOptions(
    List<Table<?>> tables,
    Clock clock,
    RandomGenerator random,
    LogBounds log,
    Duration wedgeTimeout,
    int waitingWrites,
    MeterRegistry meters,
    Proposer proposer,
    List<LabelIndex> labelIndexes) {
  /** Writes take microseconds each, so this many wait milliseconds. */
  private static final int WAITING_WRITES = 10_000;

  private static final Duration WEDGE_TIMEOUT = Duration.ofSeconds(30);

  /** Copies the lists. */
  public MemoryStoreOptions {
    tables = List.copyOf(tables);
    labelIndexes = List.copyOf(labelIndexes);
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(log, "log");
    if (wedgeTimeout.isNegative() || wedgeTimeout.isZero()) {
      throw new IllegalArgumentException("wedgeTimeout must be positive but is " + wedgeTimeout);
    }
    if (waitingWrites < 0) {
      throw new IllegalArgumentException(
          "waitingWrites must not be negative but is " + waitingWrites);
    }
  }

  /**
   * A store of {@code tables} that stands alone, on the system's time, with {@link
   * LogBounds#DEFAULT}, a wedge timeout of 30 seconds, 10,000 waiting writes and no meters.
   */
  public static MemoryStoreOptions of(List<? extends Table<?>> tables) {
    return new MemoryStoreOptions(
        List.copyOf(tables),
        Clock.system(),
        new SecureRandom(),
        LogBounds.DEFAULT,
        WEDGE_TIMEOUT,
        WAITING_WRITES,
        null,
        null,
        List.of());
  }

  /** These options with the time of {@code newClock}. */
  public MemoryStoreOptions withClock(Clock newClock) {
    return new MemoryStoreOptions(
        tables, newClock, random, log, wedgeTimeout, waitingWrites, meters, proposer, labelIndexes);
  }

  /** These options with chance from {@code newRandom}. */
  public MemoryStoreOptions withRandom(RandomGenerator newRandom) {
    return new MemoryStoreOptions(
        tables, clock, newRandom, log, wedgeTimeout, waitingWrites, meters, proposer, labelIndexes);
  }

  /** These options with a log of {@code newLog}. */
  public MemoryStoreOptions withLog(LogBounds newLog) {
    return new MemoryStoreOptions(
        tables, clock, random, newLog, wedgeTimeout, waitingWrites, meters, proposer, labelIndexes);
  }

  /** These options with {@code newTimeout} for the body of a transaction. */
  public MemoryStoreOptions withWedgeTimeout(Duration newTimeout) {
    return new MemoryStoreOptions(
        tables, clock, random, log, newTimeout, waitingWrites, meters, proposer, labelIndexes);
  }

  /** These options with at most {@code newWaitingWrites} waiting. */
  public MemoryStoreOptions withWaitingWrites(int newWaitingWrites) {
    return new MemoryStoreOptions(
        tables, clock, random, log, wedgeTimeout, newWaitingWrites, meters, proposer, labelIndexes);
  }

  /** These options with what is measured in {@code newMeters}. */
  public MemoryStoreOptions withMeters(MeterRegistry newMeters) {
    return new MemoryStoreOptions(
        tables, clock, random, log, wedgeTimeout, waitingWrites, newMeters, proposer, labelIndexes);
  }

  /** These options with every write through {@code newProposer}. */
  public MemoryStoreOptions withProposer(Proposer newProposer) {
    return new MemoryStoreOptions(
        tables, clock, random, log, wedgeTimeout, waitingWrites, meters, newProposer, labelIndexes);
  }

  /** These options with an index of each of {@code newLabelIndexes}. */
  public MemoryStoreOptions withLabelIndexes(List<LabelIndex> newLabelIndexes) {
    return new MemoryStoreOptions(
        tables, clock, random, log, wedgeTimeout, waitingWrites, meters, proposer, newLabelIndexes);
  }
}
