package io.skep.informer.remote;

import io.skep.api.StoreSnapshot;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.store.Batch;
import io.skep.store.BatchAbortedException;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Change;
import io.skep.store.Committed;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store in another process, for reconcilers that were written for one in this process: reads come
 * from the copy that a {@link RemoteFeed} keeps, writes go to the server.
 *
 * <pre>{@code
 * StoreManager.over(List.of(feed), new RemoteStore(feed, writes), ManagerOptions.DEFAULT)
 *     .add("cron", new CronReconciler(), options);
 * }</pre>
 *
 * <p>The body of a transaction runs here, on a fork of the copy, and what it has changed is sent.
 * The server commits it only if each object that it changes is still as it was here; else it fails
 * with {@link io.skep.store.ProposalRefusedException}, to be run again. What the body only read is
 * not checked. Objects that a transaction returns carry no version that anybody else knows: read
 * them again at the version of the commit, by {@link RemoteFeed#atLeast}.
 *
 * <p>{@link #view} is a state that the server had. What this store has written since shows in it a
 * moment later, and in {@link #latest} at once; transactions are planned on the latter, so that
 * each sees those before it.
 *
 * <p>While 4,096 transactions are not answered yet or not in the copy, as when the feed has been
 * cut off for long, further ones fail with {@link io.skep.store.StoreBusyException} before anything
 * is sent.
 *
 * <p>What a transaction may hold depends on the dialect: {@link Writes} refuses what it has no
 * words for before anything is sent.
 *
 * <p>Any thread, once the feed has its first snapshot.
 */
public final class RemoteStore implements Store {
  private final RemoteFeed feed;
  private final Store copy;
  private final Writes writes;
  private final Optional<OwnWrites> own;

  /**
   * The store that {@code feed} follows and {@code writes} reach. Closing it closes neither.
   *
   * @throws IllegalArgumentException if the feed has not all fields of its objects
   */
  public RemoteStore(RemoteFeed feed, Writes writes) {
    if (!feed.isWhole()) {
      throw new IllegalArgumentException(
          "this feed has a part of each object only, and writing one back would lose the rest;"
              + " follow all fields");
    }
    this.feed = Objects.requireNonNull(feed, "feed");
    this.copy = feed.copy();
    this.writes = Objects.requireNonNull(writes, "writes");
    this.own = feed.own();
  }

  @Override
  public String historyId() {
    return copy.historyId();
  }

  @Override
  public ReadTx view() {
    return copy.view();
  }

  /**
   * The newest state of the copy, and laid over it what this store has written and the copy does
   * not have yet. Its version is the copy's. It may show an own write without a foreign one that
   * came before, so no server has ever had this very state; it never goes back behind an own write.
   *
   * <p>The same as {@link #view} in the dialect of SwarmKit, where a write is done when the copy
   * has it, and of a feed whose server leaves objects out.
   */
  public ReadTx latest() {
    return own.map(writes -> writes.latest().at()).orElseGet(this::view);
  }

  /**
   * The newest reader of {@code informer}, as {@link #latest} shows its kind, in all indexes.
   *
   * @param informer of this store's feed
   * @throws IllegalArgumentException if it is of another one
   */
  public <T> Reader<T> latest(Informer<T> informer) {
    String history = informer.reader().at().historyId(); // Each copy has its own.
    if (!history.equals(copy.historyId())) {
      throw new IllegalArgumentException(
          ("this informer, of table %s, is of another feed: it reads copy \"%s\", and this store"
                  + " has copy \"%s\"; pass an informer that was made on the feed of this store")
              .formatted(informer.kind().name(), history, copy.historyId()));
    }
    return own.map(writes -> writes.latest(informer)).orElseGet(informer::reader);
  }

  /**
   * Tells {@code listener}, on the feed's loop, of each object that this store has created and that
   * went before the copy had it: the copy was told neither, as the server had dropped the commits
   * in between. Its final state is not known. Where an answer came only after several such gaps, it
   * may be of an object that the copy has shown in between. The last listener counts. Controllers
   * need none: they look again by themselves.
   */
  public void onVanished(Consumer<Change.Deleted<?>> listener) {
    own.ifPresent(writes -> writes.onVanished(listener));
  }

  @Override
  public Fork fork(ReadTx view) {
    return copy.fork(view);
  }

  @Override
  public <R> Future<Committed<R>> compute(Origin origin, Function<? super Tx, ? extends R> body) {
    return this.<R>commit(origin, body).map(Outcome::committed);
  }

  /**
   * What became of a transaction.
   *
   * @param sent whether it had changed anything
   */
  private record Outcome<R>(Committed<R> committed, boolean sent) {}

  private <R> Future<Outcome<R>> commit(Origin origin, Function<? super Tx, ? extends R> body) {
    Objects.requireNonNull(origin, "origin");
    OwnWrites.Latest read;
    R value;
    String history;
    List<Change<?>> changes;
    try {
      history = feed.serverHistory();
      read = read();
      Fork plan = copy.fork(read.at());
      value = body.apply(plan);
      changes = plan.diff();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    if (changes.isEmpty()) {
      return Future.succeededFuture(new Outcome<>(new Committed<>(value, read.version()), false));
    }
    return Answer.of(
        send(history, read.era(), origin, changes)
            .map(version -> new Outcome<>(new Committed<>(value, version), true)));
  }

  private OwnWrites.Latest read() {
    return own.map(OwnWrites::latest)
        .orElseGet(
            () -> {
              ReadTx view = view();
              return new OwnWrites.Latest(view, view.version(), 0);
            });
  }

  /** The version of the copy that has what was written. */
  private Future<Version> send(String history, long era, Origin origin, List<Change<?>> changes) {
    if (own.isEmpty()) {
      return writes.commit(history, origin, changes).compose(this::here);
    }
    OwnWrites overlay = own.get();
    OwnWrites.Sent sent;
    try {
      sent = overlay.send(era);
    } catch (StoreException e) {
      return Future.failedFuture(e);
    }
    return writes
        .commit(history, origin, changes)
        .onSuccess(written -> put(overlay, sent, written, changes))
        .onComplete(answered -> overlay.settle(sent))
        .compose(this::here);
  }

  private static void put(
      OwnWrites overlay, OwnWrites.Sent sent, Written written, List<Change<?>> changes) {
    if (written instanceof Written.At at) {
      overlay.put(sent, at.version(), changes);
    }
  }

  private Future<Version> here(Written written) {
    return written instanceof Written.At at
        ? Future.succeededFuture(feed.here(at.version()))
        : Arrival.of(feed, (Written.Unnumbered) written);
  }

  /** One transaction a step: a step is not built on others whose outcome nobody knows. */
  @Override
  public Future<BatchResult> batch(
      BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
    var batch = new Steps(Loop.current().orElse(feed.loop()), options, steps);
    batch.loop.execute(batch::next);
    return Answer.of(batch.result.future());
  }

  /**
   * Not offered: it would have to wait for the server at each step.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public BatchResult batch(Origin origin, Consumer<? super Batch> body) {
    throw new UnsupportedOperationException(
        "a store in another process has no blocking batch; use batch(BatchOptions, Iterator)");
  }

  @Override
  public Watcher viewAndWatch(Loop loop, Interest interest, Consumer<? super ReadTx> view) {
    return copy.viewAndWatch(loop, interest, view);
  }

  @Override
  public Watcher watchFrom(Loop loop, Interest interest, ResumePoint from) {
    return copy.watchFrom(loop, interest, from);
  }

  @Override
  public List<Change<?>> diff(ReadTx before, ReadTx after, Interest interest) {
    return copy.diff(before, after, interest);
  }

  @Override
  public StoreSnapshot save(ReadTx view) {
    return copy.save(view);
  }

  /**
   * Not offered: a store is restored where it is.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Future<Version> restore(StoreSnapshot snapshot) {
    throw new UnsupportedOperationException(
        "a store in another process cannot be restored from here; restore it where it runs");
  }

  /** Does nothing: stop the feed. */
  @Override
  public void close() {}

  /** The steps of a batch, one a turn. On the caller's loop, or on the feed's if it has none. */
  private final class Steps {
    private final Loop loop;
    private final BatchOptions options;
    private final Iterator<? extends Consumer<? super Tx>> steps;
    private final Promise<BatchResult> result = Promise.promise();
    private final List<BatchResult.Failure> failures = new ArrayList<>();
    private int done;
    private int transactions;
    private Optional<Version> last = Optional.empty();

    Steps(Loop loop, BatchOptions options, Iterator<? extends Consumer<? super Tx>> steps) {
      this.loop = loop;
      this.options = options;
      this.steps = steps;
    }

    void next() {
      Optional<Consumer<? super Tx>> step;
      try {
        step = pull();
      } catch (RuntimeException e) {
        result.fail(e);
        return;
      }
      step.ifPresentOrElse(this::carryOut, () -> result.complete(soFar()));
    }

    private Optional<Consumer<? super Tx>> pull() {
      boolean enough = options.stopAtFailure() && !failures.isEmpty();
      return enough || !steps.hasNext() ? Optional.empty() : Optional.of(steps.next());
    }

    private void carryOut(Consumer<? super Tx> step) {
      var thrown = new RuntimeException[1];
      commit(options.origin(), tx -> run(step, tx, thrown))
          .onSuccess(this::settled)
          .onFailure(failure -> failed(failure, thrown[0]));
    }

    private Void run(Consumer<? super Tx> step, Tx tx, RuntimeException[] thrown) {
      try {
        step.accept(tx);
        return null;
      } catch (RuntimeException e) {
        thrown[0] = e;
        throw e;
      }
    }

    private void settled(Outcome<Void> outcome) {
      done++;
      if (outcome.sent()) {
        transactions++;
        last = Optional.of(outcome.committed().version());
      }
      again();
    }

    private void failed(Throwable failure, RuntimeException thrown) {
      if (thrown != null) {
        failures.add(new BatchResult.Failure(done++, thrown));
        again();
      } else if (failure instanceof StoreException refused) {
        result.fail(new BatchAbortedException(soFar(), refused));
      } else {
        result.fail(failure);
      }
    }

    /** The next step sees what this one has written, and does not begin inside it. */
    private void again() {
      last.map(feed::atLeast)
          .orElseGet(() -> Future.succeededFuture(view()))
          .onSuccess(at -> loop.execute(this::next))
          .onFailure(result::fail);
    }

    private BatchResult soFar() {
      return new BatchResult(done, done, failures, transactions, last);
    }
  }
}
