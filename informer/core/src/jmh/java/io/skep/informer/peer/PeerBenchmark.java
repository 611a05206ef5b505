package io.skep.informer.peer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import io.skep.api.Task;
import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Index;
import io.skep.store.Interest;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The informer and the fabric8 client's informer cache: 10,000 objects with three indexes, and no
 * handlers.
 *
 * <p>Ours are {@link Task} messages, theirs {@link Pod} objects that say the same: an id, a node, a
 * service, a slot, an image and a status. Ours are found by id, theirs by namespace and name, which
 * are put together beforehand. Reads of ours are of one snapshot; theirs see each object as it is
 * at that moment.
 *
 * <p>An update is what the peer's cache does when its watch brings an object that was decoded
 * already. Ours is measured in two ways. {@link #skepUpdate} is the informer's own part, from the
 * feed's call to the view that readers see: the three indexes and the event, but not the map of the
 * objects, which it shares with the store; the commits are recorded beforehand. {@link #skepCommit}
 * is everything: the transaction with the reading, building and checking of the message, the
 * indexes that the store has of its own, its change log, the feed, and then that part. The peer has
 * no counterpart for most of it. Neither includes the way to another thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PeerBenchmark {
  private static final int OBJECTS = 10_000;

  /** The objects' numbers, in turn. */
  private static final class Turns {
    private final int[] order = Names.shuffled(OBJECTS);
    private int at;
    private int pass = 1;

    int next() {
      if (at == OBJECTS) {
        at = 0;
        pass ^= 1;
      }
      return order[at++];
    }

    /** To which of its two states the object that came last is to be brought. */
    int pass() {
      return pass;
    }
  }

  /** An informer of a store's tasks, and what it is asked. */
  @State(Scope.Thread)
  public static class Skep {
    private final Turns turns = new Turns();
    private final String[] ids = new String[OBJECTS];
    private final String[] nodes = new String[OBJECTS];
    private final MemoryStore store = Tasks.store(OBJECTS);
    private final CallersLoop loop = new CallersLoop();
    private Informer<Task> informer;

    /** Starts the informer. */
    @Setup
    public void start() {
      for (int i = 0; i < OBJECTS; i++) {
        ids[i] = Names.object(i);
        nodes[i] = Names.node(i, 0);
      }
      var feed = new StoreFeed(store, loop);
      informer = informer(feed, loop);
      feed.start();
      loop.runAll();
    }
  }

  /** An informer of commits that were recorded: of each task two, there and back. */
  @State(Scope.Thread)
  public static class Recorded {
    /** What the commits change. */
    @Param public Edit edit;

    private Replay replay;
    private Informer<Task> informer;

    /** Records the commits, then starts the informer. */
    @Setup
    public void start() {
      MemoryStore store = Tasks.store(OBJECTS);
      var loop = new CallersLoop();
      var feed = new StoreFeed(store, loop);
      replay = Replay.of(feed, Interest.in(List.of(Kinds.TASK)));
      feed.start();
      loop.runAll();
      var turns = new Turns();
      for (int i = 0; i < 2 * OBJECTS; i++) {
        int number = turns.next();
        Tasks.update(store, Names.object(number), edit, edit.value(number, turns.pass()));
        loop.runAll();
      }
      informer = informer(replay, loop);
      loop.runAll();
    }
  }

  private static Informer<Task> informer(Feed feed, CallersLoop loop) {
    Informer<Task> informer = new SharedInformers(feed).of(Kinds.TASK);
    for (Index<Task, String> index : Tasks.INDEXES) {
      informer.addIndex(index);
    }
    loop.runAll();
    return informer;
  }

  /** The peer's cache of pods, and what it is asked. */
  @State(Scope.Thread)
  public static class Fabric8 {
    private final Turns turns = new Turns();
    private final String[] keys = new String[OBJECTS];
    private final String[] nodes = new String[OBJECTS];
    private final CacheImpl<Pod> cache = Pods.cache(OBJECTS);

    /** Makes the questions. */
    @Setup
    public void start() {
      for (int i = 0; i < OBJECTS; i++) {
        keys[i] = Pods.key(i);
        nodes[i] = Names.node(i, 0);
      }
    }
  }

  /** The peer's cache, and two states of each pod to put into it. */
  @State(Scope.Thread)
  public static class Fresh {
    /** In what the states differ. */
    @Param public Edit edit;

    private final Turns turns = new Turns();
    private final CacheImpl<Pod> cache = Pods.cache(OBJECTS);
    private final List<List<Pod>> states = new ArrayList<>();

    /** Makes the states. */
    @Setup
    public void start() {
      for (int pass = 0; pass < 2; pass++) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
          pods.add(Pods.pod(i, edit, pass));
        }
        states.add(pods);
      }
    }
  }

  /** What commits change. */
  @State(Scope.Thread)
  public static class Changes {
    /** Of each object. */
    @Param public Edit edit;

    /** To what, in either pass. */
    private final String[][] values = new String[2][OBJECTS];

    /** Makes the values. */
    @Setup
    public void start() {
      for (int i = 0; i < OBJECTS; i++) {
        values[0][i] = edit.value(i, 0);
        values[1][i] = edit.value(i, 1);
      }
    }
  }

  /** One object by its id. */
  @Benchmark
  public Optional<Task> skepGet(Skep skep) {
    return skep.informer.reader().get(skep.ids[skep.turns.next()]);
  }

  /** One object by its key. */
  @Benchmark
  public Pod fabric8Get(Fabric8 fabric8) {
    return fabric8.cache.getByKey(fabric8.keys[fabric8.turns.next()]);
  }

  /** The ten objects of a node. */
  @Benchmark
  public List<Task> skepByIndex(Skep skep) {
    return skep.informer.reader().by(Tasks.OF_NODE, skep.nodes[skep.turns.next()]);
  }

  /** The ten objects of a node. */
  @Benchmark
  public List<Pod> fabric8ByIndex(Fabric8 fabric8) {
    return fabric8.cache.byIndex(Pods.OF_NODE, fabric8.nodes[fabric8.turns.next()]);
  }

  /** All objects, and a look at each. */
  @Benchmark
  public void skepList(Skep skep, Blackhole blackhole) {
    skep.informer.reader().list().forEach(blackhole::consume);
  }

  /** All objects, and a look at each. */
  @Benchmark
  public void fabric8List(Fabric8 fabric8, Blackhole blackhole) {
    fabric8.cache.list().forEach(blackhole::consume);
  }

  /** The informer takes a commit that changes one object. */
  @Benchmark
  public Informer<Task> skepUpdate(Recorded recorded) {
    recorded.replay.advance();
    return recorded.informer;
  }

  /** The store commits a change of one object, and the informer takes it. */
  @Benchmark
  public Informer<Task> skepCommit(Skep skep, Changes changes) {
    int number = skep.turns.next();
    String value = changes.values[skep.turns.pass()][number];
    Tasks.update(skep.store, skep.ids[number], changes.edit, value);
    skep.loop.runAll();
    return skep.informer;
  }

  /** The cache takes another state of one object. */
  @Benchmark
  public Pod fabric8Update(Fresh fresh) {
    int number = fresh.turns.next();
    return fresh.cache.put(fresh.states.get(fresh.turns.pass()).get(number));
  }
}
