package io.skep.informer.remote;

import io.skep.store.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The objects that went last. As ids are never used again, what is told of one of these is old
 * news. Bounded: the eldest is forgotten first. One thread.
 */
final class Tombstones {
  private final int limit;
  private final Set<ObjectKey> gone = new LinkedHashSet<>();

  Tombstones(int limit) {
    this.limit = limit;
  }

  void add(ObjectKey key) {
    gone.add(key);
    if (gone.size() > limit) {
      Iterator<ObjectKey> eldest = gone.iterator();
      eldest.next();
      eldest.remove();
    }
  }

  boolean contains(ObjectKey key) {
    return gone.contains(key);
  }

  void clear() {
    gone.clear();
  }
}
