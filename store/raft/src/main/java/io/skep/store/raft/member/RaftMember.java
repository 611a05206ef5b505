package io.skep.store.raft.member;

import io.skep.store.SnapshotForm;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.CorruptLogException;
import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Standing;
import io.skep.store.raft.segment.LogCheck;
import io.skep.store.raft.snapshot.SnapshotFiles;
import io.skep.store.replication.Proposer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group of stores that are one store, or a durable store that is alone. What it has
 * acknowledged is on the disk, and survives the end of the process, however it comes.
 *
 * <pre>{@code
 * try (RaftMember member =
 *     RaftMember.open(RaftOptions.alone(Path.of("data")), MemoryStoreOptions.of(Kinds.ALL))) {
 *   Store store = member.store();
 *   ...
 * }
 * }</pre>
 *
 * <p>Any thread. Futures come back on the caller's {@link Loop}, if it has one; else on a thread
 * that must not be blocked.
 */
public final class RaftMember implements AutoCloseable {
  // How it works. Transactions go from the store's writer to the sender's thread, in groups to the
  // engine, and come back from its log to the replica's thread, on all members alike. The engine
  // decides who leads; it is told to the store by the same thread, in the same order as what is
  // committed, so a store leads when all that its log holds has been applied.

  private static final Logger LOG = LoggerFactory.getLogger(RaftMember.class);

  private final Optional<RaftOptions.Group> group;
  private final Directory directory;
  private final ReplicaThread thread;
  private final Applier applier;
  private final Standings standings;
  private final Snapshots snapshots;
  private final RaftProposer proposer;
  private final MemoryStore store;
  private final Engine engine;
  private final Membership membership;
  private final RaftMeters meters;

