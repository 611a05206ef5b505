package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.SelectBy;
import io.skep.api.Service;
import io.skep.api.v1.FollowRequest;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Feeds of some objects, which the server chooses. */
class ScopeTest {
  private static final List<Table<?>> TABLES = List.of(Kinds.SERVICE);

  @Test
  void objectsComeWhenTheyBeginToMeetTheFilterAndGoWhenTheyCease() { // rt.W-1, rt.I-2
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("in", "")));
      rig.write(tx -> tx.create(Kinds.SERVICE, named(service("out", ""), "other")));
      RemoteFeed feed = feed(rig, "name-");
      await(feed.start());
      States states = new States(at -> false);
      feed.subscribe(Interest.all(), states);
      assertThat(feed.at().list(Kinds.SERVICE)).extracting(Service::getId).containsExactly("in");

      rig.write(tx -> rename(tx, "out", "name-now"));
      rig.write(tx -> rename(tx, "in", "left"));
      rig.write(tx -> rename(tx, "in", "still-away"));
      Version last = rig.write(tx -> rename(tx, "out", "name-again"));

      assertThat(await(feed.atLeast(last)).list(Kinds.SERVICE))
          .isEqualTo(List.of(rig.store.view().get(Kinds.SERVICE, "out").orElseThrow()));
      assertThat(states.commits)
          .flatExtracting(Commit::changes)
          .extracting(change -> change.getClass().getSimpleName())
          .containsExactly("Created", "Deleted", "Updated");
      await(feed.stop());
    }
  }

  @Test
  void fieldsThatAreNotAskedForStayAtTheServer() { // rt.W-12
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "label")));
      var entry =
          FollowRequest.Entry.newBuilder().setTable("service").addFields("spec.task.log_driver");
      RemoteFeed feed =
          new RemoteFeed(
              rig.loop,
              new SkepSource(rig.vertx, rig.server(), TABLES, List.of(entry.build())),
              RemoteOptions.of(TABLES, new Random(5)));
      await(feed.start());

      Version last =
          rig.write(
              tx -> {
                Service.Builder changed = tx.get(Kinds.SERVICE, "a").orElseThrow().toBuilder();
                changed.getSpecBuilder().getTaskBuilder().setForceUpdate(7);
                changed.getSpecBuilder().getTaskBuilder().getLogDriverBuilder().setName("json");
                tx.update(Kinds.SERVICE, changed.build());
              });

      Service seen = await(feed.atLeast(last)).get(Kinds.SERVICE, "a").orElseThrow();
      Service.Builder expected = rig.store.view().get(Kinds.SERVICE, "a").orElseThrow().toBuilder();
      expected.getSpecBuilder().getTaskBuilder().clearForceUpdate();
      assertThat(seen).isEqualTo(expected.build());
      assertThat(seen.getSpec().getTask().getLogDriver().getName()).isEqualTo("json");
      assertThatThrownBy(() -> new RemoteStore(feed, (history, origin, changes) -> null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("writing one back would lose the rest");
      await(feed.stop());
    }
  }

  @Test
  void nothingIsLaidOverACopyThatATableIsLeftOutOf() { // rt.T-7
    try (Rig rig = Rig.open()) {
      List<Table<?>> tables = List.of(Kinds.SERVICE, Kinds.TASK);
      var services = FollowRequest.Entry.newBuilder().setTable("service").build();
      var tasks = FollowRequest.Entry.newBuilder().setTable("task").build();

      assertThat(isComplete(rig, tables, List.of(services))).isFalse();
      assertThat(isComplete(rig, tables, List.of(services, tasks))).isTrue();
      assertThat(isComplete(rig, tables, List.of())).as("none stands for all").isTrue();
    }
  }

  private static boolean isComplete(
      Rig rig, List<Table<?>> tables, List<FollowRequest.Entry> entries) {
    return new SkepSource(rig.vertx, rig.server(), tables, entries).isComplete();
  }

  private static RemoteFeed feed(Rig rig, String prefix) {
    var entry =
        FollowRequest.Entry.newBuilder()
            .setTable("service")
            .addFilters(SelectBy.newBuilder().setNamePrefix(prefix))
            .build();
    return new RemoteFeed(
        rig.loop,
        new SkepSource(rig.vertx, rig.server(), TABLES, List.of(entry)),
        RemoteOptions.of(TABLES, new Random(5)));
  }

  private static Service named(Service service, String name) {
    Service.Builder named = service.toBuilder();
    named.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return named.build();
  }

  private static void rename(Tx tx, String id, String name) {
    tx.update(Kinds.SERVICE, named(tx.get(Kinds.SERVICE, id).orElseThrow(), name));
  }
}
