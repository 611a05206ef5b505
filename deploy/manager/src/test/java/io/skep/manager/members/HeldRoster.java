package io.skep.manager.members;

import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Members as a test wants them; {@code a} is this one. */
final class HeldRoster implements Roster {
  final Set<String> members = new HashSet<>(List.of("a", "b", "c"));
  final Set<String> silent = new HashSet<>();
  String leader = "a";

  static Member member(String id) {
    return new Member(id, "10.0.0." + (id.charAt(0) - 'a' + 1) + ":7000");
  }

  @Override
  public String self() {
    return "a";
  }

  @Override
  public List<Member> known() {
    return members.stream()
        .map(HeldRoster::member)
        .sorted(Comparator.comparing(Member::id))
        .toList();
  }

  @Override
  public Optional<Member> leader() {
    return Optional.of(member(leader));
  }

  @Override
  public Optional<List<MemberHealth>> health() {
    return leader.equals("a")
        ? Optional.of(known().stream().map(this::health).toList())
        : Optional.empty();
  }

  private MemberHealth health(Member member) {
    boolean answers = !silent.contains(member.id());
    return new MemberHealth(
        member, member.id().equals(leader), Duration.ofSeconds(answers ? 0 : 9), answers, 0);
  }

  @Override
  public Future<Void> remove(String id) {
    members.remove(id);
    return Future.succeededFuture();
  }
}
