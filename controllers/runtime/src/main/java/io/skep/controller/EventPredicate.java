package io.skep.controller;

import com.google.protobuf.Message;
import io.skep.informer.Event;
import io.skep.store.Table;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which events ask for a run. Filters what is queued, never what can be read. Pure.
 *
 * <p>Those that compare a part of the object accept, besides the updates that change that part,
 * every addition and deletion.
 *
 * @param <S> the objects
 */
@FunctionalInterface
public interface EventPredicate<S> {
  /** Whether {@code event} counts. */
  boolean test(Event<? extends S> event);

  /** Every event. */
  static <S> EventPredicate<S> any() {
    return event -> true;
  }

  /** Events that change what {@code part} gives, as told by {@code equals}. */
  static <S> EventPredicate<S> changed(Function<? super S, ?> part) {
    return event ->
        !(event instanceof Event.Updated<? extends S> update)
            || !Objects.equals(part.apply(update.old()), part.apply(update.object()));
  }

  /**
   * Events that change the field at {@code path}, such as {@code spec.annotations.labels}. A path
   * that the objects do not have makes the predicate throw at the first event.
   */
  static <S extends Message> EventPredicate<S> fieldChanged(String path) {
    return changed(FieldPath.of(path)::in);
  }

  /**
   * Events that change what was asked for: the field {@code spec}; a new mark of deletion or a new
   * finalizer; and every update of objects without a spec, as nobody can tell. See {@link
   * Sources#spec} for the objects that a controller reconciles.
   */
  static <S extends Message> EventPredicate<S> specChanged(Table<S> table) {
    return event ->
        !(event instanceof Event.Updated<? extends S> update)
            || desired(table, update.object()).isNewsAfter(desired(table, update.old()));
  }

  private static <S extends Message> Desired desired(Table<S> table, S object) {
    return Desired.of(object, table.annotations(object));
  }

  /** Events that change the labels among the annotations. */
  static <S extends Message> EventPredicate<S> labelsChanged(Table<S> table) {
    return changed(object -> table.annotations(object).getLabelsMap());
  }

  /** Events that change anything in the annotations: name, labels or indices. */
  static <S extends Message> EventPredicate<S> annotationsChanged(Table<S> table) {
    return changed(table::annotations);
  }

  /** Events that bring another version of the object. */
  static <S extends Message> EventPredicate<S> versionChanged(Table<S> table) {
    return changed(object -> table.meta(object).getVersion());
  }

  /** Events that show an object marked as being deleted for the first time. */
  static <S extends Message> EventPredicate<S> deletionMarked(Table<S> table) {
    return event ->
        !(event instanceof Event.Deleted<? extends S>)
            && desired(table, event.object()).isBeingDeleted()
            && !(event instanceof Event.Updated<? extends S> update
                && desired(table, update.old()).isBeingDeleted());
  }

  /** Events that both accept. */
  default EventPredicate<S> and(EventPredicate<? super S> other) {
    return event -> test(event) && other.test(event);
  }

  /** Events that either accepts. */
  default EventPredicate<S> or(EventPredicate<? super S> other) {
    return event -> test(event) || other.test(event);
  }

  /** Events that this does not accept. */
  default EventPredicate<S> not() {
    return event -> !test(event);
  }
}
