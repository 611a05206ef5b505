package io.skep.manager.daemon;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.health.Standing;
import io.skep.controller.lease.LogLeadership;
import io.skep.manager.admin.AdminSocket;
import io.skep.manager.config.Membership;
import io.skep.manager.config.Settings;
import io.skep.manager.disk.OwnFolder;
import io.skep.manager.disk.SnapshotFolder;
import io.skep.manager.members.Roster;
import io.skep.server.RefusedException;
import io.skep.store.SnapshotLimits;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Transport;
import io.skep.store.raft.member.RaftMember;
import io.skep.store.raft.member.Recovery;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotReader;
import io.skep.store.tls.LiveCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state in a log: every acknowledged write is on the disk. */
final class LogStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(LogStorage.class);

  private final RaftMember member;
  private final Optional<Roster> roster;

  private final Future<Void> caughtUp;
  private final Future<Throwable> broken;

  private final LogLeadership leadership;
  private final LeaderWatch leader;
  private final Duration stopLimit;

  private final AdminSocket admin;

  private LogStorage(RaftMember member, Settings settings, Vertx vertx, OwnFolder adminFolder) {
    this.member = member;
    Optional<String> id = settings.membership().map(mine -> mine.self().id());
    roster = id.map(mine -> Roster.of(member, mine));
    Loop loop = VertxLoop.on(vertx);
    stopLimit = settings.stopLimit();
    caughtUp = member.ready();
    broken = member.broken();
    leader = new LeaderWatch(loop.clock());
    leadership = new LogLeadership("cluster", id.orElse("manager"), () -> epoch(member));
    member.watchStanding(
        loop,
        standing -> {
          leader.stands(standing);
          leadership.changed();
        });
    admin = new AdminSocket(vertx, member, leadership, adminFolder, stopLimit, settings.writes());
  }

  private static OptionalLong epoch(RaftMember member) {
    return member.standing() instanceof io.skep.store.raft.Standing.Leads leads
        ? OptionalLong.of(leads.term())
        : OptionalLong.empty();
  }

  /**
   * Reads snapshot and log, which takes its time. Snapshots that a manager with a store in memory
   * has left in the folder are carried over first; so is a backup that was put there.
   *
   * @throws io.skep.manager.disk.DamagedSnapshotException if what is to be carried over cannot be
   *     loaded; nothing has changed
   * @throws io.skep.store.raft.RaftException if the folder cannot be used, or is damaged
   */
  static LogStorage open(
      Settings settings, Optional<LiveCertificates> certificates, Vertx vertx, MeterRegistry meters)
      throws IOException {
    RaftOptions options = options(settings, certificates);
    boolean isNew = !isIn(settings.data());
    carryOver(settings, options, isNew);
    RaftMember member =
        RaftMember.open(options, MemoryStoreOptions.of(Kinds.ALL).withMeters(meters));
    LOG.info(
        "{} {}: history {}",
        isNew ? "a new cluster in" : "opened",
        settings.data(),
        member.store().historyId());
    OwnFolder adminFolder = OwnFolder.open(settings.data().resolve("admin"));
    var storage = new LogStorage(member, settings, vertx, adminFolder);
    storage.listen();
    return storage;
  }

  /** Without it everything else works. */
  private void listen() throws IOException {
    try {
      Waiting.await(admin.open(), stopLimit, "listening at " + admin.path());
    } catch (DaemonException e) {
      LOG.warn("{}; there is no way to see or change members, or to back up", e.getMessage());
    }
  }

  /** How a member is opened that is configured so. */
  static RaftOptions options(Settings settings, Optional<LiveCertificates> certificates) {
    return settings
        .membership()
        .map(mine -> RaftOptions.in(settings.data(), group(mine, certificates)))
        .orElseGet(() -> RaftOptions.alone(settings.data()));
  }

  private static RaftOptions.Group group(Membership mine, Optional<LiveCertificates> certificates) {
    var group =
        mine.founders().isEmpty()
            ? RaftOptions.Group.joining(mine.cluster(), mine.self())
            : RaftOptions.Group.founding(mine.cluster(), mine.self(), mine.founders());
    if (mine.insecure()) {
      return group.over(new Transport.Plaintext());
    }
    return certificates
        .filter(LiveCertificates::trustsSomebody)
        .map(own -> group.over(new Transport.MutualTls(own.keys(), own.trust())))
        .orElse(group);
  }

  /** Whether a durable store is kept in {@code data}. */
  static boolean isIn(Path data) throws IOException {
    Path log = data.resolve("raft");
    if (!Files.isDirectory(log)) {
      return false;
    }
    try (Stream<Path> histories = Files.list(log)) {
      return histories.findAny().isPresent();
    }
  }

  private static void carryOver(Settings settings, RaftOptions options, boolean isNew)
      throws IOException {
    Path data = settings.data();
    try (SnapshotFolder folder = SnapshotFolder.open(data)) {
      if (folder.isEmpty()) {
        return;
      }
      if (!isNew) {
        LOG.warn(
            "{} is not used, as {} holds a log; to restore it, put it into an empty folder",
            folder.newest(),
            data);
        return;
      }
      load(folder, settings);
    } // The lock is the log's from here on.
    restore(settings, options);
    try (SnapshotFolder folder = SnapshotFolder.open(data)) {
      LOG.info(
          "the snapshot in {} was carried over to the log in {}, with a new history; it is kept as"
              + " {}",
          data,
          data.resolve("raft"),
          folder.putAside());
    }
  }

  /** Finds the one that can be loaded, and makes it the newest. */
  private static void load(SnapshotFolder folder, Settings settings) throws IOException {
    try (var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL))) {
      folder.load(store, settings.usePreviousSnapshot());
    }
  }

  private static void restore(Settings settings, RaftOptions options) throws IOException {
    Path snapshot = settings.data().resolve("snapshot");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(snapshot))) {
      Contents objects = SnapshotReader.read(in, Kinds.ALL, SnapshotLimits.DEFAULT);
      Recovery.restore(options, objects, new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw new DaemonException(
          "%s cannot be carried over: %s".formatted(snapshot, e.getMessage()), e);
    }
  }

  @Override
  public Store store() {
    return member.store();
  }

  @Override
  public Optional<LogLeadership> leadership() {
    return Optional.of(leadership);
  }

  @Override
  public Optional<Roster> roster() {
    return roster;
  }

  @Override
  public Future<Void> caughtUp() {
    return caughtUp;
  }

  @Override
  public Future<Void> newest() {
    return member
        .barrier()
        .<Void>mapEmpty()
        .recover(
            cause ->
                Future.failedFuture(
                    new RefusedException(GrpcStatus.UNAVAILABLE, cause.getMessage())));
  }

  @Override
  public Future<Throwable> broken() {
    return broken;
  }

  @Override
  public Standing standing() {
    if (broken.isComplete()) {
      return new Standing.Ended(String.valueOf(broken.result().getMessage()));
    }
    return caughtUp.succeeded()
        ? leader.standing()
        : new Standing.Starting("it has not caught up yet");
  }

  @Override
  public void start() {
    // Nothing is ever unsaved.
  }

  /** Another one leads at once if this one did. */
  @Override
  public void stop() {
    try {
      Waiting.await(handOver(), stopLimit, "handing the leadership over");
    } catch (DaemonException e) {
      LOG.warn("{}; the others will miss this member before one of them leads", e.getMessage());
    }
    abandon();
    LOG.info("closed the log");
  }

  @Override
  public void abandon() {
    admin.close();
    member.close();
  }

  private Future<Void> handOver() {
    if (epoch(member).isEmpty()) {
      return Future.succeededFuture();
    }
    return settled(member.members().compose(this::handOver), () -> epoch(member));
  }

  private Future<Void> handOver(List<MemberHealth> members) {
    return members.stream()
        .filter(each -> !each.leads())
        .min(Comparator.comparing(MemberHealth::behind).thenComparing(MemberHealth::silent))
        .map(next -> member.transferLeadership(next.member().id()))
        .orElse(Future.succeededFuture());
  }

  /** Well whoever leads next, asked for or not: with an epoch, this one still does. */
  static Future<Void> settled(Future<Void> handOver, Supplier<OptionalLong> epoch) {
    return handOver.recover(
        cause -> epoch.get().isEmpty() ? Future.succeededFuture() : Future.failedFuture(cause));
  }
}
