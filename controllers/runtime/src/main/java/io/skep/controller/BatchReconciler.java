package io.skep.controller;

import io.skep.store.Kind;
import io.vertx.core.Future;
import java.util.function.Predicate;

/**
 * Brings what is to what was asked for, for many objects at a time: all that are pending, one plan,
 * one commit. A scheduler, for example:
 *
 * <pre>{@code
 * public void declare(Sources<Task> on) {
 *   on.pending(Kinds.TASK, task -> task.getNodeId().isEmpty()).wakeBy(Kinds.NODE);
 * }
 *
 * public Future<Result> reconcile(BatchRun<Task> run) {
 *   Fork plan = run.fork();
 *   for (Task task : run.objects()) {
 *     roomiest(plan).ifPresent(node -> place(plan, task, node));
 *   }
 *   return run.commit(plan);
 * }
 * }</pre>
 *
 * <p>Objects are handed over in the order in which they became pending. One that is still pending
 * after a run waits for a change of its own by somebody else, or of what the reconciler is
 * {@linkplain Sources#wakeBy woken by}. If a run fails, or loses its plan to a conflict, all its
 * objects are in the next one; a plan that was lost is made again at once, on fresh data, up to
 * five times in a row before that counts as a failure. All calls come on the controller's loop and
 * must not block.
 *
 * <p>Small changes that come one by one are worth waiting for: give the controller a quiet period.
 *
 * @param <T> the objects that may be pending
 */
public interface BatchReconciler<T> {
  /** Says which objects are pending, and what is worth another look at them. Called once. */
  void declare(Sources<T> on);

  /** Looks at some pending objects, at least one. */
  Future<Result> reconcile(BatchRun<T> run);

  /**
   * This, as a reconciler of a single key, which hands over at most {@code objects} in a run.
   *
   * @throws IllegalArgumentException if that is not positive
   */
  default Reconciler<Void> upTo(int objects) {
    return new Batches<>(this, objects);
  }

  /**
   * What a batch is made of. Used inside {@link BatchReconciler#declare} only.
   *
   * @param <T> the objects that may be pending
   */
  interface Sources<T> {
    /**
     * The objects of {@code kind} for which {@code isPending}, which is pure, holds. Once, before
     * anything else.
     */
    Sources<T> pending(Kind<T> kind, Predicate<? super T> isPending);

    /** {@link #wakeBy(Kind, EventPredicate)} for every change. */
    default <S> Sources<T> wakeBy(Kind<S> kind) {
      return wakeBy(kind, EventPredicate.any());
    }

    /**
     * Changes of {@code kind} that {@code counts} are worth another look at all that is pending.
     */
    <S> Sources<T> wakeBy(Kind<S> kind, EventPredicate<? super S> counts);
  }
}
