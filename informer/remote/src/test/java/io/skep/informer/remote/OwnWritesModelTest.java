package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Change;
import io.skep.store.Index;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Own writes over a copy that is behind, against the plainest model of it: all commits up to where
 * the copy is, and then the own ones that were answered.
 */
class OwnWritesModelTest {
  private static final int STEPS = 400;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("skep.overlay.seeds", 20));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsReadIsTheCopyAndAllThatWasAnswered(long seed) { // rt.T-2, rt.T-3, rt.T-4, rt.I-1
    var world = new World(seed);
    for (int step = 0; step < STEPS; step++) {
      world.step();
      world.check("seed %d, step %d".formatted(seed, step));
    }
    assertThat(world.laidOver).as("reads with something laid over").isGreaterThan(20);
  }

  /** What a commit has made of services, by id; null for gone. */
  private record Made(Version version, Map<String, String> labels) {}

  private static final class World {
    private static final Index<Service, String> LABEL = Index.of("label", World::label);

    private final Random random;
    private final VirtualClock clock;
    private final MemoryStore server;
    private final FakeSource source;
    private final RemoteFeed feed;
    private final RemoteStore store;
    private final Informer<Service> informer;

    /** All commits of the server, and those of them that were made here and answered. */
    private final TreeMap<Version, Made> commits = new TreeMap<>();

    private final TreeMap<Version, Made> answered = new TreeMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private int laidOver;

    World(long seed) {
      random = new Random(seed);
      clock = new VirtualClock(seed);
      Loop loop = clock.loop("feed");
      server =
          new MemoryStore(
              MemoryStoreOptions.of(Kinds.ALL)
                  .withClock(clock)
                  .withRandom(new Random(seed + 1))
                  .withLog(new LogBounds(4, 1_000)));
      source = new FakeSource(server, loop);
      feed =
          new RemoteFeed(
              loop,
              source,
              RemoteOptions.of(Kinds.ALL, new Random(seed + 2)).withSilence(Duration.ofHours(99)));
      informer = new SharedInformers(feed).of(Kinds.SERVICE);
      informer.addIndex(LABEL);
      feed.start();
      store = new RemoteStore(feed, this::write);
      while (!feed.start().isComplete()) {
        clock.runUntilIdle();
        source.deliver();
      }
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0 -> source.cut();
        case 1 -> clock.advance(Duration.ofSeconds(random.nextInt(5)));
        case 2 -> foreign(random.nextInt(8)); // Perhaps more than the log holds.
        case 3 -> foreign(1);
        case 4, 5, 6, 7 -> store.update(this::change);
        case 8 -> answer();
        default -> source.deliver();
      }
      if (random.nextInt(3) == 0) {
        clock.runUntilIdle();
      } else {
        clock.step();
      }
    }

    private void foreign(int times) {
      for (int i = 0; i < times; i++) {
        server.update(this::change).onSuccess(version -> record(version));
      }
    }

    private void answer() {
      if (!answers.isEmpty()) {
        answers.remove(random.nextInt(answers.size())).run();
      }
    }

    private void change(Tx tx) {
      String id = "s" + random.nextInt(8);
      String label = "l" + random.nextInt(3);
      if (tx.get(Kinds.SERVICE, id).isEmpty()) {
        tx.create(Kinds.SERVICE, Rig.service(id, label));
      } else if (random.nextInt(3) == 0) {
        tx.delete(Kinds.SERVICE, id);
      } else {
        Rig.relabel(tx, id, label);
      }
    }

    /** What the server has made of services at its newest version, against the one before. */
    private Made record(Version version) {
      Map<String, String> before = fold(commits.headMap(version, false));
      Map<String, String> now = new TreeMap<>();
      server
          .view()
          .list(Kinds.SERVICE)
          .forEach(service -> now.put(service.getId(), label(service)));
      Map<String, String> labels = new TreeMap<>(now);
      before.keySet().stream()
          .filter(id -> !now.containsKey(id))
          .forEach(id -> labels.put(id, null));
      labels
          .entrySet()
          .removeIf(made -> Objects.equals(made.getValue(), before.get(made.getKey())));
      var made = new Made(version, labels);
      commits.put(version, made);
      return made;
    }

    private static Map<String, String> fold(Map<Version, Made> commits) {
      Map<String, String> state = new TreeMap<>();
      commits.values().forEach(made -> apply(made, state));
      return state;
    }

    private static void apply(Made made, Map<String, String> state) {
      made.labels()
          .forEach(
              (id, label) -> {
                if (label == null) {
                  state.remove(id);
                } else {
                  state.put(id, label);
                }
              });
    }

    /** The answer comes at once, or some time later. */
    private Future<Written> write(String history, Origin origin, List<Change<?>> changes) {
      Future<Version> done = server.update(origin, tx -> tx.apply(changes));
      if (done.failed()) {
        return Future.failedFuture(done.cause());
      }
      Made made = record(done.result());
      Promise<Written> answer = Promise.promise();
      Runnable tell =
          () -> {
            answered.put(made.version(), made);
            answer.complete(new Written.At(made.version()));
          };
      if (random.nextBoolean()) {
        tell.run();
      } else {
        answers.add(tell);
      }
      return answer.future();
    }

    void check(String when) {
      Version copy = store.view().version();
      Map<String, String> expected = fold(commits.headMap(copy, true));
      answered.tailMap(copy, false).values().forEach(made -> apply(made, expected));
      Map<String, String> read = new TreeMap<>();
      store
          .latest()
          .list(Kinds.SERVICE)
          .forEach(service -> read.put(service.getId(), label(service)));
      assertThat(read).as(when).isEqualTo(expected);
      if (store.latest() != store.view()) {
        laidOver++;
      }
      checkReader(when);
    }

    /** The informer may be behind the copy, but no own write is hidden for that. */
    private void checkReader(String when) {
      Map<String, String> expected = fold(commits.headMap(informer.version(), true));
      answered.tailMap(informer.version(), false).values().forEach(made -> apply(made, expected));
      var reader = store.latest(informer);
      Map<String, String> read = new TreeMap<>();
      reader.list().forEach(service -> read.put(service.getId(), label(service)));
      assertThat(read).as(when).isEqualTo(expected);
      for (String label : List.of("l0", "l1", "l2")) {
        assertThat(reader.by(LABEL, label))
            .as(when)
            .extracting(Service::getId)
            .containsExactlyElementsOf(
                expected.keySet().stream().filter(id -> expected.get(id).equals(label)).toList());
      }
    }

    private static String label(Service service) {
      return service.getSpec().getAnnotations().getLabelsOrThrow("l");
    }
  }
}
