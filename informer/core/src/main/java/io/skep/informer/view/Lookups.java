package io.skep.informer.view;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.find.IndexFailure;
import io.skep.store.find.Indexes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The indexes that only an informer declared. An object whose index function throws is absent from
 * that index, and noted. Immutable.
 */
public record Lookups<T>(Indexes<T> indexes, Faults faults) implements Part<T> {
  /** These indexes, over no objects yet. */
  public static <T> Lookups<T> none(Kind<T> kind, List<? extends Index<? super T, ?>> indexes) {
    return new Lookups<>(Indexes.of(kind.name(), indexes), Faults.NONE);
  }

  boolean has(Index<?, ?> index) {
    return indexes.declared().stream().anyMatch(declared -> declared == index);
  }

  /** Whether {@code by} asks one of these indexes, and nothing else. */
  boolean isAskedBy(By<T> by) {
    if (by instanceof By.Equal<T> equal) {
      return has(equal.index());
    } else if (by instanceof By.StartsWith<T> startsWith) {
      return has(startsWith.index());
    }
    return by instanceof By.Range<T> range && has(range.index());
  }

  private boolean has(String index) {
    return indexes.declared().stream().anyMatch(declared -> declared.name().equals(index));
  }

  Page<T> page(By<T> by, PageCursor from, int limit, Function<String, T> objects) {
    return indexes.page(by, from, limit, objects);
  }

  void find(By<T> by, Consumer<? super String> ids) {
    indexes.findIds(by, ids);
  }

  @Override
  public Lookups<T> after(List<Transition<T>> changes) {
    if (indexes.declared().isEmpty()) {
      return this;
    }
    List<IndexFailure> failures = new ArrayList<>();
    Indexes.Edit<T> edit = indexes.edit();
    Faults left = faults;
    for (Transition<T> change : changes) {
      edit.change(change.id(), change.before(), change.after(), failures::add);
      left = healed(left, change.id());
    }
    for (IndexFailure failure : failures) {
      left = left.with(place(failure.index()), failure.id(), failure.cause());
    }
    return new Lookups<>(edit.freeze(), left);
  }

  private Faults healed(Faults before, String id) {
    Faults left = before;
    if (!left.isEmpty()) {
      for (Index<? super T, ?> index : indexes.declared()) {
        left = left.without(place(index), id);
      }
    }
    return left;
  }

  @Override
  public View<T> in(View<T> view) {
    Lookups<T> others = view.lookups();
    return view.withLookups(new Lookups<>(others.indexes.and(indexes), others.faults.and(faults)));
  }

  List<String> problems() {
    return faults.problems(indexes.declared().stream().map(Lookups::place).toList());
  }

  private static String place(Index<?, ?> index) {
    return index.toString();
  }
}
