package io.skep.testkit;

import static io.skep.testkit.ReplicaGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Annotations;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.store.kind.Kinds;
import java.time.Duration;

/** The example of docs/design/testkit.md. */
class ReplicaGroupTest {
  @SimTest(seeds = 50)
  void scalesAndSurvivesACrash(Sim sim) {
    sim.controller(new ReplicaGroupController()).replicas(2).leaderOnly();
    sim.assertAlways(at -> at.count(Kinds.TASK) <= 3);
    String web = sim.create(GROUP, ReplicaGroup.named("web", 3, "cfg"));
    sim.settle();
    assertThat(sim.get(GROUP, web).status().phase()).isEqualTo("NoConfig");

    sim.faults(Fault.commitAnswerLost(1), Fault.feedCutEvery(Duration.ofSeconds(7)));
    sim.create(Kinds.CONFIG, config("cfg", "nginx"));
    sim.advance(Duration.ofMinutes(1));
    sim.killLeader();
    sim.update(GROUP, web, group -> group.scaledTo(2));
    sim.advance(Duration.ofMinutes(1));

    assertThat(sim.count(Kinds.TASK)).isEqualTo(2);
    assertThat(sim.get(GROUP, web).status().phase()).isEqualTo("Ready");
    sim.assertQuiet();
  }

  static Config config(String id, String data) {
    return Config.newBuilder()
        .setId(id)
        .setSpec(
            ConfigSpec.newBuilder()
                .setAnnotations(Annotations.newBuilder().setName(id))
                .setData(ByteString.copyFromUtf8(data)))
        .build();
  }
}
