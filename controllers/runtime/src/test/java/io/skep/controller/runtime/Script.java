package io.skep.controller.runtime;

import io.skep.api.Service;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does what the test says, and remembers every run and every failure it heard of. */
final class Script<T> implements Reconciler<T> {
  final List<Run<T>> runs = new ArrayList<>();
  final List<Result> heard = new ArrayList<>();
  private final Consumer<Sources<T>> sources;
  private final ArrayDeque<Function<Run<T>, Future<Result>>> next = new ArrayDeque<>();
  private Function<Run<T>, Future<Result>> always = Run::done;
  private BiFunction<Run<T>, Result.Failure, Future<Result>> hook =
      (run, failure) -> Future.succeededFuture(failure);

  private Script(Consumer<Sources<T>> sources) {
    this.sources = sources;
  }

  static <T> Script<T> on(Consumer<Sources<T>> sources) {
    return new Script<>(sources);
  }

  /** For each service, at every change of it. */
  static Script<Service> onServices() {
    return on(sources -> sources.primary(Kinds.SERVICE));
  }

  /** What to do in one run; those after it are told by later calls. */
  Script<T> then(Function<Run<T>, Future<Result>> answer) {
    next.add(answer);
    return this;
  }

  Script<T> then(Result result) {
    return then(run -> Future.succeededFuture(result));
  }

  /** What to do in all runs for which {@link #then} says nothing. */
  Script<T> always(Function<Run<T>, Future<Result>> answer) {
    always = answer;
    return this;
  }

  /** What to do about every failure. */
  Script<T> onEachFailure(BiFunction<Run<T>, Result.Failure, Future<Result>> answer) {
    hook = answer;
    return this;
  }

  List<String> ids() {
    return runs.stream().map(Run::id).toList();
  }

  List<Integer> attempts() {
    return runs.stream().map(Run::attempt).toList();
  }

  Run<T> last() {
    return runs.get(runs.size() - 1);
  }

  @Override
  public void declare(Sources<T> on) {
    sources.accept(on);
  }

  @Override
  public Future<Result> reconcile(Run<T> run) {
    runs.add(run);
    return (next.isEmpty() ? always : next.remove()).apply(run);
  }

  @Override
  public Future<Result> onFailure(Run<T> run, Result.Failure failure) {
    heard.add(failure);
    return hook.apply(run, failure);
  }
}
