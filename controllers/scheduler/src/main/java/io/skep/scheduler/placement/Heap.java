package io.skep.scheduler.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Elements of which the least is at hand. Each knows its place, so one that changed, or is to go,
 * costs the logarithm of their number: a binary heap as in CLRS, chapter 6, with positions.
 */
final class Heap<E extends Heap.Element> {
  /** What a heap may hold; in one heap at a time. */
  abstract static class Element {
    private static final int NOWHERE = -1;

    private int place = NOWHERE;
  }

  private final List<E> elements = new ArrayList<>();
  private final Comparator<? super E> order;

  Heap(Comparator<? super E> order) {
    this.order = order;
  }

  /** The least element; null if there is none. */
  E first() {
    return elements.isEmpty() ? null : elements.get(0);
  }

  /** Adds an element; or, if it is here, moves it to where it belongs since it changed. */
  void put(E element) {
    Element entry = element;
    if (entry.place == Element.NOWHERE) {
      elements.add(element);
      entry.place = elements.size() - 1;
    }
    settle(element, entry.place);
  }

  /** Takes an element out; nothing happens if it is not here. */
  void remove(E element) {
    Element entry = element;
    int place = entry.place;
    if (place == Element.NOWHERE) {
      return;
    }
    entry.place = Element.NOWHERE;
    E last = elements.remove(elements.size() - 1);
    if (last != element) {
      settle(last, place);
    }
  }

  /** Moves {@code element}, which may be at {@code hole}, up or down from there. */
  private void settle(E element, int hole) {
    int place = rise(element, hole);
    set(place == hole ? sink(element, hole) : place, element);
  }

  private int rise(E element, int from) {
    int place = from;
    while (place > 0) {
      int above = (place - 1) / 2;
      if (order.compare(element, elements.get(above)) >= 0) {
        break;
      }
      set(place, elements.get(above));
      place = above;
    }
    return place;
  }

  private int sink(E element, int from) {
    int place = from;
    for (int below = lesserBelow(place); below >= 0; below = lesserBelow(place)) {
      if (order.compare(element, elements.get(below)) <= 0) {
        break;
      }
      set(place, elements.get(below));
      place = below;
    }
    return place;
  }

  /** The lesser of the two elements below {@code place}; -1 if there is none. */
  private int lesserBelow(int place) {
    int left = 2 * place + 1;
    int right = left + 1;
    if (left >= elements.size()) {
      return -1;
    }
    boolean isRightLess =
        right < elements.size() && order.compare(elements.get(right), elements.get(left)) < 0;
    return isRightLess ? right : left;
  }

  private void set(int place, E element) {
    elements.set(place, element);
    Element entry = element;
    entry.place = place;
  }
}
