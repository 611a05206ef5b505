package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds over lines that break, repeat and lose, on virtual time. */
class RemoteFeedModelTest {
  private static final int ROUNDS = 45;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void afterWhateverHappenedTheCopyIsTheStore(long seed) { // rt.W-1, rt.W-6 to rt.W-10, rt.I-1
    var world = new World(seed, 8);
    world.rest("at first");
    world.source.lose(); // Once at least; from here on it is chance.
    world.write(tx -> tx.create(Kinds.SERVICE, Rig.service("s0", "")));
    world.write(tx -> tx.create(Kinds.SERVICE, Rig.service("s1", "")));
    world.settle();
    for (int round = 0; round < ROUNDS; round++) {
      world.disturb();
      world.rest("seed %d, round %d".formatted(seed, round));
    }
    assertThat(world.feed.tally().snapshots()).isGreaterThan(1);
    assertThat(world.feed.tally().resumes()).isPositive();
    assertThat(world.feed.tally().repeats()).isPositive();
    assertThat(world.feed.tally().gaps()).isPositive();
    assertThat(world.feed.tally().setbacks()).isPositive();
  }

  @Test
  void nothingIsSeenOfASnapshotThatIsNotComplete() { // rt.W-6
    var world = new World(3, 100);
    world.write(tx -> tx.create(Kinds.SERVICE, Rig.service("a", "")));
    world.clock.runUntilIdle();
    world.source.deliver(); // The beginning, and no more.
    world.source.cut();
    world.clock.runUntilIdle();

    assertThat(world.feed.tally().snapshots()).isZero();
    assertThatThrownBy(world.feed::at).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> world.informer.reader().list())
        .isInstanceOf(IllegalStateException.class);
    assertThat(world.feed.connection().lostSince()).isEqualTo(world.clock.instant());
    world.rest("then");
    assertThat(world.feed.tally().snapshots()).isEqualTo(1);
  }

  @Test
  void waitsDoubleUpToTheLongestAndNeverByMoreThanTwice() { // rt.W-8
    var world = new World(5, 100, Duration.ofHours(1));
    world.feed.start();
    world.clock.runUntilIdle();
    Duration expected = Duration.ofMillis(800);
    for (int i = 0; i < 10; i++) {
      world.source.cut();
      world.clock.runUntilIdle();
      Duration wait = world.clock.untilNextTimer().orElseThrow();
      assertThat(wait).isBetween(expected, expected.multipliedBy(2));
      assertThat(world.feed.connection().attempts()).isEqualTo(i);
      world.clock.advanceToNextTimer();
      Duration twice = expected.multipliedBy(2);
      expected = twice.compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : twice;
    }
    world.rest("back");
    world.clock.advance(Duration.ofMinutes(2));
    world.settle();
    world.source.cut();
    world.clock.runUntilIdle();
    assertThat(world.clock.untilNextTimer().orElseThrow())
        .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_600));
  }

  @Test
  void aLineThatSaysNothingForLongIsLost() { // rt.W-4, rt.I-19
    var world = new World(7, 100);
    world.feed.start();
    world.rest("first");

    world.clock.advance(Duration.ofSeconds(29));
    assertThat(world.feed.connection().lostSince()).isNull();
    world.clock.advance(Duration.ofSeconds(1));

    assertThat(world.feed.connection().lostSince()).isNotNull();
  }

  @Test
  void aSnapshotThatTakesLongIsWaitedForAsLongAsPartsOfItCome() { // rt.W-4, rt.W-5
    var world = new World(9, 100);
    world.clock.runUntilIdle();
    world.source.deliver(); // The beginning.
    for (int part = 0; part < 6; part++) {
      world.clock.advance(Duration.ofSeconds(20));
      world.source.bringPart();
      world.clock.runUntilIdle();
    }
    world.source.deliver(); // The rest.
    world.clock.runUntilIdle();

    assertThat(world.feed.tally().snapshots()).isEqualTo(1);
    assertThat(world.feed.connection().lostSince()).isNull();
    assertThat(world.feed.connection().reconnects()).isZero();
  }

  /** A store, a bad line, a feed, and an informer whose handler keeps a map of its own. */
  private static final class World {
    final VirtualClock clock;
    final Random random;
    final MemoryStore store;
    final FakeSource source;
    final RemoteFeed feed;
    final Informer<Service> informer;
    final States states = new States(at -> false);
    final Map<String, Service> handled = new TreeMap<>();
    StoreSnapshot old;

    World(long seed, int log) {
      this(seed, log, Duration.ofSeconds(30));
    }

    World(long seed, int log, Duration silence) {
      clock = new VirtualClock(seed);
      random = new Random(seed);
      Loop loop = clock.loop("feed");
      store =
          new MemoryStore(
              MemoryStoreOptions.of(Kinds.ALL)
                  .withClock(clock)
                  .withRandom(new Random(seed + 1))
                  .withLog(new LogBounds(log, 1_000)));
      source = new FakeSource(store, loop);
      feed =
          new RemoteFeed(
              loop, source, RemoteOptions.of(Kinds.ALL, new Random(seed + 2)).withSilence(silence));
      informer = new SharedInformers(feed).of(Kinds.SERVICE);
      informer.addHandler(this::handle);
      feed.subscribe(Interest.all(), states);
      feed.start();
    }

    private void handle(Event<Service> event) {
      String id = event.object().getId();
      if (event instanceof Event.Deleted<Service>) {
        assertThat(handled.remove(id)).as("deleted " + id).isNotNull();
      } else if (event instanceof Event.Added<Service>) {
        assertThat(handled.put(id, event.object())).as("added " + id).isNull();
      } else {
        assertThat(handled.put(id, event.object())).as("updated " + id).isNotNull();
      }
    }

    void write(java.util.function.Consumer<Tx> body) {
      store.update(body);
    }

    void disturb() {
      for (int i = 0; i < 40; i++) {
        switch (random.nextInt(15)) {
          case 0 -> source.cut();
          case 1 -> source.repeat();
          case 2 -> {
            if (random.nextInt(4) == 0) {
              source.lose();
            }
          }
          case 3 -> clock.advance(Duration.ofMillis(random.nextInt(4_000)));
          case 4 -> {
            if (random.nextInt(3) == 0) {
              old = store.save(store.view());
            } else if (old != null && random.nextInt(3) == 0) {
              store.restore(old);
            }
          }
          case 5, 6, 7, 8, 9 -> writeSomething();
          case 10 -> source.finish();
          default -> source.deliver();
        }
        for (int steps = random.nextInt(4); steps > 0; steps--) {
          clock.step();
        }
      }
    }

    private void writeSomething() {
      write(
          tx -> {
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
              String id = "s" + random.nextInt(12);
              if (tx.get(Kinds.SERVICE, id).isEmpty()) {
                tx.create(Kinds.SERVICE, Rig.service(id, "" + random.nextInt()));
              } else if (random.nextInt(3) == 0) {
                tx.delete(Kinds.SERVICE, id);
              } else {
                Rig.relabel(tx, id, "" + random.nextInt());
              }
            }
          });
    }

    /** Lets everything through until nothing is left. */
    void settle() {
      clock.runUntilIdle();
      while (!source.isOpen() || source.deliver()) {
        if (!source.isOpen()) {
          assertThat(clock.advanceToNextTimer() || source.isOpen()).as("a retry").isTrue();
        }
        clock.runUntilIdle();
      }
    }

    void rest(String when) {
      settle();
      write(
          tx -> {
            if (tx.get(Kinds.SERVICE, "last").isPresent()) {
              tx.delete(Kinds.SERVICE, "last");
            } else {
              tx.create(Kinds.SERVICE, Rig.service("last", ""));
            }
          });
      settle(); // What was lost shows by the next that comes.
      assertThat(Rig.objects(feed.at())).as(when).isEqualTo(Rig.objects(store.view()));
      assertThat(states.faults).as(when).isEmpty();
      assertThat(informer.reader().list()).as(when).isEqualTo(store.view().list(Kinds.SERVICE));
      assertThat(handled.values()).as(when).containsExactlyElementsOf(informer.reader().list());
      Version here = feed.at().version();
      assertThat(here.isAfter(store.view().version()) || here.equals(store.view().version()))
          .as(when)
          .isTrue();
    }
  }
}
