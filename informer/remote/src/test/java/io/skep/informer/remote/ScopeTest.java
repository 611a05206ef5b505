package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.service;
import static org.assertj.core.api.Assertions.assertThat;

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
