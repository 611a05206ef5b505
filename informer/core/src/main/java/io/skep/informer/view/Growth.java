package io.skep.informer.view;

import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A part of a view that is being built while the view moves on. One thread at a time.
 *
 * <p>Each turn takes a page of objects from the view as it is then, by id. A change of an object
 * that was passed already goes into the part; any other is found when its page comes. So a large
 * kind is never copied, holds nobody up, and the part needs no catching up at the end.
 */
public final class Growth<T> {
  /** Objects a turn: at about a microsecond for each, half a millisecond. */
  private static final int PAGE = 512;

  private Part<T> part;

  /** The id, as bytes, of the last object passed; null before the first. */
  private String passed;

  /** Will grow {@code part}, which is still empty. */
  public Growth(Part<T> part) {
    this.part = part;
  }

  /** Takes the next page from {@code view}; true if it was the last. */
  public boolean grow(View<T> view) {
    Iterator<Transition<T>> walk =
        view.walk(passed == null ? "" : View.next(IndexKey.toText(passed)));
    List<Transition<T>> page = new ArrayList<>();
    while (page.size() < PAGE && walk.hasNext()) {
      Transition<T> found = walk.next();
      page.add(found);
      passed = found.id();
    }
    part = part.after(page);
    return !walk.hasNext();
  }

  /** Takes note of {@code changes} of the view. */
  public void follow(List<Transition<T>> changes) {
    List<Transition<T>> behind = new ArrayList<>();
    for (Transition<T> change : changes) {
      if (passed != null && change.id().compareTo(passed) <= 0) {
        behind.add(change);
      }
    }
    part = part.after(behind);
  }

  /** {@code view} with the part, which is complete. */
  public View<T> addTo(View<T> view) {
    return part.in(view);
  }
}
