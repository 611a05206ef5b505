package io.skep.controller;

import io.skep.informer.Event;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.VersionConflictException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A single key behind which pending objects gather: those that are due a look, and those that had
 * one in vain. Holds the id of each once. Confined to the controller's loop.
 */
final class Batches<T> implements Reconciler<Void>, BatchReconciler.Sources<T> {
  private static final String KEY = "batch";
  private static final List<String> KEYS = List.of(KEY);

  /** How often a plan is lost in a row before that is a failure, as with other transactions. */
  private static final int REPLANS = 5;

  private static final Duration REPLAN_AFTER = Duration.ofMillis(10);

  /** As good as at once, but with others in between. */
  private static final Duration NEXT = Duration.ofNanos(1);

  private final BatchReconciler<T> reconciler;
  private final int limit;
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> tried = new LinkedHashSet<>();
  private Sources<Void> sources;
  private Kind<T> kind;
  private Predicate<? super T> isPending;

  /** What the commits of the newest run carry; empty if there was none. */
  private String trace = "";

  private int lost;

  Batches(BatchReconciler<T> reconciler, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("upTo must be at least 1 but is " + limit);
    }
    this.reconciler = reconciler;
    this.limit = limit;
  }

  @Override
  public void declare(Sources<Void> on) {
    sources = on.single(KEY);
    reconciler.declare(this);
    if (kind == null) {
      throw new IllegalStateException("a batch reconciler has to declare what is pending");
    }
  }

  @Override
  public BatchReconciler.Sources<T> pending(Kind<T> of, Predicate<? super T> condition) {
    if (kind != null) {
      throw new IllegalStateException(
          "pending is declared twice, for %s and for %s; call it once"
              .formatted(kind.name(), of.name()));
    }
    kind = of;
    isPending = Objects.requireNonNull(condition, "isPending");
    sources
        .observed(of, this::observe)
        .mapped(of, (object, at) -> KEYS, event -> due.contains(of.id(event.object())));
    return this;
  }

  @Override
  public <S> BatchReconciler.Sources<T> wakeBy(Kind<S> by, EventPredicate<? super S> counts) {
    if (kind == null) {
      throw new IllegalStateException("wakeBy comes before pending; call pending first");
    }
    sources
        .observed(
            by,
            event -> {
              if (counts.test(event)) {
                due.addAll(tried);
                tried.clear();
              }
            })
        .mapped(by, (object, at) -> KEYS, event -> counts.test(event) && !due.isEmpty());
    return this;
  }

  private void observe(Event<? extends T> event) {
    String id = kind.id(event.object());
    if (event instanceof Event.Deleted<?> || !isPending.test(event.object())) {
      due.remove(id);
      tried.remove(id);
    } else if (!tried.contains(id) || trace.isEmpty() || !trace.equals(event.origin().traceId())) {
      // What the run under way has written about an object that it could not help is no news.
      tried.remove(id);
      due.add(id);
    }
  }

  @Override
  public Future<Result> reconcile(Run<Void> run) {
    List<String> ids = due.stream().limit(limit).toList();
    List<T> objects = objects(ids, run.at());
    if (objects.isEmpty()) {
      return run.done();
    }
    ids.forEach(due::remove);
    tried.addAll(ids);
    trace = run.traceId();
    return call(new BatchRun<>(objects, run)).transform(answer -> next(answer, ids));
  }

  private List<T> objects(List<String> ids, ReadTx at) {
    List<T> objects = new ArrayList<>();
    ids.forEach(id -> at.get(kind, id).ifPresent(objects::add));
    return objects;
  }

  private Future<Result> call(BatchRun<T> run) {
    try {
      return reconciler.reconcile(run);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Result> next(AsyncResult<Result> answer, List<String> ids) {
    Optional<Throwable> failure = failure(answer);
    if (failure.isEmpty()) {
      lost = 0;
      return Future.succeededFuture(
          due.isEmpty() || answer.result() instanceof Result.BackOff
              ? answer.result()
              : Result.again(NEXT));
    }
    giveBack(ids);
    if (failure.get() instanceof VersionConflictException && lost < REPLANS) {
      lost++;
      return Future.succeededFuture(Result.again(REPLAN_AFTER));
    }
    lost = 0;
    return answer.succeeded()
        ? Future.succeededFuture(answer.result())
        : Future.failedFuture(answer.cause());
  }

  private static Optional<Throwable> failure(AsyncResult<Result> answer) {
    if (answer.failed()) {
      return Optional.of(answer.cause());
    }
    return answer.result() instanceof Result.Failure failure
        ? Optional.of(failure.cause())
        : Optional.empty();
  }

  /** Makes those of {@code ids} due that are pending still, before all others. */
  private void giveBack(List<String> ids) {
    List<String> others = List.copyOf(due);
    due.clear();
    ids.stream().filter(tried::remove).forEach(due::add);
    due.addAll(others);
  }
}
