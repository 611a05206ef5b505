package io.skep.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.opentest4j.AssertionFailedError;

/** rt.C-2: which seeds are run, and what is said of one that fails. */
class SimTestTest {
  private static final List<Integer> DRAWN = new ArrayList<>();

  @BeforeEach
  void forget() {
    DRAWN.clear();
  }

  /** Tests to be run by the tests; the build itself does not look into them. */
  static class Samples {
    @SimTest(seeds = 7)
    void passes(Sim sim) {
      DRAWN.add((int) sim.seed());
    }

    @SimTest(seeds = 10)
    void failsFromThree(Sim sim) {
      DRAWN.add((int) sim.seed());
      assertThat(sim.seed()).isLessThan(3);
    }

    @SimTest(seeds = 0)
    void hasNone(Sim sim) {}
  }

  private static EngineExecutionResults run(String method, String... parameters) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter")
            .enableImplicitConfigurationParameters(false)
            .selectors(selectMethod(Samples.class, method, "io.skep.testkit.Sim"));
    for (int i = 0; i < parameters.length; i += 2) {
      kit.configurationParameter(parameters[i], parameters[i + 1]);
    }
    return kit.execute();
  }

  @Test
  void eachSeedIsATestOfItsOwn() {
    EngineExecutionResults results = run("passes");

    results.testEvents().assertStatistics(all -> all.started(7).succeeded(7));
    assertThat(DRAWN).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void thePropertiesRunMoreSeedsOrOne() {
    run("passes", "skep.seeds", "12");
    assertThat(DRAWN).hasSize(12);

    DRAWN.clear();
    run("passes", "skep.seed", "4711");
    assertThat(DRAWN).containsExactly(4711);
  }

  @Test
  void aFailureTellsItsSeedAndHowToRunItAgain() {
    run("failsFromThree")
        .testEvents()
        .failed()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test(),
                displayName("seed 3"),
                finishedWithFailure(
                    message(text -> text.startsWith("seed 3: ")),
                    message(text -> text.contains("-Dskep.seed=3 ")),
                    instanceOf(AssertionFailedError.class))));
  }

  @Test
  void afterFiveFailuresTheOtherSeedsAreLeftOut() {
    run("failsFromThree").testEvents().assertStatistics(all -> all.succeeded(2).failed(5));
    assertThat(DRAWN).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void noSeedsAreAMistake() {
    run("hasNone").containerEvents().assertStatistics(all -> all.failed(1));
  }
}
