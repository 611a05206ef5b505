package io.skep.store.kind;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Kind;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the checks of tables read. */
final class ShelvesTx implements ReadTx {
  private final Map<Table<?>, Shelf<?>> shelves = new LinkedHashMap<>();

  <M extends Message> ShelvesTx with(Table<M> table, M object) {
    shelf(table).put(object);
    return this;
  }

  @Override
  public Version version() {
    return Version.ZERO;
  }

  @Override
  public String historyId() {
    return "shelves";
  }

  @Override
  public <T> Optional<T> get(Kind<T> kind, String id) {
    return find(kind, By.<T>idPrefix(id)).stream().filter(o -> kind.id(o).equals(id)).findFirst();
  }

  @Override
  public <T> List<T> find(Kind<T> kind, By<T> by) {
    return shelf(kind.table()).find(by).stream().map(kind::decode).toList();
  }

  @Override
  public <T> Stream<T> stream(Kind<T> kind, By<T> by) {
    return find(kind, by).stream();
  }

  @Override
  public <T> Page<T> page(Kind<T> kind, By<T> by, PageCursor from, int limit) {
    throw new UnsupportedOperationException("no check of a table reads pages");
  }

  @Override
  public <T> int count(Kind<T> kind, By<T> by) {
    return find(kind, by).size();
  }

  @Override
  public int count(Kind<?> kind) {
    return shelf(kind.table()).find(By.all()).size();
  }

  @SuppressWarnings("unchecked") // Each table has the shelf of its objects.
  private <M extends Message> Shelf<M> shelf(Table<M> table) {
    return (Shelf<M>) shelves.computeIfAbsent(table, t -> new Shelf<>(table));
  }
}
