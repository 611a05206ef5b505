package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The reads that roots and transactions share. */
interface Reads extends ReadTx {
  /** The table that holds {@code kind}. */
  TableView<?> tableOf(Kind<?> kind);

  @Override
  default <T> Optional<T> get(Kind<T> kind, String id) {
    Stored<?> stored = tableOf(kind).objects().get(IndexKey.ofText(id));
    return stored == null || !stored.is(kind) ? Optional.empty() : Optional.of(stored.as(kind));
  }

  @Override
  default <T> List<T> find(Kind<T> kind, By<T> by) {
    if (by == null) {
      throw new InvalidSelectorException(
          "null selects nothing of " + kind.name() + "; use By.all() to find every object");
    }
    return Collections.unmodifiableList(found(tableOf(kind), kind, kind.select(by)));
  }

  @Override
  default int count(Kind<?> kind) {
    return kind instanceof Table ? tableOf(kind).objects().size() : list(kind).size();
  }

  private static <M extends Message, T> List<T> found(TableView<M> table, Kind<T> kind, By<?> by) {
    boolean whole = kind instanceof Table;
    var found = new ArrayList<T>(by instanceof By.All<?> && whole ? table.objects().size() : 10);
    table
        .indexes()
        .find(
            by,
            table.objects(),
            stored -> {
              if (whole || stored.is(kind)) {
                found.add(stored.as(kind));
              }
            });
    return found;
  }
}
