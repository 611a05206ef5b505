package io.skep.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.LogEntry;
import io.skep.server.Client;
import io.skep.server.Eventually;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.skep.server.Subscription;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand clients of one server, of which some are slow, some go without a word, and some never
 * read. {@code -Dskep.followers.commits=5000} takes longer.
 */
class ManyFollowersTest {
  private static final int FOLLOWERS = 1_000;
  private static final int A_CONNECTION = 100;
  private static final int COMMITS = Integer.getInteger("skep.followers.commits", 20);

  private final List<Client> clients = new ArrayList<>();
  private Rig rig;

  private void open(ServerLimits limits) {
    rig =
        Rig.open(
            options -> options.withLimits(limits),
            kept -> kept.withLog(new LogBounds(100_000, 1_000_000, 1_000_000_000)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.F-2, api.F-6, rt.W-1
  void allOfThemGetEveryCommitInOrderAndTheLimitHolds() {
    open(ServerLimits.DEFAULT.withWatches(FOLLOWERS));
    List<Subscription<FollowMessage>> all = follow(FOLLOWERS);
    all.forEach(one -> assertThat(Follower.snapshot(one)).isEmpty());
    assertThat(Follower.open(rig.newClient(), Follower.tables("config")).end().status())
        .isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);

    List<Long> versions = write(COMMITS, 10);

    for (Subscription<FollowMessage> one : all) {
      assertThat(versions(one, COMMITS)).isEqualTo(versions);
    }
  }

  @Test // api.F-6
  void oneThatDoesNotReadHoldsUpNobodyIsCutAndResumes() {
    open(ServerLimits.DEFAULT.withWatches(6).withWatchStall(Duration.ofSeconds(10)));
    Client alone = rig.newClient();
    Subscription<FollowMessage> slow = Follower.paused(alone, Follower.tables("config"));
    List<Subscription<FollowMessage>> others = follow(5);
    others.forEach(Follower::snapshot);

    List<Long> versions = write(40, 100_000); // Each write waits for its commit, and for nobody.

    for (Subscription<FollowMessage> one : others) {
      assertThat(versions(one, versions.size())).isEqualTo(versions);
    }
    awaitRoomFor(1);
    slow.read();
    Refusal end = slow.end();
    assertThat(end.status()).isEqualTo(GrpcStatus.ABORTED);
    Follower.snapshot(slow);
    List<Long> seen = new ArrayList<>();
    long place = versions.get(0) - 1;
    while (!slow.isEmpty()) {
      FollowMessage message = slow.next();
      place = message.hasCommit() ? message.getCommit().getVersion() : place;
      seen.add(place);
    }
    assertThat(end.text()).endsWith("resume from version " + place);
    Subscription<FollowMessage> resumed =
        Follower.open(
            rig.newClient(),
            Follower.tables("config")
                .setResumeFrom(Follower.position(rig.store().historyId(), place)));
    assertThat(resumed.next().getBegin().getSnapshot()).isFalse();
    seen.addAll(versions(resumed, versions.size() - seen.size()));
    assertThat(seen).as("each once").isEqualTo(versions);
  }

  @Test // api.F-6, api.W-14
  void thoseThatGoWithoutAWordMakeRoom() {
    open(ServerLimits.DEFAULT.withWatches(200));
    follow(200).forEach(Follower::snapshot);

    clients.forEach(client -> Rig.await(client.close()));

    awaitRoomFor(200);
  }

  /** Opens streams until so many more are open at once. */
  private void awaitRoomFor(int number) {
    var open = new ArrayList<Subscription<FollowMessage>>();
    Client client = rig.newClient();
    while (open.size() < number) {
      open.add(
          Eventually.seen(
              () -> Follower.open(client, Follower.tables("node")), Subscription::hasBegun));
    }
    open.forEach(Subscription::cancel);
  }

  private List<Subscription<FollowMessage>> follow(int number) {
    var opening = new ArrayList<Future<Client.Opened<FollowMessage>>>();
    for (int i = 0; i < number; i++) {
      if (i % A_CONNECTION == 0) {
        clients.add(rig.newClient());
      }
      opening.add(Follower.stream(clients.get(clients.size() - 1), Follower.tables("config")));
    }
    return opening.stream().map(Subscription::open).toList();
  }

  private List<Long> write(int commits, int bytes) {
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < commits; i++) {
      Config.Builder config = Config.newBuilder().setId("c" + i);
      config.getSpecBuilder().setData(ByteString.copyFrom(new byte[bytes]));
      config.getSpecBuilder().getAnnotationsBuilder().setName("c" + i);
      versions.add(
          rig.write(tx -> tx.create(Kinds.CONFIG, config.build()))
              .getMeta()
              .getVersion()
              .getIndex());
    }
    return versions;
  }

  private static List<Long> versions(Subscription<FollowMessage> stream, int number) {
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      LogEntry commit = Follower.commit(stream);
      if (i > 0) {
        assertThat(commit.getBase()).isGreaterThanOrEqualTo(versions.get(i - 1));
      }
      versions.add(commit.getVersion());
    }
    return versions;
  }
}
