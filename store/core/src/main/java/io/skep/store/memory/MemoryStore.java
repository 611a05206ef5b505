package io.skep.store.memory;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.store.Batch;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Committed;
import io.skep.store.Fork;
import io.skep.store.IdSource;
import io.skep.store.Interest;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.Store;
import io.skep.store.StoreClosedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import io.skep.store.replication.Proposer;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotMessages;
import io.skep.store.snapshot.SnapshotReader;
import io.skep.store.snapshot.SnapshotWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store of this process, on its own or as one of a replicated group. Any thread.
 *
 * <p>A stand-alone store that is free runs a write at once on the caller's thread, and the returned
 * future is complete. Objects carry, in {@code meta}, the version of the transaction that wrote
 * them and the times of their creation and last write; the caller's version is checked on update,
 * and its time of creation is kept.
 */
public final class MemoryStore implements Store {
  private final Schema schema;
  private final Head head;
  private final Writer writer;
  private final Supplies supplies;
  private final StoreTimers timers;
  private final StoreMeters meters;
  private final Duration wedgeTimeout;
  private final boolean replicated;

  /** An empty store. With a proposer, it follows until it is told that it leads. */
  public MemoryStore(MemoryStoreOptions options) {
    timers = new StoreTimers(options.meters(), options.clock());
    schema = new Schema(options.tables(), options.labelIndexes(), timers);
    supplies = new Supplies(options.clock(), new IdSource(options.random()));
    Proposer proposer = options.proposer();
    String history = proposer == null ? supplies.ids().next() : proposer.historyId();
    head = new Head(Root.empty(schema, history), options.log());
    wedgeTimeout = options.wedgeTimeout();
    var queue = new WriteQueue(options.waitingWrites(), options.clock(), timers);
    meters = new StoreMeters(options.meters(), schema, head, queue);
    if (proposer == null) {
      writer = new Writer(queue, new LocalCommitter(head, supplies), timers);
      replicated = false;
    } else {
      var committer = new ReplicatedCommitter(head, supplies, proposer);
      meters.addPipeline(committer);
      writer = new Writer(queue, committer, timers);
      replicated = true;
      proposer.bind(committer);
    }
  }

  @Override
  public String historyId() {
    return head.open().historyId();
  }

  @Override
  public ReadTx view() {
    return head.open();
  }

  @Override
  public <R> R view(Function<? super ReadTx, ? extends R> body) {
    long start = timers.now();
    try {
      return body.apply(head.open());
    } finally {
      timers.read(start);
    }
  }

  /**
   * The body of a transaction that has run for longer than the wedge timeout of the options, if one
   * has: it blocks or loops, and nobody can write. Takes the stack of its thread, so it is for
   * health checks and alarms. Any thread; never waits.
   */
  public Optional<Wedged> wedged() {
    return writer.queue().wedged(wedgeTimeout);
  }

  @Override
  public Fork fork(ReadTx view) {
    return new MemoryFork(ours(view), supplies);
  }

  @Override
  public Future<Version> update(Origin origin, Consumer<? super Tx> body) {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(body, "body");
    writer.queue().checkOutsideBody("update");
    return writer.update(origin, body);
  }

  @Override
  public <R> Future<Committed<R>> compute(Origin origin, Function<? super Tx, ? extends R> body) {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(body, "body");
    writer.queue().checkOutsideBody("update");
    return writer.write(origin, body);
  }

  @Override
  public Future<BatchResult> batch(
      BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(steps, "steps");
    writer.queue().checkOutsideBody("batch");
    return new SteppedBatch(writer, options, steps).run();
  }

  @Override
  public BatchResult batch(Origin origin, Consumer<? super Batch> body) {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(body, "body");
    checkMayBlock("batch");
    writer.queue().checkOutsideBody("batch");
    return new BlockingBatch(writer, origin).run(body);
  }

  @Override
  public Watcher viewAndWatch(Loop loop, Interest interest, Consumer<? super ReadTx> view) {
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(interest, "interest");
    interest.tables().forEach(schema::position);
    Root root = head.open();
    view.accept(root);
    return head.watchers().open(loop, interest, root);
  }

  @Override
  public Watcher watchFrom(Loop loop, Interest interest, ResumePoint from) {
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(from, "from");
    interest.tables().forEach(schema::position);
    head.open();
    return head.watchers().open(loop, interest, from);
  }