  private RaftMember(RaftOptions options, MemoryStoreOptions storeOptions, Directory directory)
      throws IOException {
    this.directory = directory;
    group = options.group();
    LogCheck.Result log = LogCheck.check(directory.log());
    log.cut().ifPresent(cut -> LOG.warn("{}", cut));
    var started = new AtomicReference<Engine>();
    var files = new SnapshotFiles();
    snapshots =
        new Snapshots(
            "skep-raft-snapshot",
            files,
            options.snapshotBytes(),
            index -> started.get().shortenLog(index),
            storeOptions.clock());
    meters = new RaftMeters(storeOptions.meters());
    standings = new Standings();
    applier = new Applier(snapshots, standings, () -> started.get().term());
    thread =
        new ReplicaThread(
            "skep-raft-apply", cause -> applier.fail("the replica's thread cannot go on", cause));
    var limits = new Proposer.Limits(options.entriesUnderWay(), options.bytesUnderWay());
    proposer =
        new RaftProposer(
            directory.history().toString(),
            limits,
            thread,
            applier,
            standings,
            meters.latency(),
            storeOptions.clock());
    store = new MemoryStore(storeOptions.withProposer(proposer));
    var machine =
        new StoreMachine(
            thread,
            applier,
            files,
            log.begins(),
            term -> started.get().leadsIn(term),
            leader ->
                standings.leaderIs(
                    options.group().isEmpty()
                        ? Optional.empty()
                        : leader.flatMap(id -> started.get().member(id))));
    try {
      engine = Engine.of(options, directory.storage(), directory.history(), machine);
    } catch (RuntimeException e) {
      thread.close();
      snapshots.close();
      store.close();
      meters.close();
      throw e;
    }
    started.set(engine);
    proposer.use(engine);
    membership =
        new Membership(
            engine,
            standings,
            options.election(),
            new CompletableFuture<>().defaultExecutor(),
            CompletableFuture.delayedExecutor(
                options.election().toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Opens the store in the directory of {@code options}; blocks while snapshot and log are read.
   * What a crash has left half written is cut off, which is logged.
   *
   * @param store how the store is made; its proposer is this member
   * @throws CorruptLogException if what is on the disk is damaged in another way
   * @throws IllegalArgumentException if the transport does not reach the members
   * @throws DirectoryUnusableException if the directory is in use, or cannot be read or written
   * @throws IllegalStateException on an event loop, which must not block
   */
  public static RaftMember open(RaftOptions options, MemoryStoreOptions store) {
    if (Context.isOnEventLoopThread() || Loop.current().isPresent()) {
      throw new IllegalStateException(
          "opening a store reads its log, and an event loop must not wait; use a thread that may");
    }
    options.group().ifPresent(RaftMember::checkReach);
    Directory directory = Directory.open(options, store.random());
    try {
      var member = new RaftMember(options, store, directory);
      member.start();
      return member;
    } catch (IOException e) {
      directory.close();
      throw new DirectoryUnusableException(options.directory(), e.toString(), e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static void checkReach(RaftOptions.Group group) {
    EngineSettings.checkReach(group, new Member(group.self(), group.address()));
    group.founders().forEach(each -> EngineSettings.checkReach(group, each));
  }

  private void start() {
    try {
      engine.start(directory.storage());
      meters.addMember(engine, standings, proposer.sender(), snapshots);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  /** The store: writes where it leads, reads and watches everywhere. Closed with this member. */
  public Store store() {
    return store;
  }

  /**
   * Done when the store is of use: where it leads, when it takes writes; where it follows, when it
   * holds what its leader did at the beginning. Until then it may be read, and shows an older
   * state.
   */
  public Future<Void> ready() {
    return Answer.of(standings.whenReady());
  }

  /**
   * Done, with the cause, if this member cannot go on, as its log cannot be written or applied: it
   * takes no part any more until it is opened again. What it has acknowledged is on the disk.
   */
  public Future<Throwable> broken() {
    return Answer.of(standings.whenBroken());
  }

  /** How it stands now. */
  public Standing standing() {
    return standings.now();
  }

  /**
   * Tells {@code listener}, on {@code loop}, how this member stands, and of each change: that it
   * leads only after all that was in the log before has been applied.
   *
   * @return ends it; what is under way to the loop still arrives
   */
  public Runnable watchStanding(Loop loop, Consumer<? super Standing> listener) {
    return standings.add(loop, listener::accept);
  }

  /** Who leads, as far as is known here. */
  public Optional<Member> leader() {
    return standings.leader();
  }

  /**
   * A place that is not behind anything that anybody was told before this call: what {@link
   * Store#view()} shows from there on is linearizable. Costs one round through the log, which calls
   * that come together share, with each other and with transactions.
   *
   * <p>Where it follows, the leader is asked, and what it has is waited for.
   *
   * @return the version that the store has reached; fails with {@link NoQuorumException} if nobody
   *     leads, or leadership was lost meanwhile; it may be asked again
   */
  public Future<Version> barrier() {
    return Answer.of(proposer.mark().map(done -> store.view().version()));
  }

  /**
   * Writes a snapshot of what is there now, and shortens the log to what the one before it needs.
   * It comes by itself after as many bytes of log as the options say.
   */
  public Future<Void> snapshot() {
    Promise<Void> done = Promise.promise();
    try {
      thread.execute(() -> snapshot(done));
    } catch (RejectedExecutionException e) {
      done.fail(new IllegalStateException("this member is closed", e));
    }
    return Answer.of(done.future());
  }

  private void snapshot(Promise<Void> done) {
    try {
      snapshots.write(applier.take(), applier.applied(), done);
    } catch (RuntimeException e) {
      done.tryFail(e);
    }
  }

  /**
   * Writes all objects as they are now to {@code out}, which stays open, while writes go on: a
   * backup that {@link Recovery#restore} makes the beginning of another history. On any member;
   * blocks as {@code out} does.
   *
   * @throws IllegalStateException on an event loop, which must not block
   */
  public void backup(OutputStream out) throws IOException {
    store.save(store.view(), SnapshotForm.WHOLE, out);
  }

  /** Who belongs to the group, with health and lag; where it leads. */
  public Future<List<MemberHealth>> members() {
    return asked(() -> Future.succeededFuture(membership.list()));
  }

  /**
   * Who belongs to the group, as far as is known here, by id: one that is cut off may know an older
   * state. Empty for a store that is alone. Asks nobody.
   *
   * @throws IllegalStateException if this member is closed
   */
  public List<Member> known() {
    return group.isPresent() ? membership.known() : List.of();
  }

  /**
   * What {@link #members} tells, at once; empty where it does not lead.
   *
   * @throws IllegalStateException if this member is closed
   */
  public Optional<List<MemberHealth>> health() {
    return membership.health();
  }

  /**
   * Takes {@code member} into the group; where it leads. It is open as one that {@linkplain
   * RaftOptions.Group#joining joins}, and belongs to the group when it has caught up.
   *
   * @return fails with {@link NoQuorumException} if it could not be reached, or with {@link
   *     io.skep.store.ProposalRefusedException} where it does not lead
   */
  public Future<Void> add(Member member) {
    return asked(
        () -> {
          group.ifPresent(its -> EngineSettings.checkReach(its, member));
          return membership.add(member);
        });
  }

  /**
   * Removes a member from the group; where it leads. One that lost its directory is removed, and
   * comes back under another id with an empty one.
   *
   * @return fails with {@link NoQuorumException} if those that stay and answer were no majority
   */
  public Future<Void> remove(String id) {
    return asked(() -> membership.remove(id));
  }

  /** Hands the leadership to {@code id}, which should be hardly behind; where it leads. */
  public Future<Void> transferLeadership(String id) {
    return asked(() -> membership.transferTo(id));
  }

  private static <R> Future<R> asked(Supplier<Future<R>> call) {
    try {
      return Answer.of(call.get());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Closes the store, and stops the log. Blocks until what is committed is on the disk. */
  @Override
  public void close() {
    stop();
  }

  private void stop() {
    // The last that is named is closed first, and each whatever becomes of the others.
    try (directory;
        thread;
        engine;
        snapshots;
        meters) {
      store.close();
    }
  }
}
