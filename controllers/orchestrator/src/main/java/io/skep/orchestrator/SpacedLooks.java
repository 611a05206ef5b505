package io.skep.orchestrator;

import io.skep.api.Service;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A reconciler of services that does not look at a large one for each of its tasks.
 *
 * <p>One look costs in proportion to the tasks of the service, and each task that starts or ends
 * asks for one: without a pause, an update costs the square of its tasks. So between two looks at
 * the same service there are {@value #MICROS_A_TASK} µs for each of its tasks, a second at most,
 * and one look then sees to all that has happened meanwhile. A service that was itself changed, one
 * of fewer than {@value #LARGE} tasks, and one whose last look failed are looked at at once.
 *
 * <p>What is remembered is the time of the last look at each large service; a new leader begins
 * with none. Confined to the controller's loop.
 */
final class SpacedLooks implements Reconciler<Service> {
  /** From how many tasks on the cost of a look matters: those of fewer take about a millisecond. */
  static final int LARGE = 500;

  /** Some ten times what a look takes, so that one service never takes more than part of a core. */
  static final int MICROS_A_TASK = 20;

  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Reconciler<Service> reconciler;
  private final Map<String, Look> last = new HashMap<>();

  /** The looks of {@code reconciler}, spaced. */
  SpacedLooks(Reconciler<Service> reconciler) {
    this.reconciler = Objects.requireNonNull(reconciler, "reconciler");
  }

  @Override
  public void declare(Sources<Service> on) {
    reconciler.declare(on);
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    int tasks = run.at().count(Kinds.TASK, TaskKind.byServiceId(run.id()));
    Optional<Service> service = run.object();
    if (service.isEmpty() || tasks < LARGE) {
      last.remove(run.id());
      return reconciler.reconcile(run);
    }
    Instant now = run.clock().instant();
    long version = service.get().getMeta().getVersion().getIndex();
    Look before = last.get(run.id());
    if (before != null && before.version() == version) {
      Instant due = before.at().plus(pause(tasks));
      if (due.isAfter(now)) {
        return Future.succeededFuture(Result.again(Duration.between(now, due)));
      }
    }
    last.put(run.id(), new Look(now, version));
    return reconciler.reconcile(run).onComplete(looked -> forgetFailure(run.id(), looked));
  }

  @Override
  public Future<Result> onFailure(Run<Service> run, Result.Failure failure) {
    return reconciler.onFailure(run, failure);
  }

  static Duration pause(int tasks) {
    Duration pause = Duration.ofNanos(tasks * (MICROS_A_TASK * 1_000L));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }

  /** How soon to try again is for the back-off to say. */
  private void forgetFailure(String id, AsyncResult<Result> looked) {
    boolean settled =
        looked.succeeded()
            && (looked.result() instanceof Result.Done || looked.result() instanceof Result.Again);
    if (!settled) {
      last.remove(id);
    }
  }

  /** When a service was looked at, as of which version of its own. */
  private record Look(Instant at, long version) {}
}
