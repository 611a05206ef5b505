package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Kind;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The reads that roots and transactions share. What is read bit by bit, in the caller's time, is
 * read from the frozen table, so that a transaction may write meanwhile.
 */
interface Reads extends ReadTx {
  /** The table that holds {@code kind}. */
  TableView<?> tableOf(Kind<?> kind);

  /** What measures lookups. */
  StoreTimers timers();

  @Override
  default <T> Optional<T> get(Kind<T> kind, String id) {
    StoreTimers timers = timers();
    if (!timers.samplesLookup(id)) {
      return lookUp(kind, id);
    }
    long start = timers.now();
    Optional<T> found = lookUp(kind, id);
    timers.lookedUp(start);
    return found;
  }

  private <T> Optional<T> lookUp(Kind<T> kind, String id) {
    Stored<?> stored = tableOf(kind).objects().ofText(id);
    return stored == null || !stored.is(kind) ? Optional.empty() : Optional.of(stored.as(kind));
  }

  @Override
  default <T> List<T> find(Kind<T> kind, By<T> by) {
    return Selected.of(tableOf(kind), kind, by).list();
  }

  @Override
  default <T> Stream<T> stream(Kind<T> kind, By<T> by) {
    return Selected.of(tableOf(kind).freeze(), kind, by).stream();
  }

  @Override
  default <T> Page<T> page(Kind<T> kind, By<T> by, PageCursor from, int limit) {
    return Selected.of(tableOf(kind), kind, by).page(from, limit);
  }

  @Override
  default <T> Iterator<T> scan(Kind<T> kind, String from) {
    return scan(tableOf(kind).freeze(), kind, from);
  }

  private static <M extends Message, T> Iterator<T> scan(
      TableState<M> table, Kind<T> kind, String from) {
    Iterable<Stored<M>> stored = table.map().from(IndexKey.ofText(from));
    return StreamSupport.stream(stored.spliterator(), false)
        .filter(object -> object.is(kind))
        .<T>map(object -> object.as(kind))
        .iterator();
  }

  @Override
  default <T> int count(Kind<T> kind, By<T> by) {
    return Selected.of(tableOf(kind), kind, by).count();
  }

  @Override
  default int count(Kind<?> kind) {
    return kind instanceof Table ? tableOf(kind).objects().size() : count(kind, By.all());
  }
}
