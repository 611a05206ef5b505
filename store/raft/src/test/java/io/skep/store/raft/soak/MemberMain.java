package io.skep.store.raft.soak;

import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.RaftOptions.Group;
import io.skep.store.raft.Standing;
import io.skep.store.raft.member.RaftMember;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process of one member. It reads calls from its input, a line each, {@code NUMBER VERB
 * ARGUMENT...}, and writes answers and what happens to its output: see {@link MemberCalls} and
 * {@link MemberWatches}. When its input ends, it ends.
 */
final class MemberMain {
  private static final Duration ELECTION = Duration.ofMillis(600);

  /** Small, so that a run of seconds has many snapshots, and its log is shortened. */
  private static final long SNAPSHOT_BYTES = 128 << 10;

  private static final long SEGMENT_BYTES = 64 << 10;

  private MemberMain() {}

  /** {@code DIRECTORY HISTORY BUG SELF [FOUNDER...]}; a member is {@code ID=HOST:PORT}. */
  public static void main(String[] args) throws IOException {
    var lines = new Lines(System.out);
    List<Member> founders = Stream.of(args).skip(4).map(MemberMain::member).toList();
    Member self = member(args[3]);
    Group group =
        founders.isEmpty() ? Group.joining(args[1], self) : Group.founding(args[1], self, founders);
    Loop loop = VertxLoop.of(Vertx.vertx().getOrCreateContext());
    RaftMember member = open(Path.of(args[0]), group);
    member.watchStanding(loop, standing -> lines.tell("stands " + text(standing)));
    member.ready().onSuccess(ready -> lines.tell("ready"));
    var bug = Bug.valueOf(args[2]);
    var watches = new MemberWatches(member.store(), loop, lines, bug);
    var calls = new MemberCalls(member, watches, lines, bug);
    lines.tell("open");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      calls.take(line.split(" ", -1));
    }
    Runtime.getRuntime().halt(0); // Whoever started it is gone.
  }

  /** As whoever keeps a process running does: a group that is cut off is waited for. */
  private static RaftMember open(Path directory, Group group) {
    try {
      return RaftMember.open(
          RaftOptions.in(directory, group)
              .withElection(ELECTION)
              .withSnapshots(SNAPSHOT_BYTES, SEGMENT_BYTES),
          MemoryStoreOptions.of(Kinds.ALL));
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(5);
      throw e;
    }
  }

  private static Member member(String text) {
    int equals = text.indexOf('=');
    return new Member(text.substring(0, equals), text.substring(equals + 1));
  }

  private static String text(Standing standing) {
    if (standing instanceof Standing.Leads leads) {
      return "leads " + leads.term();
    }
    Optional<Member> leader = ((Standing.Follows) standing).leader();
    return "follows " + leader.map(Member::id).orElse("-");
  }
}
