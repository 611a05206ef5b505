package io.skep.store.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a snapshot at every change cost next to maps that have none?
 *
 * <p>Pages are touched before the start: the first touch of fresh memory costs several times what a
 * new version of the trie does. The keys are ids as the store makes them: 25 chars of base 36. The
 * trie is frozen after every operation, but for {@link #replaceIn200}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch"})
public class MapBenchmark {
  private static final int ID_LENGTH = 25;
  private static final int TRANSACTION = 200;

  /** The map to measure. */
  @Param({"TRIE", "HASH_MAP", "TREE_MAP", "SKIP_LIST"})
  public Subject.Sort map;

  /** How many entries it has. */
  @Param({"10000", "1000000"})
  public int size;

  private Subject subject;
  private Entry[] entries;
  private String[] probes;
  private int prefixLength;
  private int at;

  /** Fills the map. */
  @Setup
  public void fill() {
    var random = new Random(42);
    subject = map.create();
    entries = new Entry[size];
    for (int i = 0; i < size; i++) {
      entries[i] = new Entry(id(random), i);
      subject.put(entries[i]);
    }
    subject.commit();
    Collections.shuffle(Arrays.asList(entries), random);
    probes = new String[size];
    for (int i = 0; i < size; i++) {
      probes[i] = new String(entries[i].key().toCharArray()); // Ids come from elsewhere.
    }
    prefixLength = size > 100_000 ? 3 : 2; // 21 and 8 hits.
  }

  /** One lookup. */
  @Benchmark
  public Entry get() {
    return subject.get(probes[next()]);
  }

  /** One new value for a key, as a transaction of its own. */
  @Benchmark
  public Entry replace() {
    Entry old = subject.put(newer());
    subject.commit();
    return old;
  }

  /** New values for 200 keys in one transaction; per value. */
  @Benchmark
  @OperationsPerInvocation(TRANSACTION)
  public Entry replaceIn200() {
    Entry old = null;
    for (int i = 0; i < TRANSACTION; i++) {
      old = subject.put(newer());
    }
    subject.commit();
    return old;
  }

  /** One key removed and one added, each as a transaction of its own. */
  @Benchmark
  public Entry removeAndPut() {
    Entry entry = entries[next()];
    Entry old = subject.remove(entry.key());
    subject.commit();
    subject.put(entry);
    subject.commit();
    return old;
  }

  /** All values into a list, by key where the map is ordered; for the whole list. */
  @Benchmark
  public List<Entry> list() {
    List<Entry> list = new ArrayList<>(size);
    subject.list(list);
    return list;
  }

  /** The values under a prefix that 8 (of 10,000) or 21 (of 1,000,000) keys start with. */
  @Benchmark
  public List<Entry> prefix() {
    List<Entry> list = new ArrayList<>();
    subject.list(probes[next()].substring(0, prefixLength), list);
    return list;
  }

  private Entry newer() {
    int i = next();
    return new Entry(entries[i].key(), i);
  }

  private int next() {
    at = at + 1 == size ? 0 : at + 1;
    return at;
  }

  private static String id(Random random) {
    var id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return id.toString();
  }

  /** A value that knows its key. */
  public record Entry(String key, int number) implements Keyed {}
}
