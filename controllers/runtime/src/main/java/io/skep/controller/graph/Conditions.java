package io.skep.controller.graph;

import io.skep.store.ReadTx;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/** The conditions of one node. Immutable. */
record Conditions<O, T>(
    BiPredicate<? super O, ? super ReadTx> active,
    BiPredicate<? super O, ? super ReadTx> wanted,
    BiPredicate<? super List<T>, ? super ReadTx> ready,
    BiPredicate<? super List<T>, ? super ReadTx> gone) {

  Conditions {
    Objects.requireNonNull(active, "active");
    Objects.requireNonNull(wanted, "wanted");
    Objects.requireNonNull(ready, "ready");
    Objects.requireNonNull(gone, "gone");
  }

  /** Wanted always, ready as soon as the children are as desired, gone when they are. */
  static <O, T> Conditions<O, T> none() {
    return new Conditions<>(
        (owner, at) -> true,
        (owner, at) -> true,
        (children, at) -> true,
        (left, at) -> left.isEmpty());
  }

  Conditions<O, T> withActive(BiPredicate<? super O, ? super ReadTx> condition) {
    return new Conditions<>(condition, wanted, ready, gone);
  }

  Conditions<O, T> withWanted(BiPredicate<? super O, ? super ReadTx> condition) {
    return new Conditions<>(active, condition, ready, gone);
  }

  Conditions<O, T> withReady(BiPredicate<? super List<T>, ? super ReadTx> condition) {
    return new Conditions<>(active, wanted, condition, gone);
  }

  Conditions<O, T> withGone(BiPredicate<? super List<T>, ? super ReadTx> condition) {
    return new Conditions<>(active, wanted, ready, condition);
  }
}
