package io.skep.examples.scheduler.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.loader.StackLoader;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StackRevisionTest {
  private static final String TWO =
      """
      services:
        web: {image: "web:1", ports: ["80:80"]}
        db: {image: "db:1", configs: [settings]}
      configs:
        settings: {content: "a=1"}
      """;

  private final VirtualClock clock = new VirtualClock(1, VirtualClock.START);
  private final IdSource ids = new IdSource(clock.newRandom());
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));

  private static Stack stack(String name, String text) {
    return new StackLoader(Map.of(), MissingFiles.STAND_IN)
        .parse(new StackName(name), name + ".yml", text, Path.of(""));
  }

  private StackChange apply(String text) {
    return apply("demo", text);
  }

  private StackChange apply(String name, String text) {
    var change = new AtomicReference<StackChange>();
    Future<Version> done =
        store.update(
            tx -> {
              change.set(StackRevision.apply(tx, stack(name, text), ids, clock.instant()));
              PortConflicts.check(tx);
            });
    clock.runUntilIdle();
    if (done.failed()) {
      throw (RuntimeException) done.cause();
    }
    return change.get();
  }

  private Service service(String name) {
    return store.view().find(Kinds.SERVICE, By.name(name)).get(0);
  }

  @Test
  void theFirstRevisionAddsEverything() {
    assertThat(apply(TWO).toString()).isEqualTo("adds web, db");

    assertThat(service("demo_web").hasPreviousSpec()).isFalse();
    assertThat(service("demo_web").hasSpecVersion()).isTrue();
    assertThat(store.view().find(Kinds.CONFIG, By.name("demo_settings"))).hasSize(1);
    assertThat(store.view().find(Kinds.NETWORK, By.name("demo_default"))).hasSize(1);
  }

  @Test
  void theSameRevisionChangesNothingAtAll() {
    apply(TWO);
    Service before = service("demo_web");

    assertThat(apply(TWO).toString()).isEqualTo("changes nothing");

    assertThat(service("demo_web")).isEqualTo(before);
  }

  /** OR-72, and what a control API does on an update. */
  @Test
  void aChangedServiceKeepsItsOldSpecAndForgetsItsUpdate() {
    apply(TWO);
    store.update(
        tx -> {
          Service.Builder web = service("demo_web").toBuilder();
          web.getUpdateStatusBuilder().setState(UpdateState.PAUSED);
          tx.update(Kinds.SERVICE, web.build());
        });
    Service before = service("demo_web");

    StackChange change = apply(TWO.replace("web:1", "web:2"));

    assertThat(change.toString()).isEqualTo("changes web (image)");
    assertThat(change.unchanged()).containsExactly("db");
    Service after = service("demo_web");
    assertThat(after.getId()).isEqualTo(before.getId());
    assertThat(after.getPreviousSpec()).isEqualTo(before.getSpec());
    assertThat(after.getPreviousSpecVersion()).isEqualTo(before.getSpecVersion());
    assertThat(after.getSpecVersion()).isEqualTo(before.getMeta().getVersion());
    assertThat(after.hasUpdateStatus()).isFalse();
    assertThat(after.getSpec().getTask().getContainer().getImage()).isEqualTo("web:2");
  }

  /** OR-50. */
  @Test
  void aChangedJobIsRunAgain() {
    String job = "services: {sum: {image: \"sum:1\", deploy: {mode: replicated-job, replicas: 3}}}";
    apply(job);
    assertThat(service("demo_sum").getJobStatus().getJobIteration().getIndex()).isZero();
    clock.advance(Duration.ofSeconds(9));

    apply(job.replace("sum:1", "sum:2"));

    Service sum = service("demo_sum");
    assertThat(sum.getJobStatus().getJobIteration().getIndex()).isEqualTo(1);
    assertThat(sum.getJobStatus().getLastExecution().getSeconds())
        .isEqualTo(clock.instant().getEpochSecond());
  }

  @Test
  void aServiceThatTheFileHasNoLongerGoesAndOthersStay() {
    apply("other", "services: {web: {image: web}}");
    apply(TWO);

    assertThat(apply("services: {db: {image: \"db:1\"}}").toString())
        .isEqualTo("changes db (configs); removes web");

    assertThat(store.view().find(Kinds.SERVICE, By.name("demo_web"))).isEmpty();
    assertThat(store.view().find(Kinds.SERVICE, By.name("other_web"))).hasSize(1);
  }

  @Test
  void anotherModeIsRefusedAndNothingIsApplied() {
    apply(TWO);
    Version before = store.view().version();

    assertThatThrownBy(
            () ->
                apply("services: {db: {image: \"db:2\"}, web: {image: x, deploy: {mode: global}}}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("service demo_web: service mode change is not allowed")
        .hasMessageContaining("global is asked for, replicated is stored");

    assertThat(store.view().version()).isEqualTo(before);
  }

  @Test
  void otherContentOfAConfigIsRefusedAndOtherLabelsAreNot() {
    apply(TWO);

    assertThatThrownBy(() -> apply(TWO.replace("a=1", "a=2")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("config demo_settings: only updates to Labels are allowed");

    apply(TWO.replace("\"a=1\"}", "\"a=1\", labels: {tier: back}}"));
    assertThat(store.view().find(Kinds.CONFIG, By.name("demo_settings")))
        .singleElement()
        .satisfies(
            config ->
                assertThat(config.getSpec().getAnnotations().getLabelsMap())
                    .containsEntry("tier", "back"));
  }

  @Test
  void aNetworkThatExistsStaysAsItIsAndThatIsSaid() {
    String text = "services: {web: {image: web, networks: [front]}}\nnetworks: {front: {}}";
    apply(text);

    StackChange change = apply(text.replace("{front: {}}", "{front: {attachable: true}}"));

    assertThat(change.notices()).containsExactly("network demo_front exists and stays as it is");
  }

  @Test
  void aPortOfAnotherServiceIsRefusedAndOneThatChangesHandsIsNot() {
    apply("other", "services: {web: {image: web, ports: [\"81:80\"]}}");
    apply(TWO);

    assertThatThrownBy(() -> apply(TWO.replace("80:80", "81:80")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("port '81' is already in use by service")
        .hasMessageContaining("as an ingress port");
    assertThat(
            apply(
                    """
                services:
                  web: {image: "web:1"}
                  db: {image: "db:1", ports: ["80:80"]}
                """)
                .changed())
        .hasSize(2);
  }

  @Test
  void twoServicesMayHaveAPortOnTheirNodesButNotBesideOneThatHasItEverywhere() {
    String ports = "ports: [{target: 80, published: 80, mode: host}]";
    String web = "{image: web, %s}".formatted(ports);
    apply("services: {a: %s, b: %s}".formatted(web, web));

    assertThat(service("demo_a").getSpec().getEndpoint().getPorts(0).getPublishMode())
        .isEqualTo(PublishMode.HOST);
    assertThatThrownBy(() -> apply("other", "services: {web: {image: web, ports: [\"80:80\"]}}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("port '80'");
  }
}
