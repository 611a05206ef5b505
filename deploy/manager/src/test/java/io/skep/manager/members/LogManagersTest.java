package io.skep.manager.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.ManagerStatus;
import io.skep.api.RaftMemberStatus.Reachability;
import org.junit.jupiter.api.Test;

/** What is told of members to those who ask for nodes: api.C-1, api.C-2, api.C-3. */
class LogManagersTest {
  private final HeldRoster roster = new HeldRoster();
  private final LogManagers managers = new LogManagers(roster);

  private ManagerStatus status(String id) {
    return managers.member(id).orElseThrow();
  }

  @Test // api.C-1
  void theOneThatLeadsKnowsWhoAnswers() {
    roster.silent.add("c");

    assertThat(status("a").getLeader()).isTrue();
    assertThat(status("a").getAddr()).isEqualTo("10.0.0.1:7000");
    assertThat(status("a").getReachability()).isEqualTo(Reachability.REACHABLE);
    assertThat(status("b").getLeader()).isFalse();
    assertThat(status("b").getReachability()).isEqualTo(Reachability.REACHABLE);
    assertThat(status("c").getReachability()).isEqualTo(Reachability.UNREACHABLE);
    assertThat(managers.member("worker")).isEmpty();
    assertThat(managers.exists()).isTrue();
  }

  @Test // api.C-2
  void oneThatFollowsVouchesForItselfAndForWhomItHears() {
    roster.leader = "b";

    assertThat(status("b").getLeader()).isTrue();
    assertThat(status("b").getReachability()).isEqualTo(Reachability.REACHABLE);
    assertThat(status("a").getReachability()).isEqualTo(Reachability.REACHABLE);
    assertThat(status("c").getReachability()).isEqualTo(Reachability.UNKNOWN);
  }

  @Test // api.C-1
  void eachHasANumberThatStays() {
    assertThat(status("a").getRaftId()).isNotEqualTo(status("b").getRaftId()).isNotZero();
    assertThat(new LogManagers(new HeldRoster()).member("a").orElseThrow().getRaftId())
        .isEqualTo(status("a").getRaftId());
  }

  @Test // api.C-3
  void oneMayGoIfTheOthersThatAnswerAreAMajority() {
    assertThat(managers.worksWithout("c")).isTrue();

    roster.silent.add("b");
    assertThat(managers.worksWithout("b")).as("one that is lost").isTrue();
    assertThat(managers.worksWithout("c")).as("one of two that answer").isFalse();

    roster.members.remove("b");
    roster.members.remove("c");
    assertThat(managers.worksWithout("a")).as("the only one").isFalse();
  }
}
