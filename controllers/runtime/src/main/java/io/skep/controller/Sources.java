package io.skep.controller;

import io.skep.informer.EventHandler;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import java.util.Collection;
import java.util.function.Function;

/**
 * What makes a key worth a run: changes of the object itself, and changes of other objects, mapped
 * to keys. Used inside {@link Reconciler#declare} only.
 *
 * @param <T> the reconciled objects
 */
public interface Sources<T> {
  /** {@link #primary(Kind, EventPredicate)} for every change. */
  default Sources<T> primary(Kind<T> kind) {
    return primary(kind, EventPredicate.any());
  }

  /**
   * The keys are the ids of {@code kind}'s objects; a run for each at the start, and at every
   * change. Of both only what {@code counts}: objects at the start come as {@linkplain
   * io.skep.informer.Event.Added additions} that are {@code initial}.
   */
  Sources<T> primary(Kind<T> kind, EventPredicate<? super T> counts);

  /**
   * {@link #primary(Kind, EventPredicate)} for changes of what was asked for: of the spec, the mark
   * of deletion and the finalizers, and for every change of objects that have no spec, or lack the
   * finalizer of a {@link CleaningReconciler} that could add it.
   */
  Sources<T> spec(Kind<T> kind);

  /**
   * Of the changes that a run makes to its own object, those that {@code counts} make the key worth
   * another run, in place of the changes of what was asked for and of labels. A run knows what it
   * has written; one that needs another step returns {@link Result#again}. Deletions always count,
   * and so does everything that others write, and everything that a run writes about other objects.
   */
  Sources<T> ownChanges(EventPredicate<? super T> counts);

  /**
   * Runs come also for keys whose object is gone, with {@link Run#object} empty: when it is
   * deleted, and when a mapped source names it. Without this such a run is done before it starts.
   */
  Sources<T> alsoDeleted();

  /**
   * There is one key, {@code id}, which is no object: {@link Run#object} is always empty. A run at
   * the start, and whenever another source asks for it.
   */
  Sources<T> single(String id);

  /** {@link #mapped(Kind, Mapper, EventPredicate)} for every change. */
  default <S> Sources<T> mapped(Kind<S> kind, Mapper<? super S> toKeys) {
    return mapped(kind, toKeys, EventPredicate.any());
  }

  /**
   * Changes of {@code kind} that {@code counts} make the keys worth a run that {@code toKeys} gives
   * for the old and for the new object.
   */
  <S> Sources<T> mapped(Kind<S> kind, Mapper<? super S> toKeys, EventPredicate<? super S> counts);

  /**
   * Changes of objects of {@code kind} that belong to a reconciled object, by an entry {@code
   * skep.owner = <kind>/<id>} in their {@code annotations.indices}: a run for their owner; for the
   * old and for the new one if the object has changed hands. After {@link #primary} or {@link
   * #spec}.
   */
  <S> Sources<T> owned(Kind<S> kind);

  /**
   * Changes of objects of {@code kind} that reconciled objects refer to: a run for each that does.
   * Keeps the ids of both, for as long as the reconciled object refers to something. After {@link
   * #primary} or {@link #spec}.
   *
   * @param ids the ids that a reconciled object refers to, there or not; pure
   */
  <S> Sources<T> referenced(Kind<S> kind, Function<? super T, ? extends Collection<String>> ids);

  /**
   * Shows every object of {@code kind} at the start, and then every change, to {@code handler}, on
   * the controller's loop, without asking for a run. When a run starts, the handler has been shown
   * exactly what the run's snapshot shows, so a reconciler may keep a model of its own with it. The
   * changes of one commit to one object come as one event. What the handler throws is logged.
   */
  <S> Sources<T> observed(Kind<S> kind, EventHandler<? super S> handler);

  /**
   * Which keys an object concerns.
   *
   * @param <S> the objects
   */
  @FunctionalInterface
  interface Mapper<S> {
    /**
     * Ids of reconciled objects, or the single key. Pure.
     *
     * @param object the old or the new object
     * @param at all objects as the change left them, for finding others that refer to this one
     */
    Collection<String> keys(S object, ReadTx at);
  }
}
