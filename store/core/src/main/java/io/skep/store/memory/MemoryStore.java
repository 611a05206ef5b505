package io.skep.store.memory;

import io.skep.api.StoreSnapshot;
import io.skep.store.Batch;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Change;
import io.skep.store.Committed;
import io.skep.store.IdSource;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.StoreClosedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
  private final IdSource histories;

  /** An empty store. */
  public MemoryStore(MemoryStoreOptions options) {
    schema = new Schema(options.tables());
    histories = new IdSource(options.random());
    head = new Head(Root.empty(schema, histories.next()), options.log());
    writer =
        new Writer(
            new WriteQueue(options.waitingWrites()), new LocalCommitter(head, options.clock()));
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
    if (Context.isOnEventLoopThread() || Loop.current().isPresent()) {
      throw new IllegalStateException(
          "this form of batch may wait, and an event loop must not; use the form that takes an iterator");
    }
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
  public List<Change<?>> diff(ReadTx before, ReadTx after, Interest interest) {
    return new Difference(ours(before), ours(after), interest).changes();
  }

  @Override
  public StoreSnapshot save(ReadTx view) {
    return Saved.of(ours(view));
  }

  @Override
  public Future<Version> restore(StoreSnapshot snapshot) {
    Objects.requireNonNull(snapshot, "snapshot");
    writer.queue().checkOutsideBody("restore");
    return writer.write(Origin.NONE, tx -> restore(tx, snapshot)).map(Committed::version);
  }

  private Void restore(Transaction transaction, StoreSnapshot snapshot) {
    Version highest = Restore.into(transaction.draft(), snapshot);
    Version next = transaction.made();
    transaction.moveTo(
        histories.next(), highest.isAfter(next) ? new Version(highest.index() + 1) : next);
    return null;
  }

  @Override
  public void close() {
    writer.queue().checkOutsideBody("close");
    head.close();
    writer.committer().close();
    writer.queue().drain();
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
