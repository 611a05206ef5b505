package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.relabel;
import static io.skep.informer.remote.Rig.service;
import static io.skep.informer.remote.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skep.api.Annotations;
import io.skep.api.Cluster;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.server.ServerLimits;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feeds in SwarmKit's dialect, over sockets, of a server of this project. */
class SwarmFeedTest {
  @Test
  void whatIsListedAndWhatIsWatchedTogetherAreTheStore() { // rt.W-1, rt.W-5
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("before", "")));
      RemoteFeed feed = rig.swarmFeed();
      await(feed.start());
      assertThat(feed.at().get(Kinds.SERVICE, "before")).isPresent();
      var histories = new Histories(SwarmSource.KINDS);
      feed.subscribe(Interest.all(), histories);

      for (int i = 0; i < 200; i++) {
        String id = "s" + i;
        rig.write(
            tx -> {
              tx.create(Kinds.SERVICE, service(id, "1"));
              relabel(tx, id, "2");
              relabel(tx, "before", id);
            });
      }
      rig.write(tx -> tx.delete(Kinds.SERVICE, "s7"));
      rig.write(tx -> tx.create(Kinds.SERVICE, service("end", "")));
      ReadTx at = await(until(feed, state -> state.get(Kinds.SERVICE, "end").isPresent()));

      assertThat(services(at)).isEqualTo(services(rig.store.view()));
      assertThat(histories.faults).isEmpty();
      assertThat(feed.tally().snapshots()).isEqualTo(1);
      await(feed.stop());
    }
  }

  @Test
  void aCutLineIsMendedAndTheStreamGoesOnWhereItWas() { // rt.W-3, rt.W-7
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "")));
      RemoteFeed feed = rig.swarmFeed();
      await(feed.start());
      rig.write(tx -> tx.create(Kinds.SERVICE, service("b", "")));
      rig.write(tx -> tx.delete(Kinds.SERVICE, "b"));
      rig.write(tx -> tx.create(Kinds.SERVICE, service("mark", "")));
      rig.write(tx -> tx.create(Kinds.SERVICE, service("c", "")));
      rig.write(tx -> tx.delete(Kinds.SERVICE, "c")); // To be told again.
      await(
          until(
              feed,
              at -> at.count(Kinds.SERVICE) == 2 && at.get(Kinds.SERVICE, "mark").isPresent()));
      var histories = new Histories(SwarmSource.KINDS);
      feed.subscribe(Interest.all(), histories);

      rig.wire.cut();
      rig.write(tx -> tx.create(Kinds.SERVICE, service("d", "")));
      rig.write(tx -> tx.delete(Kinds.SERVICE, "a"));
      rig.wire.mend();
      rig.write(tx -> tx.create(Kinds.SERVICE, service("end", "")));
      ReadTx at = await(until(feed, state -> state.get(Kinds.SERVICE, "end").isPresent()));

      assertThat(services(at)).isEqualTo(services(rig.store.view()));
      assertThat(histories.faults).isEmpty();
      assertThat(feed.tally().snapshots()).isEqualTo(1);
      assertThat(feed.tally().resumes()).isPositive();
      await(feed.stop());
    }
  }

  @Test
  void whatWasCompactedMeanwhileIsListedAgain() { // rt.W-7, rt.W-9
    try (Rig rig = new Rig(new LogBounds(4, 1_000), ServerLimits.DEFAULT)) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("gone", "")));
      rig.write(tx -> tx.create(Kinds.SERVICE, service("changed", "")));
      RemoteFeed feed = rig.swarmFeed();
      await(feed.start());
      var histories = new Histories(SwarmSource.KINDS);
      feed.subscribe(Interest.all(), histories);

      rig.wire.cut();
      rig.write(tx -> tx.delete(Kinds.SERVICE, "gone"));
      for (int i = 0; i < 20; i++) {
        String label = "l" + i;
        rig.write(tx -> relabel(tx, "changed", label));
      }
      rig.wire.mend();
      ReadTx at = await(until(feed, state -> state.get(Kinds.SERVICE, "gone").isEmpty()));

      assertThat(services(at)).isEqualTo(services(rig.store.view()));
      assertThat(histories.faults).isEmpty();
      assertThat(histories.jumps).isEqualTo(1);
      assertThat(feed.tally().snapshots()).isEqualTo(2);
      await(feed.stop());
    }
  }

  @Test
  void aServerThatIsBehindIsDoubtedTwiceAndThenBelieved() { // rt.W-7
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "old")));
      var saved = rig.store.save(rig.store.view());
      rig.write(tx -> relabel(tx, "a", "new"));
      rig.write(tx -> tx.create(Kinds.SERVICE, service("unsaved", "")));
      RemoteFeed feed = rig.swarmFeed();
      await(feed.start());

      rig.wire.cut();
      await(rig.store.restore(saved));
      rig.wire.mend();
      ReadTx at = await(until(feed, state -> state.get(Kinds.SERVICE, "unsaved").isEmpty()));

      assertThat(services(at)).isEqualTo(services(rig.store.view()));
      assertThat(feed.tally().setbacks()).isEqualTo(1);
      await(feed.stop());
    }
  }

  @Test
  void aSecretLooksTheSameListedAndWatched() {
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SECRET, secret("listed", false)));
      rig.write(tx -> tx.create(Kinds.SECRET, secret("internal", true)));
      RemoteFeed feed = rig.swarmFeed();
      await(feed.start());

      rig.write(tx -> tx.create(Kinds.SECRET, secret("hidden", true)));
      rig.write(tx -> tx.create(Kinds.SECRET, secret("watched", false)));
      ReadTx at = await(until(feed, state -> state.get(Kinds.SECRET, "watched").isPresent()));

      assertThat(at.list(Kinds.SECRET))
          .extracting(Secret::getId)
          .containsExactly("listed", "watched");
      assertThat(at.list(Kinds.SECRET))
          .allSatisfy(secret -> assertThat(secret.getSpec().getData()).isEmpty());
      await(feed.stop());
    }
  }

  @Test
  void aClusterLooksTheSameListedAndWatched() {
    try (Rig rig = Rig.open()) {
      RemoteFeed watching = rig.swarmFeed();
      await(watching.start());
      rig.write(tx -> tx.create(Kinds.CLUSTER, cluster()));
      ReadTx watched = await(until(watching, at -> at.count(Kinds.CLUSTER) == 1));
      RemoteFeed listing = rig.swarmFeed();
      await(listing.start());

      Cluster shown = watched.get(Kinds.CLUSTER, "c").orElseThrow();
      assertThat(listing.at().get(Kinds.CLUSTER, "c")).hasValue(shown);
      assertThat(shown.getRootCa().getCaKey()).isEmpty();
      assertThat(shown.getSpec().getCaConfig().getSigningCaKey()).isEmpty();
      assertThat(shown.getUnlockKeysCount()).isZero();
      assertThat(shown.getRootCa().getJoinTokens().getWorker()).isEqualTo("token");
      await(watching.stop());
      await(listing.stop());
    }
  }

  private static Cluster cluster() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("c");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getSpecBuilder().getCaConfigBuilder().setSigningCaKey(ByteString.copyFromUtf8("key"));
    cluster.getRootCaBuilder().setCaKey(ByteString.copyFromUtf8("key"));
    cluster.getRootCaBuilder().getJoinTokensBuilder().setWorker("token");
    cluster.addUnlockKeysBuilder().setKey(ByteString.copyFromUtf8("key"));
    return cluster.build();
  }

  @Test
  void whatCannotBeListedCannotBeFollowed() {
    try (Rig rig = Rig.open()) {
      assertThatThrownBy(() -> rig.swarmFeed(List.of(Kinds.SERVICE, Kinds.EXTENSION)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot list every extension")
          .hasMessageContaining("[task, node, service, network, config, secret, volume, cluster]");
    }
  }

  private static Secret secret(String id, boolean internal) {
    return Secret.newBuilder()
        .setId(id)
        .setInternal(internal)
        .setSpec(
            SecretSpec.newBuilder()
                .setAnnotations(Annotations.newBuilder().setName(id))
                .setData(ByteString.copyFromUtf8("data")))
        .build();
  }

  private static List<?> services(ReadTx at) {
    return at.list(Kinds.SERVICE);
  }
}
