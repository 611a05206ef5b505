package io.skep.informer.shared;

import io.skep.informer.Event;
import io.skep.informer.view.Transition;
import io.skep.store.Origin;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What handlers hear of the changes of one commit, or of a jump over several. Immutable.
 *
 * @param jump whether changes in between were dropped: deletions then come first and say that the
 *     final state is not known
 */
record Events<T>(Version version, Origin origin, boolean jump) {
  /** Hands the event of each visible change to {@code sink}. */
  void of(List<Transition<T>> changes, Consumer<? super Event<T>> sink) {
    List<Transition<T>> visible = new ArrayList<>(changes);
    visible.removeIf(change -> !change.isVisible());
    if (jump) {
      visible.stream().filter(Events::isDeletion).forEach(change -> sink.accept(event(change)));
      visible.removeIf(Events::isDeletion);
    }
    visible.forEach(change -> sink.accept(event(change)));
  }

  private static boolean isDeletion(Transition<?> change) {
    return change.after() == null;
  }

  private Event<T> event(Transition<T> change) {
    if (change.before() == null) {
      return new Event.Added<>(change.after(), version, origin, false);
    }
    return change.after() == null
        ? new Event.Deleted<>(change.before(), version, origin, jump)
        : new Event.Updated<>(change.before(), change.after(), version, origin);
  }
}
