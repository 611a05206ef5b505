package io.skep.store.changelog;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.Index;
import io.skep.store.Route;
import io.skep.store.Table;
import io.skep.store.changelog.Waiting.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waiting cursors of one loop, by what they wait for: a table, an object, a key of an index. A
 * commit is offered to those that one of its changes leads to, and costs the others nothing.
 *
 * <p>Lists are kept in the order in which they were first needed, so the same history tells the
 * same owners in the same order. Confined to its loop.
 */
final class InterestTable {
  private static final Logger LOG = LoggerFactory.getLogger(InterestTable.class);

  private final Waiting everything = new Waiting();
  private final Map<Table<?>, OfTable<?>> tables = new LinkedHashMap<>();

  void add(Place place) {
    if (!place.isTaken()) {
      list(place.route()).add(place);
    }
  }

  void remove(Place place) {
    if (place.isTaken()) {
      Waiting list = list(place.route());
      list.remove(place);
      if (list.isEmpty()) {
        drop(place.route());
      }
    }
  }

  /** How many ids and keys somebody waits for: no more than there are places taken. */
  int keys() {
    return tables.values().stream().mapToInt(OfTable::keys).sum();
  }

  /** Moves the cursors to which {@code record} matters to {@code woken}. */
  void offer(LogRecord record, List<Cursor> woken) {
    everything.offer(record, woken);
    for (Table<?> table : record.tables()) {
      OfTable<?> waiting = tables.get(table);
      if (waiting != null) {
        waiting.offer(record, woken);
      }
    }
  }

  /** Moves all cursors that wait for a commit before {@code sequence} to {@code woken}. */
  void wakeBefore(long sequence, List<Cursor> woken) {
    everything.wakeBefore(sequence, woken);
    tables.values().forEach(table -> table.wakeBefore(sequence, woken));
  }

  private Waiting list(Route route) {
    if (route instanceof Route.OfEverything) {
      return everything;
    }
    if (route instanceof Route.OfTable ofTable) {
      return of(ofTable.table()).whole;
    }
    if (route instanceof Route.OfId ofId) {
      return list(of(ofId.table()).byId, ofId.id());
    }
    if (route instanceof Route.OfKey ofKey) {
      Map<Index<?, ?>, Map<String, Waiting>> byIndex = of(ofKey.table()).byIndex;
      return list(
          byIndex.computeIfAbsent(ofKey.index(), absent -> new LinkedHashMap<>()), ofKey.key());
    }
    throw new IllegalStateException("no list for " + route);
  }

  private static Waiting list(Map<String, Waiting> lists, String key) {
    return lists.computeIfAbsent(key, absent -> new Waiting());
  }

  private OfTable<?> of(Table<?> table) {
    return tables.computeIfAbsent(table, OfTable::new);
  }

  /** Forgets the list of {@code route}, which is empty. */
  private void drop(Route route) {
    if (route instanceof Route.OfId ofId) {
      of(ofId.table()).byId.remove(ofId.id());
    } else if (route instanceof Route.OfKey ofKey) {
      of(ofKey.table()).byIndex.get(ofKey.index()).remove(ofKey.key());
    }
  }

  /** The cursors that wait for changes of one table. */
  private static final class OfTable<M extends Message> {
    private final Table<M> table;
    private final Waiting whole = new Waiting();
    private final Map<String, Waiting> byId = new LinkedHashMap<>();
    private final Map<Index<?, ?>, Map<String, Waiting>> byIndex = new LinkedHashMap<>();

    OfTable(Table<M> table) {
      this.table = table;
    }

    int keys() {
      return byId.size() + byIndex.values().stream().mapToInt(Map::size).sum();
    }

    void offer(LogRecord record, List<Cursor> woken) {
      whole.offer(record, woken);
      if (!byId.isEmpty()) {
        Set<String> ids = new LinkedHashSet<>();
        forEach(record, object -> ids.add(table.id(object)));
        offer(byId, ids, record, woken);
      }
      for (Map.Entry<Index<?, ?>, Map<String, Waiting>> index : byIndex.entrySet()) {
        if (!index.getValue().isEmpty()) {
          offer(index.getValue(), keys(index.getKey(), record), record, woken);
        }
      }
    }

    private static void offer(
        Map<String, Waiting> lists, Set<String> keys, LogRecord record, List<Cursor> woken) {
      for (String key : keys) {
        Waiting list = lists.get(key);
        if (list != null) {
          list.offer(record, woken);
          if (list.isEmpty()) {
            lists.remove(key);
          }
        }
      }
    }

    @SuppressWarnings("unchecked") // An index stands here only if it is one of the table.
    private Set<String> keys(Index<?, ?> index, LogRecord record) {
      Set<String> keys = new LinkedHashSet<>();
      forEach(record, object -> keysOf((Index<M, ?>) index, object, keys::add));
      return keys;
    }

    private void keysOf(Index<M, ?> index, M object, Consumer<String> sink) {
      try {
        index.keysOf(object, sink);
      } catch (RuntimeException e) {
        LOG.debug("{} does not hold {}: it has no value for it", index, table.id(object), e);
      }
    }

    /** Hands over each object of the table that changed: as it was before, and after. */
    private void forEach(LogRecord record, Consumer<? super M> sink) {
      for (Change<?> change : record.commit().changes()) {
        if (change.table() == table) {
          change.before().ifPresent(object -> sink.accept(table.type().cast(object)));
          change.after().ifPresent(object -> sink.accept(table.type().cast(object)));
        }
      }
    }

    void wakeBefore(long sequence, List<Cursor> woken) {
      whole.wakeBefore(sequence, woken);
      wakeBefore(byId, sequence, woken);
      byIndex.values().forEach(lists -> wakeBefore(lists, sequence, woken));
    }

    private static void wakeBefore(Map<String, Waiting> lists, long sequence, List<Cursor> woken) {
      lists.values().forEach(list -> list.wakeBefore(sequence, woken));
      lists.values().removeIf(Waiting::isEmpty);
    }
  }
}
