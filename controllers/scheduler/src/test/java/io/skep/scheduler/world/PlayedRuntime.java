package io.skep.scheduler.world;

import com.google.protobuf.Message;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.ObjectTx;
import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Change;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.Kind;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Plays the controller runtime for one reconciler of a single key: shows it the difference since it
 * looked last, and runs it if a change, or its own last result, asked for that.
 */
public final class PlayedRuntime {
  /** A scheduler that has not come to rest after so many runs never will. */
  private static final int MOST_RUNS = 1_000;

  private final Map<Kind<?>, List<Watch<?>>> watches = new LinkedHashMap<>();
  private final MemoryStore store;
  private final Clock clock;
  private final Reconciler<Void> reconciler;
  private ReadTx seen;
  private boolean wanted = true;
  private int runs;
  private int writes;
  private Runnable beforeWrites = () -> {};
  private int writesUntilFailure = Integer.MAX_VALUE;

  /** A handler, and which changes ask for a run. */
  private final class Watch<T> {
    private final EventHandler<T> handler;
    private final EventPredicate<T> counts;

    @SuppressWarnings("unchecked") // Both only read events, and a T is one of theirs.
    Watch(EventHandler<? super T> handler, EventPredicate<? super T> counts) {
      this.handler = (EventHandler<T>) handler;
      this.counts = (EventPredicate<T>) counts;
    }

    void tell(Event<T> event) {
      handler.handle(event);
      wanted |= counts.test(event);
    }
  }

  PlayedRuntime(MemoryStore store, Clock clock, Reconciler<Void> reconciler) {
    this.store = store;
    this.clock = clock;
    this.reconciler = reconciler;
    reconciler.declare(new Declared());
  }

  /** Does this between the decisions of the next run and their writes. */
  public void interfereOnce(Runnable interference) {
    beforeWrites =
        () -> {
          beforeWrites = () -> {};
          interference.run();
        };
  }

  /** Lets the next batch end after so many steps, which are written, as if the log had failed. */
  public void failBatchOnceAfter(int steps) {
    writesUntilFailure = steps;
  }

  /** How many runs there were. */
  public int runs() {
    return runs;
  }

  /** How many steps there were in all runs. */
  public int writes() {
    return writes;
  }

  /** Shows changes and runs until nobody asks for a run. */
  public void settle() {
    for (int i = 0; i < MOST_RUNS; i++) {
      show();
      if (!wanted) {
        return;
      }
      runOnce();
    }
    throw new AssertionError("the scheduler still wants to run after " + MOST_RUNS + " runs");
  }

  /** Runs once, whether or not that was asked for. */
  public void runOnce() {
    show();
    wanted = false;
    runs++;
    Future<Result> result;
    try {
      result = reconciler.reconcile(new PlayedRun());
    } catch (RuntimeException thrown) {
      throw new AssertionError("the scheduler must not throw", thrown);
    }
    if (!result.isComplete()) {
      throw new AssertionError("the run is not over although the store is free");
    }
    wanted = result.failed() || !(result.result() instanceof Result.Done);
  }

  /** Shows changes without a run. */
  public void showOnly() {
    show();
  }

  /** Shows what changed since the last call: kinds in their order, objects by id. */
  private void show() {
    ReadTx now = store.view();
    if (seen == null) {
      watches.keySet().forEach(kind -> showAll(kind, now));
    } else {
      for (Change<?> change : store.diff(seen, now, Interest.all())) {
        for (Kind<?> kind : watches.keySet()) {
          if (kind.table().equals(change.table())) {
            show(kind, change, now.version());
          }
        }
      }
    }
    seen = now;
  }

  private <T> void showAll(Kind<T> kind, ReadTx now) {
    for (T object : now.list(kind)) {
      tell(kind, new Event.Added<>(object, now.version(), Origin.NONE, true));
    }
  }

  private <T> void show(Kind<T> kind, Change<?> change, Version version) {
    if (!kind.owns((Message) change.object())) {
      return;
    }
    T object = kind.decode((Message) change.object());
    if (change instanceof Change.Created<?>) {
      tell(kind, new Event.Added<>(object, version, Origin.NONE, false));
    } else if (change instanceof Change.Updated<?> updated) {
      T old = kind.decode((Message) updated.old());
      tell(kind, new Event.Updated<>(old, object, version, Origin.NONE));
    } else {
      tell(kind, new Event.Deleted<>(object, version, Origin.NONE, false));
    }
  }

