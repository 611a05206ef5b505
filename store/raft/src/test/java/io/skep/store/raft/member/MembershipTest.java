package io.skep.store.raft.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.raft.Member;
import io.skep.store.raft.NoQuorumException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is asked of the engine about its members, and where the answers are told. */
class MembershipTest {
  private final HeldEngine engine = new HeldEngine();
  private final Standings standings = new Standings();
  private final Queue<Runnable> told = new ArrayDeque<>();
  private final Queue<Runnable> afterElection = new ArrayDeque<>();
  private final Membership membership =
      new Membership(
          engine.engine(new StoreMachine(null, null, null, 0, term -> true, leader -> {})),
          standings,
          Duration.ofSeconds(1),
          told::add,
          afterElection::add);

  @Test
  void noAnswerIsToldOnAThreadOfTheEngine() throws InterruptedException {
    Future<Void> transferred = membership.transferTo("m2");
    engine.grant();
    assertThat(transferred.isComplete()).as("told by the engine itself").isFalse();
    told.remove().run();
    assertThat(transferred.succeeded()).isTrue();

    Future<Void> added = membership.add(new Member("m3", "127.0.0.1:3"));
    engine.deny("not now");
    assertThat(added.isComplete()).as("told by the engine itself").isFalse();
    told.remove().run();
    assertThat(added.cause())
        .isInstanceOf(NoQuorumException.class)
        .hasMessageContaining("could not add m3")
        .hasMessageContaining("not now");
  }

  @Test
  void aHandOverIsAskedForAgainAfterAnElection() throws InterruptedException {
    Future<Void> transferred = membership.transferTo("m2");
    deny();
    assertThat(engine.waiting()).as("the engine has not had its time").isZero();

    afterElection.remove().run();
    engine.grant();
    told.remove().run();

    assertThat(transferred.succeeded()).isTrue();
  }

  @Test
  void aHandOverIsDoneIfItsMemberLeadsAfterAll() throws InterruptedException {
    Future<Void> transferred = membership.transferTo("m2");
    deny();
    engine.follow();
    standings.leaderIs(Optional.of(new Member("m2", "127.0.0.1:2")));

    afterElection.remove().run();

    assertThat(transferred.succeeded()).isTrue();
    assertThat(engine.waiting()).isZero();
  }

  @Test
  void aHandOverFailsIfItIsDeniedTooOften() throws InterruptedException {
    Future<Void> transferred = membership.transferTo("m2");
    for (int denied = 1; denied < 5; denied++) {
      deny();
      afterElection.remove().run();
    }
    assertThat(transferred.isComplete()).isFalse();

    deny();

    assertThat(transferred.cause()).isInstanceOf(NoQuorumException.class);
    assertThat(afterElection).isEmpty();
  }

  @Test
  void aHandOverFailsIfThisMemberIsClosedMeanwhile() throws InterruptedException {
    Future<Void> transferred = membership.transferTo("m2");
    deny();
    engine.close();

    afterElection.remove().run();

    assertThat(transferred.cause()).hasMessageContaining("the log of this member is closed");
  }

  private void deny() throws InterruptedException {
    engine.deny("not now");
    told.remove().run();
  }
}
