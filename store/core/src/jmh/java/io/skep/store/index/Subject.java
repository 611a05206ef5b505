package io.skep.store.index;

import io.skep.store.index.MapBenchmark.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A map under measurement. */
public interface Subject {
  Entry get(String key);

  Entry put(Entry entry);

  Entry remove(String key);

  /** Makes the changes visible to readers: a new snapshot, where there are snapshots. */
  void commit();

  void list(List<Entry> into);

  void list(String prefix, List<Entry> into);

  /** The maps to compare. */
  enum Sort {
    TRIE {
      @Override
      Subject create() {
        return new Trie();
      }
    },
    HASH_MAP {
      @Override
      Subject create() {
        return new Plain(new HashMap<>());
      }
    },
    TREE_MAP {
      @Override
      Subject create() {
        return new Plain(new TreeMap<>());
      }
    },
    SKIP_LIST {
      @Override
      Subject create() {
        return new Plain(new ConcurrentSkipListMap<>());
      }
    };

    abstract Subject create();
  }

  /** The persistent map, with a snapshot that readers would see. */
  final class Trie implements Subject {
    private final PersistentMap.Edit<Entry> edit = PersistentMap.<Entry>empty().edit();
    private volatile PersistentMap<Entry> snapshot = PersistentMap.empty();

    @Override
    public Entry get(String key) {
      return snapshot.get(key);
    }

    @Override
    public Entry put(Entry entry) {
      return edit.put(entry);
    }

    @Override
    public Entry remove(String key) {
      return edit.remove(key);
    }

    @Override
    public void commit() {
      snapshot = edit.freeze();
    }

    @Override
    public void list(List<Entry> into) {
      snapshot.forEach(into::add);
    }

    @Override
    public void list(String prefix, List<Entry> into) {
      snapshot.forEach(prefix, into::add);
    }
  }

  /** A map of the JDK, without snapshots. */
  final class Plain implements Subject {
    private final Map<String, Entry> map;

    Plain(Map<String, Entry> map) {
      this.map = map;
    }

    @Override
    public Entry get(String key) {
      return map.get(key);
    }

    @Override
    public Entry put(Entry entry) {
      return map.put(entry.key(), entry);
    }

    @Override
    public Entry remove(String key) {
      return map.remove(key);
    }

    @Override
    public void commit() {}

    @Override
    public void list(List<Entry> into) {
      map.values().forEach(into::add);
    }

    @Override
    public void list(String prefix, List<Entry> into) {
      if (map instanceof NavigableMap<String, Entry> ordered) {
        into.addAll(ordered.subMap(prefix, prefix + Character.MAX_VALUE).values());
      } else {
        throw new UnsupportedOperationException("a hash map has no order; leave it out here");
      }
    }
  }
}
