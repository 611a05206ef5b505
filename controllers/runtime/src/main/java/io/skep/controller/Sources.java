package io.skep.controller;

import io.skep.informer.EventHandler;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import java.util.Collection;

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
