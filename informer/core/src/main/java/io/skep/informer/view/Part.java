package io.skep.informer.view;

import java.util.List;

/** A part of a view that is built from its objects and follows their changes. Immutable. */
public sealed interface Part<T> permits OwnObjects, Lookups {
  /** This part after {@code changes}. */
  Part<T> after(List<Transition<T>> changes);

  /** {@code view} with this part, which has followed it. */
  View<T> in(View<T> view);
}
