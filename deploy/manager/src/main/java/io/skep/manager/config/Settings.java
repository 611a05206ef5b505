package io.skep.manager.config;

import io.skep.server.ReadMode;
import io.skep.server.ServerLimits;
import io.skep.simulation.SimulatedWorkers;
import io.skep.store.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * A configuration with types, in which everything fits together. Immutable; {@link Key} says what
 * each is.
 */
public record Settings(
    Path data,
    Keeping store,
    Optional<Membership> membership,
    ReadMode reads,
    Writes writes,
    Duration snapshotInterval,
    boolean usePreviousSnapshot,
    Optional<Path> socket,
    boolean socketTls,
    Optional<Address> tcp,
    Optional<TlsFiles> tls,
    Duration tlsReload,
    boolean tcpInsecure,
    ServerLimits limits,
    Optional<Address> operators,
    int simulateWorkers,
    int loops,
    Duration stopLimit,
    LogFormat logFormat,
    Level logLevel) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final int MOST_LOOPS = 64;

  /** How the store is kept. */
  public enum Keeping {
    /** In a log: every acknowledged write is on the disk. */
    DURABLE,
    /** In memory, and in snapshots from time to time. */
    MEMORY
  }

  /** What becomes of writes at a member that follows. */
  public enum Writes {
    /** They are refused, with the address of the one that leads. */
    REFUSE,
    /** They are passed on to the one that leads. */
    FORWARD
  }

  /** How the log is written. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** A line of JSON each. */
    JSON
  }

  /**
   * What {@code configuration} says.
   *
   * @throws ConfigurationException if a value is none of its key, or does not go with another
   */
  public static Settings of(Configuration configuration) {
    var reading = new Reading(configuration);
    Optional<Address> tcp = reading.addressOrNone(Key.TCP);
    Optional<TlsFiles> tls = tls(reading);
    boolean insecure = reading.flag(Key.TCP_INSECURE);
    tcp.ifPresent(address -> checkTcp(reading, address, insecure, tls));
    Keeping store = reading.word(Key.STORE, Keeping.class);
    var settings =
        new Settings(
            reading.path(Key.DATA),
            store,
            new MembershipReading(reading).read(store, tls),
            reading.read(Key.READS, "local, linearizable or bounded:TIME", ReadMode::parse),
            reading.word(Key.WRITES, Writes.class),
            reading.time(Key.SNAPSHOT_INTERVAL),
            reading.flag(Key.USE_PREVIOUS_SNAPSHOT),
            reading.pathOrNone(Key.SOCKET),
            reading.flag(Key.SOCKET_TLS),
            tcp,
            tls,
            reading.time(Key.TLS_RELOAD),
            insecure,
            LimitsReading.read(reading),
            reading.addressOrNone(Key.OPERATORS),
            reading.number(Key.SIMULATE_WORKERS, 0, SimulatedWorkers.MOST),
            reading.number(Key.LOOPS, 1, MOST_LOOPS),
            reading.time(Key.STOP_LIMIT),
            reading.word(Key.LOG_FORMAT, LogFormat.class),
            reading.word(Key.LOG_LEVEL, Level.class));
    if (reading.isNone(Key.SOCKET) && reading.isNone(Key.TCP)) {
      reading.mistake(
          Key.SOCKET, "and tcp are both none, so nobody could connect; set one of them");
    }
    reading.finish();
    return settings;
  }

  static boolean isLoopback(String host) {
    return LOOPBACK.contains(host);
  }

  private static Optional<TlsFiles> tls(Reading reading) {
    Optional<Path> certificate = reading.pathOrNone(Key.TLS_CERT);
    Optional<Path> key = reading.pathOrNone(Key.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      reading.mistake(
          certificate.isPresent() ? Key.TLS_CERT : Key.TLS_KEY,
          "needs %s as well".formatted((key.isPresent() ? Key.TLS_CERT : Key.TLS_KEY).word()));
    }
    Optional<Path> authority = reading.pathOrNone(Key.TLS_CA);
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new TlsFiles(certificate.get(), key.get(), authority))
        : Optional.empty();
  }

  private static void checkTcp(
      Reading reading, Address address, boolean insecure, Optional<TlsFiles> tls) {
    if (insecure && !isLoopback(address.host())) {
      reading.mistake(
          Key.TCP_INSECURE,
          "is for loopback addresses only, and tcp is %s; use TLS, or 127.0.0.1"
              .formatted(address));
    }
    if (!insecure && tls.flatMap(TlsFiles::authority).isEmpty()) {
      reading.mistake(
          Key.TCP, "needs tls-cert, tls-key and tls-ca: its clients are known by certificates");
    }
  }
}
