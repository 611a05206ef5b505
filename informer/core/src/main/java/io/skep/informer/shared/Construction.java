package io.skep.informer.shared;

import io.skep.informer.view.Growth;
import io.skep.informer.view.Lookups;
import io.skep.informer.view.Transition;
import io.skep.informer.view.View;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.loop.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a view has yet to be built: first its objects, if they are filtered, then the indexes
 * declared so far, then later ones. Confined to the informer's loop.
 */
final class Construction<T> {
  private final Kind<T> kind;
  private final Map<String, Index<? super T, ?>> declared = new LinkedHashMap<>();

  /** What is being built; null if nothing is. */
  private Growth<T> growing;

  private List<Answer<Void>> askers = new ArrayList<>();

  /** What comes next. */
  private List<Index<? super T, ?>> waiting = new ArrayList<>();

  private List<Answer<Void>> waitingAskers = new ArrayList<>();

  private final List<Answer<Void>> finished = new ArrayList<>();

  Construction(Kind<T> kind) {
    this.kind = kind;
  }

  /** Begins with the objects of {@code view}, which are filtered. */
  void begin(View<T> view) {
    growing = new Growth<>(view.ownObjects());
  }

  /** Adds an index, or answers at once if it is there or cannot be. */
  void add(Index<? super T, ?> index, Answer<Void> asker) {
    Index<? super T, ?> namesake = declared.get(index.name());
    if (View.isOfKind(kind, index)) {
      asker.complete(null);
    } else if (namesake == null && !View.hasIndexNamed(kind, index.name())) {
      declared.put(index.name(), index);
      waiting.add(index);
      waitingAskers.add(asker);
    } else if (namesake == index) {
      join(index, asker);
    } else {
      asker.fail(
          new IllegalArgumentException(
              "the informer of kind %s has another index named \"%s\"; give this one another name, or share one constant"
                  .formatted(kind.name(), index.name())));
    }
  }

  private void join(Index<? super T, ?> index, Answer<Void> asker) {
    if (waiting.contains(index)) {
      waitingAskers.add(asker);
    } else if (growing != null) {
      askers.add(asker); // Perhaps sooner, but never too early.
    } else {
      asker.complete(null);
    }
  }

  boolean isDone() {
    return growing == null && waiting.isEmpty();
  }

  /** Builds on, for one turn, and adds to {@code view} what is finished. */
  View<T> advance(View<T> view) {
    if (growing == null && !waiting.isEmpty()) {
      growing = new Growth<>(Lookups.none(kind, waiting));
      askers = waitingAskers;
      waiting = new ArrayList<>();
      waitingAskers = new ArrayList<>();
    }
    if (growing == null || !growing.grow(view)) {
      return view;
    }
    View<T> more = growing.addTo(view);
    growing = null;
    finished.addAll(askers);
    askers = new ArrayList<>();
    return more;
  }

  /** Keeps what is being built up to date with the view that it is built from. */
  void follow(List<Transition<T>> changes) {
    if (growing != null) {
      growing.follow(changes);
    }
  }

  /** Answers those whose index can be asked now; called when readers see it. */
  void tellFinished() {
    finished.forEach(asker -> asker.complete(null));
    finished.clear();
  }

  void fail(Throwable cause) {
    askers.forEach(asker -> asker.fail(cause));
    waitingAskers.forEach(asker -> asker.fail(cause));
  }
}
