package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the latest values tell the readers of snapshots, next to the snapshots' own tries. */
class LatestTest {
  private record Entry(String key, long since) implements Dated {}

  /** A map and what it looks like to its readers. */
  private record Snapshot(PersistentMap<Entry> map, PublishedMap<Entry> published) {}

  /** A writer that publishes one moment after the other. */
  private static final class Publisher {
    private final Latest<Entry> latest = new Latest<>();
    private final PersistentMap.Edit<Entry> edit = PersistentMap.<Entry>empty().edit();
    private long moment;

    Snapshot publish(List<String> put, List<String> removed) {
      moment++;
      for (String key : removed) {
        if (edit.remove(key) != null) {
          latest.remove(key);
        }
      }
      for (String key : put) {
        Entry entry = new Entry(key, moment);
        edit.put(entry);
        latest.put(entry);
      }
      PersistentMap<Entry> map = edit.freeze();
      return new Snapshot(map, new PublishedMap<>(map, latest, moment));
    }

    Snapshot put(String... keys) {
      return publish(List.of(keys), List.of());
    }
  }

  @ParameterizedTest(name = "{0} keys, seed {1}")
  @CsvSource({"TINY, 1", "EDGES, 2", "IDS, 3", "IDS, 4", "TEXT, 5"})
  @DisplayName("S-2, S-65: readers of any snapshot find what its trie holds, and nothing else")
  void answersAsTheTrieDoes(Alphabets alphabet, long seed) {
    var random = new Random(seed);
    var publisher = new Publisher();
    Deque<Snapshot> snapshots = new ArrayDeque<>();
    for (int step = 0; step < 3_000; step++) {
      snapshots.add(publisher.publish(some(alphabet, random), some(alphabet, random)));
      if (snapshots.size() > 50) {
        snapshots.remove();
      }
      for (Snapshot snapshot : snapshots) {
        String key = alphabet.next(random);
        assertThat(snapshot.published().get(key)).isSameAs(snapshot.map().get(key));
        assertThat(snapshot.published().ofText(key)).isSameAs(snapshot.map().ofText(key));
      }
    }
  }

  private static List<String> some(Alphabets alphabet, Random random) {
    List<String> keys = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      keys.add(alphabet.next(random));
    }
    return keys;
  }

  @Test
  @DisplayName("S-2: while buckets are split the old snapshots keep their values")
  void growsUnderItsReaders() {
    var publisher = new Publisher();
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Snapshot snapshot = publisher.put("id" + i, "id" + i / 2);
      if (i % 1_000 == 0) {
        snapshots.add(snapshot);
      }
    }

    for (Snapshot snapshot : snapshots) {
      for (int i = 0; i < 20_000; i += 7) {
        String key = "id" + i;
        assertThat(snapshot.published().get(key)).isSameAs(snapshot.map().get(key));
      }
    }
  }

  @Test
  @DisplayName("Nearly all values are found without a walk, however many there are")
  void knowsNearlyAll() {
    var publisher = new Publisher();
    for (int i = 0; i < 100_000; i++) {
      publisher.put("task" + i);
    }

    int known = 0;
    for (int i = 0; i < 100_000; i++) {
      known += publisher.latest.get("task" + i, publisher.moment) == null ? 0 : 1;
    }
    assertThat(known).isGreaterThan(99_900);
  }

  @Test
  @DisplayName("S-2: of keys with one hash the first few are known, and all are found")
  void survivesKeysOfOneHash() {
    List<String> keys = new ArrayList<>(List.of(""));
    for (int i = 0; i < 6; i++) { // "Aa" and "BB" have the same hash, and so have all their rows.
      keys = keys.stream().flatMap(key -> List.of(key + "Aa", key + "BB").stream()).toList();
    }
    var publisher = new Publisher();
    keys.forEach(publisher::put);
    Snapshot full = publisher.put("other");
    Snapshot less = publisher.publish(List.of(), keys.subList(0, 32));

    assertThat(keys).hasSize(64).allMatch(key -> full.published().get(key) != null);
    assertThat(keys.subList(0, 32)).allMatch(key -> less.published().get(key) == null);
    assertThat(keys.subList(32, 64)).allMatch(key -> less.published().get(key) != null);
  }

  @Test
  @DisplayName("S-62: text beyond ASCII is not taken for the key of another text")
  void textIsNoKey() {
    var publisher = new Publisher();
    String text = "\u00e9";
    Snapshot snapshot = publisher.put(IndexKey.ofText(text));

    assertThat(snapshot.published().ofText(text)).isNotNull();
    assertThat(snapshot.published().ofText(IndexKey.ofText(text))).isNull();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  @DisplayName("S-2, S-3: readers on other threads find what their snapshot holds")
  void readersMeetAWriter() throws Exception {
    var publisher = new Publisher();
    var newest = new AtomicReference<>(publisher.put("0"));
    var over = new AtomicBoolean();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var random = new Random(i);
      readers.add(new Thread(() -> compare(newest, over, random)));
    }
    readers.forEach(reader -> reader.setUncaughtExceptionHandler((t, e) -> failures.add(e)));
    readers.forEach(Thread::start);

    var random = new Random(9);
    for (int step = 0; step < 100_000; step++) {
      String key = Integer.toString(random.nextInt(2_000));
      newest.set(
          random.nextInt(3) == 0
              ? publisher.publish(List.of(), List.of(key))
              : publisher.put(key, Integer.toString(random.nextInt(2_000))));
    }
    over.set(true);
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(failures).isEmpty();
  }

  private static void compare(AtomicReference<Snapshot> newest, AtomicBoolean over, Random random) {
    while (!over.get()) {
      Snapshot snapshot = newest.get();
      for (int i = 0; i < 20; i++) {
        String key = Integer.toString(random.nextInt(2_000));
        assertThat(snapshot.published().get(key)).isSameAs(snapshot.map().get(key));
      }
    }
  }
}
