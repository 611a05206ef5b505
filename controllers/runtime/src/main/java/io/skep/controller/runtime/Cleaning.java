package io.skep.controller.runtime;

import io.skep.api.Annotations;
import io.skep.api.Resource;
import io.skep.controller.CleaningReconciler;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.Marks;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Puts the finalizer of a reconciler on its objects, and takes it away when they have been cleaned
 * up.
 */
final class Cleaning<T> implements Reconciler<T> {
  private final CleaningReconciler<T> user;
  private final String finalizer;

  private Cleaning(CleaningReconciler<T> user) {
    this.user = user;
    this.finalizer = user.finalizer();
  }

  /** {@code reconciler} itself, unless it cleans up. */
  static <T> Reconciler<T> of(Reconciler<T> reconciler) {
    return reconciler instanceof CleaningReconciler<T> cleaning
        ? new Cleaning<>(cleaning)
        : reconciler;
  }

  /** The finalizer of {@code reconciler}; empty unless it cleans up. */
  static Optional<String> finalizer(Reconciler<?> reconciler) {
    return reconciler instanceof CleaningReconciler<?> cleaning
        ? Optional.of(cleaning.finalizer())
        : Optional.empty();
  }

  @Override
  public void declare(Sources<T> on) {
    user.declare(on);
    // Whatever changes the user wants to hear of, this one is needed.
    EventPredicate<Resource> marked = EventPredicate.deletionMarked(Kinds.RESOURCE);
    on.mapped(
        Kinds.RESOURCE,
        (resource, at) ->
            user.kind().owns(resource) ? List.of(resource.getId()) : List.<String>of(),
        marked);
  }

  @Override
  public Future<Result> reconcile(Run<T> run) {
    if (run.object().isEmpty()) {
      return user.reconcile(run);
    }
    Annotations marks =
        run.at().get(Kinds.RESOURCE, run.id()).map(Resource::getAnnotations).orElseThrow();
    boolean isOurs = Marks.of(marks, Marks.FINALIZER).contains(finalizer);
    if (!Marks.has(marks, Marks.DELETING)) {
      return user.reconcile(isOurs ? run : new FinalizingRun<>(run, user.kind(), finalizer));
    }
    // Without ours the object is none of this controller's business any more: others clean up.
    return isOurs ? user.cleanup(run).compose(result -> release(run, result)) : run.done();
  }

  private Future<Result> release(Run<T> run, Result result) {
    return result instanceof Result.Done
        ? run.commit(tx -> tx.removeFinalizer(user.kind(), run.id(), finalizer))
        : Future.succeededFuture(result);
  }

  @Override
  public Future<Result> onFailure(Run<T> run, Result.Failure failure) {
    return user.onFailure(run, failure);
  }
}
