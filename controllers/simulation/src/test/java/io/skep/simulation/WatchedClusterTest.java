package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.WatchValidators;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What watchers of a whole cluster are given, held against the promises of the store. */
class WatchedClusterTest {
  private static final int DEEDS = 40;
  private static final int LOOKS_A_DEED = 15;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void noWatcherMissesAnything(long seed) {
    var life = TaskLife.steady(seed).withFailures(0.15, Duration.ofSeconds(20));
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(seed).withLife(life))) {
      var validators =
          new WatchValidators(
              List.of((MemoryStore) cluster.store()), cluster.clock().loop("validators"), seed);
      var operator = new RandomOperator(cluster, seed);
      for (int n = 0; n < 4; n++) {
        operator.addNode();
        operator.addService();
      }
      for (int deed = 0; deed < DEEDS; deed++) {
        operator.step();
        for (int look = 0; look < LOOKS_A_DEED; look++) {
          cluster.advance(BETWEEN_LOOKS);
          validators.step();
        }
      }
      validators.finish();

      assertThat(validators.delivered()).as("the history shows something").isGreaterThan(100);
      assertThat(validators.resumed()).as("the history shows something").isGreaterThan(50);
    }
  }
}
