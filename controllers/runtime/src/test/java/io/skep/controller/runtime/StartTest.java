package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens before the first run, and while a feed is behind. */
class StartTest {
  /** More than the sources are shown in a turn of the loop. */
  private static final int MANY = 2_000;

  private final World world = new World();

  @Test // rt.R-18 (E10, E17)
  void whatHappensBeforeTheStartLeadsToOneRunAndADeletionToNone() {
    world.write(
        tx -> {
          for (int i = 0; i < MANY; i++) {
            tx.create(Kinds.SERVICE, World.service("s%04d".formatted(i)));
          }
        });
    var shown = new AtomicInteger();
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .observed(Kinds.SERVICE, event -> shown.incrementAndGet())
                    .primary(Kinds.SERVICE));
    world.manager.add("test", script);
    world.manager.start();
    while (shown.get() == 0) {
      assertThat(world.clock.step()).isTrue();
    }
    assertThat(script.runs).as("not started yet").isEmpty();

    world.writeQuietly(
        tx -> {
          tx.update(
              Kinds.SERVICE,
              World.service("s0000", 7).toBuilder()
                  .setMeta(tx.get(Kinds.SERVICE, "s0000").orElseThrow().getMeta())
                  .build());
          tx.delete(Kinds.SERVICE, "s0001");
          tx.create(Kinds.SERVICE, World.service("late"));
        });
    world.clock.runUntilIdle();

    assertThat(script.ids()).hasSize(MANY).doesNotHaveDuplicates().contains("s0000", "late");
    assertThat(script.ids()).doesNotContain("s0001");
    assertThat(script.runs.stream().filter(run -> run.id().equals("s0000")))
        .singleElement()
        .satisfies(
            run ->
                assertThat(run.object().orElseThrow().getSpec().getReplicated().getReplicas())
                    .isEqualTo(7));
  }

  @Test // rt.R-5: a feed that is behind is waited for, and nobody has failed for it
  void aRunWaitsForAFeedThatIsBehindItsOwnWritesAndIsQueuedAgainMeanwhile() {
    var feed = new LaggingFeed(new StoreFeed(world.store, world.loop()));
    var manager =
        StoreManager.over(
            List.of(feed), world.store, ManagerOptions.DEFAULT.withMeters(world.meters));
    Script<Service> script =
        Script.onServices()
            .then(
                run -> {
                  feed.hold();
                  return run.commit(
                      tx -> tx.create(Kinds.TASK, World.task("t", "web")),
                      Result.again(Duration.ofSeconds(1)));
                });
    world.create(World.service("web"));
    manager.add("test", script, ControllerOptions.DEFAULT.withoutFailsafe());
    manager.start();
    world.clock.runUntilIdle();
    Version written = world.store.view().version();
    assertThat(script.runs).hasSize(1);

    world.advance(Duration.ofMinutes(2));
    assertThat(script.runs).as("no snapshot shows what it has written").hasSize(1);
    assertThat(world.meters.get("skep.controller.runs").tag("result", "failed").counter().count())
        .isZero();
    world.loop().execute(feed::release);
    world.advance(Duration.ofSeconds(10));

    assertThat(script.attempts()).containsExactly(1, 1);
    assertThat(written.isAfter(script.last().at().version())).isFalse();
    assertThat(script.last().at().count(Kinds.TASK)).isEqualTo(1);
  }
}
