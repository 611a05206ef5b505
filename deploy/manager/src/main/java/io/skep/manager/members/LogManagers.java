package io.skep.manager.members;

import io.skep.api.ManagerStatus;
import io.skep.api.RaftMemberStatus.Reachability;
import io.skep.server.ManagerGroup;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The members of the log as managers: a node is one if its id is the name of a member. The one that
 * leads knows who can be reached; another one vouches for itself and for the leader that it hears.
 * Any thread.
 */
public final class LogManagers implements ManagerGroup {
  private final Roster roster;

  /** Those of {@code roster}. */
  public LogManagers(Roster roster) {
    this.roster = roster;
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public Optional<ManagerStatus> member(String nodeId) {
    return roster.known().stream()
        .filter(each -> each.id().equals(nodeId))
        .findFirst()
        .map(this::status);
  }

  private ManagerStatus status(Member member) {
    return ManagerStatus.newBuilder()
        .setRaftId(number(member.id()))
        .setAddr(member.address())
        .setLeader(isLeader(member.id()))
        .setReachability(reachability(member.id()))
        .build();
  }

  /** SwarmKit's members have numbers; ours have names, of which one is made. */
  private static long number(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
  }

  private boolean isLeader(String id) {
    return roster.leader().filter(leader -> leader.id().equals(id)).isPresent();
  }

  private Reachability reachability(String id) {
    Optional<List<MemberHealth>> health = roster.health();
    if (health.isPresent()) {
      return answers(health.get(), id) ? Reachability.REACHABLE : Reachability.UNREACHABLE;
    }
    return isLeader(id) || id.equals(roster.self()) ? Reachability.REACHABLE : Reachability.UNKNOWN;
  }

  private static boolean answers(List<MemberHealth> health, String id) {
    return health.stream().anyMatch(each -> each.member().id().equals(id) && each.answers());
  }

  /** Only the one that leads can say so; nobody else is asked, as only it takes writes. */
  @Override
  public boolean worksWithout(String nodeId) {
    List<MemberHealth> rest =
        roster.health().orElse(List.of()).stream()
            .filter(each -> !each.member().id().equals(nodeId))
            .toList();
    long answering = rest.stream().filter(MemberHealth::answers).count();
    return 2 * answering > rest.size();
  }
}
