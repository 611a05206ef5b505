package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.changelog.LogBounds;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a store with a tiny log and many restores: ordered, unique, reliable, atomic,
 * resumable, bookmarkable. S-83, S-87 ... S-91, S-98, S-101, S-105 ... S-111.
 */
class WatchValidatorsTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 20_260_101})
  void everyWatcherIsGivenWhatItWasPromised(long seed) {
    var random = new Random(seed);
    var clock = new VirtualClock(seed);
    var bounds = new LogBounds(1 + random.nextInt(20), 1 + random.nextInt(60));
    var store =
        new MemoryStore(
            options(clock)
                .withRandom(new Random(seed))
                .withLog(random.nextBoolean() ? bounds : bounds.withBytes(random.nextInt(3_000))));
    var writes = new RandomWrites(random);
    var validators = new WatchValidators(List.of(store), clock.loop("watchers"), seed);

    for (int step = 0; step < 3_000; step++) {
      switch (random.nextInt(100)) {
        case 0 -> now(store.restore(writes.someSnapshot(store)));
        case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> clock.runUntilIdle();
        default -> store.update(writes::transaction);
      }
      validators.step();
    }
    validators.finish();

    assertThat(validators.delivered()).as("the history shows something").isGreaterThan(500);
    assertThat(validators.resumed()).as("the history shows something").isGreaterThan(100);
    assertThat(validators.compacted()).as("the history shows something").isGreaterThan(10);
  }
}
