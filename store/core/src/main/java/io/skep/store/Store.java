package io.skep.store;

import io.skep.api.StoreSnapshot;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A transactional, watchable object store held in memory.
 *
 * <p>One writer at a time, in one order for all; readers take a snapshot of everything and hold
 * nobody. All methods may be called from any thread. Futures are completed on the {@link Loop} of
 * the caller, if the call came from one, and never while the store is inside a transaction.
 */
public interface Store extends AutoCloseable {
  /**
   * Names this history of versions: a position means something only together with it. Changed by
   * restoring a snapshot.
   */
  String historyId();

  /** All objects as they are now. Costs one volatile read, whatever the size of the store. */
  ReadTx view();

  /**
   * What {@code body} makes of all objects as they are now; measured, where {@link #view()} is not.
   */
  default <R> R view(Function<? super ReadTx, ? extends R> body) {
    return body.apply(view());
  }

  /** A private, writable copy of all objects as they are now. */
  default Fork fork() {
    return fork(view());
  }

  /**
   * A private, writable copy of the objects of {@code view}. Costs nothing, whatever their number.
   *
   * @throws IllegalArgumentException if it is not a snapshot of this store
   */
  Fork fork(ReadTx view);

  /** {@link #update(Origin, Consumer)} by nobody in particular. */
  default Future<Version> update(Consumer<? super Tx> body) {
    return update(Origin.NONE, body);
  }

  /**
   * Runs {@code body} as one atomic change and replicates it.
   *
   * <p>Nothing is visible to other readers until the change has been accepted (stand-alone: at
   * once; replicated: by a quorum); then all of it is. {@code body} is pure memory work: it must
   * not block, and calling the store's write methods from inside it fails.
   *
   * @param origin who writes; travels with the commit
   * @param body reads and writes through its argument. Runs at most once: at once on the caller's
   *     thread when the store is free, else queued, to run on the caller's {@link Loop} or on the
   *     thread that frees the store
   * @return the version at which the change became visible, or the version read if there was no
   *     change; fails with what {@code body} threw, after which nothing has changed; with {@link
   *     StoreBusyException}, {@link BaseLostException} or {@link ProposalRefusedException}, after
   *     which the write may be tried again; with {@link OutcomeUnknownException} if it may yet take
   *     effect
   */
  default Future<Version> update(Origin origin, Consumer<? super Tx> body) {
    return compute(
            origin,
            tx -> {
              body.accept(tx);
              return null;
            })
        .map(Committed::version);
  }

  /**
   * {@link #update(Origin, Consumer)} for a body with a result, which is delivered only once
   * everything it was computed from is committed.
   */
  <R> Future<Committed<R>> compute(Origin origin, Function<? super Tx, ? extends R> body);

  /**
   * Runs many small changes in as few transactions as their limits allow: a transaction ends at 200
   * changes or at three quarters of 1.5 MiB. Other writers get their turn in between.
   *
   * @param steps pulled one by one as there is room, at most one transaction a turn of the caller's
   *     {@link Loop}; each is atomic, and one that throws is rolled back alone
   * @return what became of the steps; fails with {@link BatchAbortedException} if a transaction
   *     could not be committed, which ends the batch
   */
  Future<BatchResult> batch(BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps);

  /**
   * The blocking form of {@link #batch(BatchOptions, Iterator)}: {@code body} hands its steps to
   * the batch one by one and sees each one's failure. What is committed stays if {@code body}
   * throws; the transaction then open is dropped.
   *
   * @throws IllegalStateException on an event loop, which must not block
   */
  BatchResult batch(Origin origin, Consumer<? super Batch> body);

  /** Every later commit that {@code interest} matches, on {@code loop}. */
  default Watcher watch(Loop loop, Interest interest) {
    return viewAndWatch(loop, interest, view -> {});
  }

  /**
   * A snapshot and exactly the commits after it: none lost, none twice, none from before. Blocks no
   * writer and waits for none.
   *
   * @param loop where the watcher is read and its owner is told of news
   * @param view sees the snapshot, on the calling thread, before this returns; if it throws there
   *     is no watcher
   */
  Watcher viewAndWatch(Loop loop, Interest interest, Consumer<? super ReadTx> view);

  /**
   * Every commit after {@code from} that {@code interest} matches: those that the log still holds
   * and those that come, as one sequence. Blocks no writer and waits for none.
   *
   * <p>If the log does not hold all that came after {@code from}, or {@code from} is of another
   * history, the watcher says {@link Watcher.Next.Compacted} at once: take a new snapshot.
   *
   * @param from what has been seen already; see {@link ResumePoint#after}
   * @param loop where the watcher is read and its owner is told of news
   * @throws VersionNotReachedException if this store is not there yet
   */
  Watcher watchFrom(Loop loop, Interest interest, ResumePoint from);

  /**
   * What changed between two snapshots of this store, as changes that lead from one to the other;
   * of an object that changed several times, only the last state. Skips what both snapshots share,
   * so it costs what differs.
   *
   * @return the changes that {@code interest} matches: table by table, within a table by id
   * @throws IllegalArgumentException if a snapshot is another store's
   */
  List<Change<?>> diff(ReadTx before, ReadTx after, Interest interest);

  /** All objects of {@code view}, in id order; later writes do not affect it. */
  StoreSnapshot save(ReadTx view);

  /**
   * Replaces all objects by those of {@code snapshot}, as one commit with the least difference:
   * equal objects are left alone. Objects are taken as they are, with their meta. The commit's
   * version is above all that the store or the snapshot has seen. Starts a new history.
   *
   * @return the version of that commit; fails as {@link #update} does, or with {@link
   *     InvalidSnapshotException}, after which nothing has changed
   * @throws IllegalStateException if the store is replicated: it is what its log makes of it
   */
  Future<Version> restore(StoreSnapshot snapshot);

  /**
   * Ends every watcher at once, also one with commits to read, and fails every write that has not
   * been decided; every later call fails with {@link StoreClosedException}. Snapshots taken before
   * stay readable. Idempotent.
   */
  @Override
  void close();
}
