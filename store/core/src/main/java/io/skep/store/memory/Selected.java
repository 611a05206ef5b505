package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Kind;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.Table;
import io.skep.store.find.Plan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a selector finds in a table, as objects of a kind.
 *
 * @param whole whether the kind is the table itself, else only some of the table's objects are its
 * @param room how many objects to make room for
 */
record Selected<M extends Message, T>(Plan<Stored<M>> plan, Kind<T> kind, boolean whole, int room) {
  /** The usual number of objects that are asked for at a time. */
  private static final int FEW = 10;

  static <M extends Message, T> Selected<M, T> of(TableView<M> table, Kind<T> kind, By<T> by) {
    if (by == null) {
      throw new InvalidSelectorException(
          "null selects nothing of " + kind.name() + "; use By.all() to find every object");
    }
    boolean whole = kind instanceof Table;
    return new Selected<>(
        table.indexes().plan(whole ? by : by.inTableOf(kind), table.objects()),
        kind,
        whole,
        whole && by instanceof By.All<T> ? table.objects().size() : FEW);
  }

  List<T> list() {
    var found = new ArrayList<T>(room);
    if (whole) {
      plan.forEach(stored -> found.add(message(stored)));
    } else {
      plan.forEach(
          stored -> {
            if (stored.is(kind)) {
              found.add(stored.as(kind));
            }
          });
    }
    return Collections.unmodifiableList(found);
  }

  /** {@link Stored#as} without its checks, which tell on a walk over all objects. */
  @SuppressWarnings("unchecked") // The objects of a table are its messages.
  private T message(Stored<M> stored) {
    return (T) stored.message();
  }

  Stream<T> stream() {
    Spliterator<Stored<M>> walk =
        Spliterators.spliteratorUnknownSize(
            plan.from(PageCursor.START),
            Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    return StreamSupport.stream(walk, false).filter(this::isOne).map(stored -> stored.as(kind));
  }

  int count() {
    if (whole) {
      return plan.count();
    }
    int[] count = {0};
    plan.forEach(stored -> count[0] += isOne(stored) ? 1 : 0);
    return count[0];
  }

  Page<T> page(PageCursor from, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 but is " + limit);
    }
    List<T> page = new ArrayList<>(Math.min(limit, FEW));
    Stored<M> last = null;
    Iterator<Stored<M>> walk = plan.from(from);
    while (walk.hasNext()) {
      Stored<M> stored = walk.next();
      if (isOne(stored)) {
        if (page.size() == limit) {
          return new Page<>(page, plan.after(last), true);
        }
        page.add(stored.as(kind));
        last = stored;
      }
    }
    return new Page<>(page, last == null ? from : plan.after(last), false);
  }

  private boolean isOne(Stored<M> stored) {
    return whole || stored.is(kind);
  }
}