  @Override
  public List<Change<?>> diff(ReadTx before, ReadTx after, Interest interest) {
    return new Difference(ours(before), ours(after), interest).changes();
  }

  @Override
  public StoreSnapshot save(ReadTx view) {
    return SnapshotMessages.objects(Saved.of(ours(view), false));
  }

  /** {@link #save} with the version of {@code view} and the history that it belongs to. */
  public Snapshot saveWithHistory(ReadTx view) {
    return SnapshotMessages.whole(Saved.of(ours(view), false));
  }

  /**
   * Writes all objects of {@code view} to {@code out}, one by one, while writes go on. The same
   * view gives the same bytes.
   *
   * <p>Blocks as {@code out} does, which is flushed and not closed. To replace a file that must
   * never be half, write another one and move it there.
   *
   * @throws io.skep.store.SnapshotRefusedException if {@code form} cannot hold the objects; nothing
   *     was written
   * @throws IOException what {@code out} throws; what was written until then is no snapshot
   * @throws IllegalStateException on an event loop, which must not block
   */
  public void save(ReadTx view, SnapshotForm form, OutputStream out) throws IOException {
    checkMayBlock("save");
    SnapshotWriter.write(Saved.of(ours(view), false), form, out);
  }

  @Override
  public Future<Version> restore(StoreSnapshot snapshot) {
    return restore(Snapshot.newBuilder().setStore(snapshot).build());
  }

