package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.remote.Histories;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.store.Interest;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Feeds of a manager that tells little, over lines that break, repeat and lose. */
class SwarmModelTest {
  private static final int ROUNDS = 30;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("skep.swarm.seeds", 10));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noObjectGoesBackAndTheCopyIsWhatTheManagerHas(long seed) { // rt.W-1, W-7, W-9, W-10, rt.I-1
    var world = new World(seed);
    for (int round = 0; round < ROUNDS; round++) {
      world.disturb(false);
      world.rest("seed %d, round %d".formatted(seed, round));
    }
    assertThat(world.histories.faults).isEmpty();
    assertThat(world.feed.tally().resumes()).isPositive();
    assertThat(world.feed.tally().repeats()).isPositive();
    assertThat(world.feed.tally().setbacks()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aManagerThatWentBackIsFollowedThere(long seed) { // rt.W-7
    var world = new World(seed);
    for (int round = 0; round < ROUNDS; round++) {
      world.disturb(true);
      world.rest("seed %d, round %d".formatted(seed, round));
    }
    assertThat(world.feed.tally().setbacks()).isPositive();
  }

  private static final class World {
    private final Random random;
    private final VirtualClock clock;
    private final ModelManager manager;
    private final ModelSource source;
    private final RemoteFeed feed;
    private final Histories histories = new Histories(ModelSource.TABLES);
    private ModelManager.Backup backup;
    private boolean wentBack;

    World(long seed) {
      random = new Random(seed);
      clock = new VirtualClock(seed);
      manager = new ModelManager(random);
      var loop = clock.loop("feed");
      source = new ModelSource(manager, loop, random);
      feed =
          new RemoteFeed(
              loop,
              source,
              RemoteOptions.of(ModelSource.TABLES, new Random(seed + 1))
                  .withSilence(Duration.ofHours(10)));
      feed.subscribe(Interest.all(), histories);
      feed.start();
    }

    void disturb(boolean backwards) {
      for (int i = 0; i < 60; i++) {
        switch (random.nextInt(17)) {
          case 0 -> source.cut();
          case 1 -> source.repeat();
          case 2 -> source.relist();
          case 3 -> rarely(source::lose);
          case 4 -> rarely(manager::compact);
          case 5 -> clock.advance(Duration.ofMillis(random.nextInt(4_000)));
          case 6 -> {
            if (backwards) {
              rarely(this::goBack);
            }
          }
          case 7, 8, 9, 10 -> manager.commit();
          case 11 -> source.finish();
          default -> source.step();
        }
        for (int steps = random.nextInt(4); steps > 0; steps--) {
          clock.step();
        }
      }
    }

    private void rarely(Runnable action) {
      if (random.nextInt(6) == 0) {
        action.run();
      }
    }

    /** A manager that loses its state is another process: its lines break. */
    private void goBack() {
      if (backup == null) {
        backup = manager.backup();
      } else {
        backup.restore();
        backup = null;
        wentBack = true;
        source.cut();
      }
    }

    private void settle() {
      clock.runUntilIdle();
      while (!source.isOpen() || source.step()) {
        if (!source.isOpen()) {
          assertThat(clock.advanceToNextTimer() || source.isOpen()).as("a retry").isTrue();
        }
        clock.runUntilIdle();
      }
    }

    /**
     * What was lost shows in the next list, at the latest, and so does what a manager that went
     * back has lost; else there need be none.
     */
    void rest(String when) {
      settle();
      boolean hasLost = source.hasLost();
      if (hasLost || wentBack) {
        source.relist();
        settle();
      }
      ModelSource.TABLES.forEach(
          table -> assertThat(feed.at().list(table)).as(when).isEqualTo(manager.list(table)));
      assertThat(feed.connection().lostSince()).as(when).isNull();
    }
  }
}