  @SuppressWarnings("unchecked") // A watch is kept under the kind of its objects.
  private <T> void tell(Kind<?> kind, Event<T> event) {
    for (Watch<?> watch : watches.getOrDefault(kind, List.of())) {
      ((Watch<T>) watch).tell(event);
    }
  }

  private final class Declared implements Sources<Void> {
    @Override
    public Sources<Void> primary(Kind<Void> kind, EventPredicate<? super Void> counts) {
      throw onlySingleKeys();
    }

    @Override
    public Sources<Void> spec(Kind<Void> kind) {
      throw onlySingleKeys();
    }

    @Override
    public Sources<Void> ownChanges(EventPredicate<? super Void> counts) {
      throw onlySingleKeys();
    }

    @Override
    public <S> Sources<Void> owned(Kind<S> kind) {
      throw onlySingleKeys();
    }

    @Override
    public <S> Sources<Void> referenced(
        Kind<S> kind, Function<? super Void, ? extends Collection<String>> ids) {
      throw onlySingleKeys();
    }

    private static UnsupportedOperationException onlySingleKeys() {
      return new UnsupportedOperationException("only single keys are played");
    }

    @Override
    public Sources<Void> alsoDeleted() {
      return this;
    }

    @Override
    public Sources<Void> single(String id) {
      return this;
    }

    @Override
    public <S> Sources<Void> mapped(
        Kind<S> kind, Mapper<? super S> toKeys, EventPredicate<? super S> counts) {
      return add(kind, new Watch<S>(event -> {}, counts));
    }

    @Override
    public <S> Sources<Void> observed(Kind<S> kind, EventHandler<? super S> handler) {
      return add(kind, new Watch<S>(handler, event -> false));
    }

    private Sources<Void> add(Kind<?> kind, Watch<?> watch) {
      watches.computeIfAbsent(kind, k -> new ArrayList<>()).add(watch);
      return this;
    }
  }

  private final class PlayedRun implements Run<Void> {
    private final ReadTx at = store.view();

    @Override
    public String id() {
      return "scheduler";
    }

    @Override
    public Optional<Void> object() {
      return Optional.empty();
    }

    @Override
    public ReadTx at() {
      return at;
    }

    @Override
    public List<String> causes() {
      return List.of();
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public boolean isLastAttempt() {
      return false;
    }

    @Override
    public String runId() {
      return "played";
    }

    @Override
    public Optional<Version> epoch() {
      return Optional.empty();
    }

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.empty();
    }

    @Override
    public Future<Void> cancelled() {
      return Promise.<Void>promise().future();
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public Fork fork() {
      return store.fork(at);
    }

    @Override
    public Future<Result> commit(Fork plan, Result then) {
      return store.update(tx -> tx.apply(plan.diff())).map(then);
    }

    @Override
    public Future<Result> commit(Consumer<? super ObjectTx> body, Result then) {
      return store.update(tx -> body.accept(ObjectTx.over(tx))).map(then);
    }

    @Override
    public Future<BatchResult> batch(Iterator<? extends Consumer<? super Tx>> steps) {
      beforeWrites.run();
      int most = writesUntilFailure;
      writesUntilFailure = Integer.MAX_VALUE;
      Future<BatchResult> result = store.batch(BatchOptions.DEFAULT, new Counted(steps, most));
      return steps.hasNext()
          ? result.compose(soFar -> Future.failedFuture("the log failed after " + soFar.steps()))
          : result;
    }
  }

  private final class Counted implements Iterator<Consumer<? super Tx>> {
    private final Iterator<? extends Consumer<? super Tx>> steps;
    private int left;

    Counted(Iterator<? extends Consumer<? super Tx>> steps, int most) {
      this.steps = steps;
      this.left = most;
    }

    @Override
    public boolean hasNext() {
      return left > 0 && steps.hasNext();
    }

    @Override
    public Consumer<? super Tx> next() {
      writes++;
      left--;
      return steps.next();
    }
  }
}