  /**
   * {@link #restore(StoreSnapshot)} that goes on with the history of {@code snapshot} if that is
   * safe: it was saved at a clean stop, and this store is unused or at the same place.
   */
  public Future<Version> restore(Snapshot snapshot) {
    Objects.requireNonNull(snapshot, "snapshot");
    checkAlone("restore");
    try {
      return restore(SnapshotMessages.contents(snapshot, schema.tables()));
    } catch (InvalidSnapshotException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * {@link #restore(Snapshot)} from bytes of any {@link SnapshotForm}, read object by object to the
   * end of {@code in}, which is not closed. Blocks as {@code in} does; the store is free meanwhile,
   * and is written when all has been read and found good.
   *
   * @return fails as {@link #restore(StoreSnapshot)} does, and with the {@link IOException} of
   *     {@code in}; then nothing has changed
   * @throws IllegalStateException on an event loop, which must not block
   */
  public Future<Version> restore(InputStream in, SnapshotLimits limits) {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(limits, "limits");
    checkMayBlock("restore");
    checkAlone("restore");
    try {
      return restore(SnapshotReader.read(in, schema.tables(), limits));
    } catch (InvalidSnapshotException | IOException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Version> restore(Contents contents) {
    return writer.update(Origin.NONE, tx -> restore(tx, contents));
  }

  private void restore(Transaction transaction, Contents contents) {
    Root base = transaction.draft().base();
    Contents.Position position = contents.position();
    Version own = position.version();
    Version objects = Restore.into(transaction.draft(), contents);
    Version highest = own.isAfter(objects) ? own : objects;
    Version next = transaction.made();
    transaction.moveTo(
        Restore.continues(position, base) ? position.historyId() : supplies.ids().next(),
        next.isAfter(highest) ? next : new Version(highest.index() + 1));
  }

  /**
   * Repeats a commit of another store here, so that a store which began with a snapshot of the
   * other, {@linkplain #restore restored} here, and repeats each later commit stays equal to it:
   *
   * <pre>{@code
   * Watcher watcher = source.viewAndWatch(loop, Interest.all(), view -> copy.restore(source.save(view)));
   * ... copy.apply(delivered.commit())  // for each
   * ... copy.restore(source.save(view)) // again, once the watcher is compacted
   * }</pre>
   *
   * <p>Objects are taken as they are, with their meta; names and references are not checked again.
   * A commit of some kinds only keeps those kinds equal.
   *
   * @return the version of the commit here: that of {@code commit}, or this store's next one if
   *     that is higher; fails as {@link #update} does, or with {@link
   *     io.skep.store.DivergedException} if an object is not as {@code commit} found it, after
   *     which nothing has changed
   * @throws IllegalStateException if the store is replicated: it is what its log makes of it
   */
  public Future<Version> apply(Commit commit) {
    Objects.requireNonNull(commit, "commit");
    checkAlone("apply");
    return writer.update(commit.origin(), tx -> apply(tx, commit));
  }

  private static void apply(Transaction transaction, Commit commit) {
    Repetition.into(transaction.draft(), commit);
    if (commit.version().isAfter(transaction.made()) && !commit.changes().isEmpty()) {
      transaction.moveTo(transaction.historyId(), commit.version());
    }
  }

  /**
   * Makes this store the copy of another one that {@code snapshot} is, in one step, in the place of
   * the commits that led there. Unlike {@link #restore} it tells of no commit: watchers that had
   * not come as far are told that commits are missing, and compare. Objects are taken as they are,
   * with their meta; equal ones are left alone, so it costs what differs.
   *
   * @param snapshot names the version of the copy here, which is above this store's; not its
   *     history, as this store keeps its own
   * @return that version; fails as {@link #restore} does, or with {@link InvalidSnapshotException}
   *     if the version is not above; after which nothing has changed
   * @throws IllegalStateException if the store is replicated: it is what its log makes of it
   */
  public Future<Version> install(Snapshot snapshot) {
    Objects.requireNonNull(snapshot, "snapshot");
    checkAlone("install");
    try {
      Contents contents = SnapshotMessages.contents(snapshot, schema.tables());
      return writer
          .write(
              Origin.NONE,
              tx -> {
                head.install(Copy.of(contents, tx.draft().base())); // As the only writer.
                return contents.position().version();
              })
          .map(Committed::value);
    } catch (InvalidSnapshotException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * What {@code view} would be after {@code changes}, at the same version: for a copy that knows
   * what is coming. The store itself stays as it is. Objects are taken as they are, with their
   * meta, and no rule is checked. Costs what changes; any thread.
   *
   * @param changes each made on the object as {@code view} has it, or as one before has left it
   * @throws IllegalArgumentException if {@code view} is not a snapshot of this store
   */
  public ReadTx laidOver(ReadTx view, List<Change<?>> changes) {
    Root base = ours(view);
    var draft = new Draft(base);
    Repetition.into(draft, new Commit(base.version(), base.version(), changes, Origin.NONE));
    return base.committed(base.historyId(), base.version(), draft.freeze());
  }

  /**
   * Moves a copy of another store on, where nothing has changed that the copy has: the objects stay
   * and stand at {@code version} from now on. Watchers find it when they ask.
   *
   * @return {@code version}, or this store's own if that is not lower; fails as {@link #update}
   *     does
   * @throws IllegalStateException if the store is replicated: it is what its log makes of it
   */
  public Future<Version> advance(Version version) {
    Objects.requireNonNull(version, "version");
    checkAlone("advance");
    return writer.update(
        Origin.NONE,
        tx -> {
          if (version.isAfter(tx.version())) {
            tx.moveTo(tx.historyId(), version);
          }
        });
  }

  /**
   * Ends this store as {@link #close} does, and saves what it held at the end: a store that
   * restores this goes on with the same history.
   *
   * @throws IllegalStateException if the store is replicated: its log is what lasts
   */
  public Future<Snapshot> stop() {
    checkAlone("stop");
    return writer
        .write(
            Origin.NONE,
            tx -> {
              head.close(); // As the only writer: nothing is committed after what is saved here.
              return SnapshotMessages.whole(Saved.of(tx.draft().base(), true));
            })
        .map(
            last -> {
              close();
              return last.value();
            });
  }

  private static void checkMayBlock(String call) {
    if (Context.isOnEventLoopThread() || Loop.current().isPresent()) {
      throw new IllegalStateException(
          "this form of %s may wait, and an event loop must not; use the other form, or a thread that may"
              .formatted(call));
    }
  }

  private void checkAlone(String call) {
    writer.queue().checkOutsideBody(call);
    if (replicated) {
      throw new IllegalStateException(
          call
              + " is for a store that stands alone; this one is what its replicated log makes of"
              + " it");
    }
  }

  @Override
  public void close() {
    writer.queue().checkOutsideBody("close");
    head.close();
    writer.committer().close();
    writer.queue().drain();
    meters.close();
    timers.close();
  }

  private Root ours(ReadTx view) {
    if (view instanceof Root root && root.schema() == schema) {
      return root;
    }
    if (head.isClosed()) {
      throw new StoreClosedException();
    }
    throw new IllegalArgumentException(
        view + " is not a snapshot of this store; pass what this store's view() returned");
  }
}
