package io.skep.store.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The latest published value of each key: what a reader of a snapshot tries before it walks the
 * snapshot's trie. Most readers want what has not changed since their snapshot, and to them this
 * gives it for one step in a hash table instead of a walk.
 *
 * <p>It may lack values, as when a key is not ASCII, so nothing but a walk says that a key is
 * absent. What it gives is right, if this is kept: one thread at a time publishes; it brings this
 * up to date with all changes of a moment, which is later than those before, then publishes the
 * snapshot of that moment; who reads has got the snapshot from that publication.
 *
 * <p>Any thread reads, without locks; one writes. A lookup costs a hash and about one comparison of
 * keys, a write about the same. Memory is about ten bytes a value. It grows bucket by bucket, so
 * that no write waits for all values to be moved: extendible hashing (Fagin et al., 1979) with
 * linear probing in the buckets.
 *
 * @param <V> the values; never null
 */
public final class Latest<V extends Dated> {
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(Object[][].class);

  /** Slots of a bucket. A power of two. */
  private static final int SLOTS_A_BUCKET = 256;

  /** How far from its own slot a value may stand. A bucket in which one stood farther is split. */
  private static final int REACH = 8;

  /** The most buckets: for some seven million values; what is more finds no place. */
  private static final int MOST_BUCKETS = 1 << 16;

  // The first bits of a key's hash choose the bucket, the last ones the slot. Buckets whose keys
  // are told apart by fewer bits than others stand in several places of the directory, which
  // follow each other. Slots after a value's own are filled without gaps up to where it stands.

  private volatile Object[][] directory = {new Object[SLOTS_A_BUCKET], null};

  /** Nothing yet. */
  public Latest() {
    directory[1] = directory[0];
  }

  /**
   * The value that {@code key} has in the snapshot of {@code moment}; null if that is not known
   * here. The key may be text that is not a key: nothing is known of it then.
   */
  public V get(String key, long moment) {
    int hash = hash(key);
    Object[] bucket = bucket(directory, hash);
    for (int i = 0; i < REACH; i++) {
      V value = value(SLOTS.getAcquire(bucket, slot(hash, i)));
      if (value == null) {
        return null;
      }
      if (value.key().equals(key)) {
        return value.since() <= moment ? value : null;
      }
    }
    return null;
  }

  /** Makes {@code value} the latest of its key. The writer's. */
  public void put(V value) {
    String key = value.key();
    int hash = hash(key);
    Object[] bucket = bucket(directory, hash);
    int slot = find(bucket, hash, key);
    if (slot >= 0) {
      SLOTS.setRelease(bucket, slot, value);
    } else if (isAscii(key)) {
      while (!add(bucket, hash, value) && split(bucket, hash)) {
        bucket = bucket(directory, hash);
      }
    }
  }

  /** Takes {@code key} out. The writer's. */
  public void remove(String key) {
    int hash = hash(key);
    Object[] bucket = bucket(directory, hash);
    int slot = find(bucket, hash, key);
    if (slot >= 0) {
      SLOTS.setRelease(bucket, slot, null);
      closeGap(bucket, slot);
    }
  }

  /** Puts what stands behind {@code gap} where it belongs now. Readers may miss it meanwhile. */
  private void closeGap(Object[] bucket, int gap) {
    for (int i = 1; i < SLOTS_A_BUCKET; i++) {
      int slot = slot(gap, i);
      V value = value(bucket[slot]);
      if (value == null) {
        return;
      }
      SLOTS.setRelease(bucket, slot, null);
      add(bucket, hash(value.key()), value); // Its old slot is free, if no other.
    }
  }

  /** The slot that {@code key} stands in; negative if in none. */
  private int find(Object[] bucket, int hash, String key) {
    for (int i = 0; i < REACH; i++) {
      V value = value(bucket[slot(hash, i)]);
      if (value == null) {
        return -1;
      }
      if (value.key().equals(key)) {
        return slot(hash, i);
      }
    }
    return -1;
  }

  /** Puts {@code value} into the first free slot; false if it would be too far away. */
  private static boolean add(Object[] bucket, int hash, Object value) {
    for (int i = 0; i < REACH; i++) {
      int slot = slot(hash, i);
      if (bucket[slot] == null) {
        SLOTS.setRelease(bucket, slot, value);
        return true;
      }
    }
    return false;
  }

  /** Spreads the values of {@code bucket} over two; false if there are too many buckets. */
  private boolean split(Object[] bucket, int hash) {
    Object[][] buckets = directory;
    int first = place(buckets, hash);
    int end = first + 1;
    while (first > 0 && buckets[first - 1] == bucket) {
      first--;
    }
    while (end < buckets.length && buckets[end] == bucket) {
      end++;
    }
    if (end - first == 1) {
      if (buckets.length == MOST_BUCKETS) {
        return false;
      }
      buckets = doubled(buckets);
      first *= 2;
      end *= 2;
    }
    int middle = (first + end) / 2;
    Object[] upper = new Object[SLOTS_A_BUCKET];
    Object[] lower = new Object[SLOTS_A_BUCKET];
    for (Object moved : bucket) {
      if (moved != null) {
        int itsHash = hash(value(moved).key());
        add(place(buckets, itsHash) < middle ? lower : upper, itsHash, moved);
      }
    }
    for (int i = first; i < end; i++) {
      BUCKETS.setRelease(buckets, i, i < middle ? lower : upper);
    }
    directory = buckets;
    return true;
  }

  private static Object[][] doubled(Object[][] buckets) {
    Object[][] twice = new Object[2 * buckets.length][];
    Arrays.setAll(twice, i -> buckets[i / 2]);
    return twice;
  }

  private static Object[] bucket(Object[][] buckets, int hash) {
    return (Object[]) BUCKETS.getAcquire(buckets, place(buckets, hash));
  }

  private static int place(Object[][] buckets, int hash) {
    return hash >>> (Integer.numberOfLeadingZeros(buckets.length) + 1);
  }

  private static int slot(int start, int steps) {
    return start + steps & SLOTS_A_BUCKET - 1;
  }

  /** The hash of the text with its bits mixed: the finalizer of MurmurHash3 (A. Appleby). */
  private static int hash(String key) {
    int hash = key.hashCode();
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private static boolean isAscii(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("unchecked") // Nothing else is put in.
  private V value(Object slot) {
    return (V) slot;
  }
}
