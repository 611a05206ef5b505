package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static io.skep.store.raft.member.DurableStoreTest.ids;
import static io.skep.store.raft.member.DurableStoreTest.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.store.Interest;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Standing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  private static Vertx vertx;

  @TempDir Path directory;

  @BeforeAll
  static void openLoops() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeLoops() {
    await(vertx.close());
  }

  @Test
  void followersApplyReadAndWatchWhatTheLeaderCommits() { // S-13, S-18
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      Version first = cluster.create("n1");
      for (RaftMember member : cluster.members()) {
        reach(member, first);
      }
      List<CompletableFuture<Version>> watches =
          cluster.members().stream().map(each -> nextAfter(each, first)).toList();

      Version last = cluster.create("n3", "n2");

      for (RaftMember member : cluster.members()) {
        reach(member, last);
        assertThat(member.store().historyId()).isEqualTo(cluster.history());
        assertThat(ids(member.store().view())).containsExactly("n1", "n2", "n3");
      }
      watches.forEach(next -> assertThat(next.join()).isEqualTo(last));
    }
  }

  @Test
  void aWriteWhereItDoesNotLeadNamesTheLeadersAddress() { // S-15
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      cluster.whileOneLeads(leads -> followersName(cluster, leads.leader().orElseThrow()));
    }
  }

  private static void followersName(Cluster cluster, Member leader) {
    for (RaftMember follower : cluster.followers()) {
      await(follower.barrier()); // By now it has heard of its leader.
      assertThat(follower.standing()).isEqualTo(new Standing.Follows(Optional.of(leader)));
      assertThatThrownBy(
              () -> awaitCause(follower.store().update(tx -> tx.create(Kinds.NODE, node("n1")))))
          .isInstanceOfSatisfying(
              ProposalRefusedException.class,
              refused -> assertThat(refused.leader()).contains(leader.address()))
          .hasMessageContaining("at " + leader.address());
    }
  }

  @Test
  void aBarrierShowsWhatWasAcknowledgedAnywhereBefore() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      for (int round = 0; round < 5; round++) {
        Version written = cluster.create("n" + round);
        for (RaftMember member : cluster.members()) {
          assertThat(await(member.barrier())).isGreaterThanOrEqualTo(written);
          assertThat(ids(member.store().view())).contains("n" + round);
        }
      }
    }
  }

  @Test
  void withoutAMajorityThereIsNeitherABarrierNorAWrite() { // S-15, S-16
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      RaftMember leader = cluster.leader();
      DurableStoreTest.create(leader, "n1");
      await(leader.barrier());

      cluster.followers().forEach(cluster::close);

      Future<Version> barrier = leader.barrier();
      Future<Version> write = leader.store().update(tx -> tx.create(Kinds.NODE, node("n2")));

      assertThat(catchThrowable(() -> awaitCause(barrier))).isInstanceOf(NoQuorumException.class);
      assertThat(catchThrowable(() -> awaitCause(write)))
          .as("it is in the leader's log, and may be committed by the next one")
          .isInstanceOf(OutcomeUnknownException.class);
      cluster.untilFollows(leader);
      assertThat(
              catchThrowable(
                  () -> awaitCause(leader.store().update(tx -> tx.create(Kinds.NODE, node("n3"))))))
          .as("it never gets there")
          .isInstanceOf(ProposalRefusedException.class);
      assertThat(ids(leader.store().view())).containsExactly("n1");
    }
  }

  @Test
  void barriersThatNobodyAnswersFailAndHoldUpNothingThatComesAfterThem() { // S-16
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      RaftMember alone = cluster.followers().get(0);
      List<String> others =
          cluster.members().stream().filter(each -> each != alone).map(cluster::idOf).toList();
      others.forEach(each -> cluster.close(cluster.member(each)));

      List<Future<Version>> barriers = new ArrayList<>();
      for (int each = 0; each < 8; each++) {
        barriers.add(alone.barrier());
      }
      for (Future<Version> barrier : barriers) {
        assertThat(catchThrowable(() -> awaitCause(barrier))).isInstanceOf(NoQuorumException.class);
      }

      others.forEach(cluster::open);
      Version written = cluster.create("n1");
      assertThat(await(alone.barrier())).isGreaterThanOrEqualTo(written);
      cluster.handOver(alone);
      cluster.create("n2");
    }
  }

  @Test
  void anotherOneLeadsWhenTheLeaderIsGoneAndNothingAcknowledgedIsLost() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      var acknowledged = new ArrayList<String>();
      for (int round = 0; round < 2; round++) {
        RaftMember leader = cluster.leader();
        List<String> names = names(round, 200);
        List<Future<Version>> writes = createAll(leader, names);
        await(writes.get(50));
        String id = cluster.idOf(leader);
        cluster.close(leader);
        for (int each = 0; each < names.size(); each++) {
          if (writes.get(each).succeeded()) {
            acknowledged.add(names.get(each));
          }
        }

        acknowledged.add("next-" + round);
        cluster.create("next-" + round);
        await(cluster.open(id).ready());

        for (RaftMember member : cluster.members()) {
          await(member.barrier());
          assertThat(ids(member.store().view())).containsAll(acknowledged);
        }
      }
      List<List<String>> all =
          cluster.members().stream().map(each -> ids(each.store().view())).toList();
      assertThat(all).containsOnly(all.get(0));
    }
  }

  @Test
  void aMemberThatIsFarBehindTakesASnapshotAndGoesOn() throws IOException {
    try (Cluster cluster = cluster(options -> options.withSnapshots(16 << 10, 8 << 10))) {
      RaftMember behind = cluster.followers().get(0);
      String id = cluster.idOf(behind);
      cluster.close(behind);
      for (int round = 0; round < 10; round++) {
        for (String name : names(round, 100)) {
          cluster.create(name);
        }
      }
      snapshotAll(cluster); // Whoever leads when it comes back has purged its log.
      cluster.create("after");
      snapshotAll(cluster);

      RaftMember again = cluster.open(id);
      await(again.ready());

      Version last = cluster.create("last");
      reach(again, last);
      assertThat(DurableStoreTest.firstEntry(directory.resolve(id)))
          .as("its log begins after a snapshot of the leader's")
          .isPositive();
      assertThat(ids(again.store().view())).isEqualTo(ids(cluster.leader().store().view()));
    }
  }

  @Test
  void leadershipIsHandedOverAndTheOldLeaderFollows() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      RaftMember before = cluster.leader();
      cluster.create("n1");
      RaftMember after =
          cluster.members().stream().filter(each -> each != before).findFirst().orElseThrow();

      cluster.byLeader(
          leader ->
              leader == after // An election may have come first.
                  ? Future.succeededFuture()
                  : leader.transferLeadership(cluster.idOf(after)));

      cluster.untilLeads(after);
      cluster.untilFollows(before);
      Version version = cluster.create("n2");
      reach(before, version);
      assertThat(ids(before.store().view())).containsExactly("n1", "n2");
    }
  }

  @Test
  void aMemberThatLostItsDirectoryIsReplacedByRemoveAndAdd() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      cluster.create("n1");
      RaftMember lost = cluster.followers().get(0);
      String lostId = cluster.idOf(lost);
      cluster.close(lost);

      cluster.byLeader(leader -> leader.remove(lostId));
      var fresh = new Member("m4", Cluster.freeAddress());
      RaftMember joined = cluster.join(fresh);
      cluster.byLeader(leader -> leader.add(fresh));
      await(joined.ready());

      Version version = cluster.create("n2");
      reach(joined, version);
      assertThat(ids(joined.store().view())).containsExactly("n1", "n2");
      List<MemberHealth> members = cluster.byLeader(RaftMember::members);
      assertThat(members)
          .extracting(each -> each.member().id())
          .contains("m4")
          .doesNotContain(lostId)
          .hasSize(3);
      assertThat(members).filteredOn(MemberHealth::leads).hasSize(1);
    }
  }

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aMemberIsNotRemovedIfThoseThatStayAreNoMajority() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      RaftMember leader = cluster.leader();
      DurableStoreTest.create(leader, "n1");
      List<RaftMember> followers = cluster.followers();
      String silent = cluster.idOf(followers.get(0));
      String answers = cluster.idOf(followers.get(1));
      cluster.close(followers.get(0));
      while (!isMissed(leader, silent)) {
        await(leader.barrier());
      }

      assertThat(catchThrowable(() -> awaitCause(leader.remove(answers))))
          .isInstanceOf(NoQuorumException.class)
          .hasMessageContaining("[" + silent + "] do not answer");
      assertThat(catchThrowable(() -> awaitCause(leader.remove(cluster.idOf(leader)))))
          .hasMessageContaining("hand the leadership over first");
      assertThat(catchThrowable(() -> awaitCause(followers.get(1).remove(silent))))
          .isInstanceOf(ProposalRefusedException.class);
      DurableStoreTest.create(leader, "n2");
    }
  }

  private static void snapshotAll(Cluster cluster) {
    for (RaftMember member : cluster.members()) {
      await(member.barrier());
      await(member.snapshot());
    }
  }

  private static boolean isMissed(RaftMember leader, String id) {
    return await(leader.members()).stream()
        .anyMatch(each -> each.member().id().equals(id) && !each.answers());
  }

  @Test
  void aListenerThatFailsIsNothingToTheMemberThatTellsIt() {
    try (Cluster cluster = cluster(UnaryOperator.identity())) {
      for (RaftMember member : cluster.members()) {
        member
            .barrier()
            .onComplete(
                told -> {
                  throw new IllegalStateException("a listener of " + told);
                });
      }

      Version version = cluster.create("n1");

      for (RaftMember member : cluster.members()) {
        reach(member, version);
        assertThat(ids(member.store().view())).containsExactly("n1");
      }
    }
  }

  private Cluster cluster(UnaryOperator<RaftOptions> options) {
    return new Cluster(directory, 3, options);
  }

  /** The next commit of nodes that a watch from {@code seen} is given. */
  private static CompletableFuture<Version> nextAfter(RaftMember member, Version seen) {
    Loop loop = VertxLoop.of(vertx.getOrCreateContext());
    var next = new CompletableFuture<Version>();
    loop.execute(
        () -> {
          Store store = member.store();
          Watcher watcher =
              store.watchFrom(
                  loop, Interest.in(List.of(Kinds.NODE)), new ResumePoint(store.historyId(), seen));
          watcher.onReady(() -> take(watcher, next));
          take(watcher, next);
        });
    return next.orTimeout(2, TimeUnit.MINUTES);
  }

  private static void take(Watcher watcher, CompletableFuture<Version> next) {
    Watcher.Next found = watcher.next();
    if (found instanceof Watcher.Next.Delivered delivered) {
      next.complete(delivered.commit().version());
    } else if (!(found instanceof Watcher.Next.CaughtUp)) {
      next.completeExceptionally(new AssertionError(found));
    }
  }

  private static List<String> names(int round, int count) {
    return IntStream.range(0, count).mapToObj(each -> "n" + round + "-" + each).toList();
  }

  private static List<Future<Version>> createAll(RaftMember leader, List<String> ids) {
    return ids.stream()
        .map(id -> leader.store().update(tx -> tx.create(Kinds.NODE, node(id))))
        .toList();
  }

  private static void reach(RaftMember member, Version version) {
    assertThat(await(member.barrier())).isGreaterThanOrEqualTo(version);
  }

  /** The future's own failure. */
  private static <T> T awaitCause(Future<T> future) throws Throwable {
    try {
      return await(future);
    } catch (CompletionException e) {
      throw e.getCause();
    }
  }
}
