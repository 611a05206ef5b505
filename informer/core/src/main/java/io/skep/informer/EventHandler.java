package io.skep.informer;

/**
 * Hears of changes of one kind, one at a time, each object's in order, on the loop that registered
 * it. It may be slow without holding anybody up: changes of one object that wait are merged into
 * one.
 *
 * @param <T> the objects
 */
@FunctionalInterface
public interface EventHandler<T> {
  /**
   * Called when {@link Informer#reader} already shows the change, or something later. What it
   * throws is logged, and the next call comes after a pause of a second; the event is not repeated.
   */
  void handle(Event<T> event);
}
