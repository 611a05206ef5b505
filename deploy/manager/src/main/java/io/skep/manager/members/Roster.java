package io.skep.manager.members;

import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.member.RaftMember;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Who belongs to the cluster, as one member knows it. Any thread; nothing blocks. */
public interface Roster {
  /** The member that this is. */
  String self();

  /** All members, as far as this one knows. */
  List<Member> known();

  /** Who leads, as far as this one knows. */
  Optional<Member> leader();

  /** All members with their health; empty where this one does not lead. */
  Optional<List<MemberHealth>> health();

  /** Removes a member, where this one leads; fails if the others were no majority. */
  Future<Void> remove(String id);

  /** That of {@code member}, which is called {@code self}. */
  static Roster of(RaftMember member, String self) {
    return new Roster() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public List<Member> known() {
        return member.known();
      }

      @Override
      public Optional<Member> leader() {
        return member.leader();
      }

      @Override
      public Optional<List<MemberHealth>> health() {
        return member.health();
      }

      @Override
      public Future<Void> remove(String id) {
        return member.remove(id);
      }
    };
  }
}
