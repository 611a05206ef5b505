package io.skep.store.raft.member;

import io.skep.store.ProposalRefusedException;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.NoQuorumException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;

/** Who belongs to the group, and changes of that, which the leader makes. Any thread. */
final class Membership {
  /** Several of the leader's signs of life have got lost. */
  private static final int SILENT_ELECTIONS = 3;

  private static final long TRANSFER_MILLIS = 10_000;
  private static final int TRANSFER_TRIES = 5;

  private final Engine engine;
  private final Standings standings;
  private final Duration election;
  private final Executor tell;
  private final Executor afterElection;

  /**
   * That of {@code engine}.
   *
   * @param election how long an election takes at most
   * @param tell where answers are told
   * @param afterElection runs a task when an election has had its time
   */
  Membership(
      Engine engine,
      Standings standings,
      Duration election,
      Executor tell,
      Executor afterElection) {
    this.engine = engine;
    this.standings = standings;
    this.election = election;
    this.tell = tell;
    this.afterElection = afterElection;
  }

  /** All members, as the newest configuration that is here says, by id; wherever it is asked. */
  List<Member> known() {
    return peers().stream().map(Engine::member).sorted(Comparator.comparing(Member::id)).toList();
  }

  /** All members with their health, by id; empty where this one does not lead. */
  Optional<List<MemberHealth>> health() {
    return engine.division().getInfo().isLeader() ? Optional.of(list()) : Optional.empty();
  }

  /** All members, by id. */
  List<MemberHealth> list() {
    checkLeads();
    Duration most = election.multipliedBy(SILENT_ELECTIONS);
    var division = engine.division();
    Map<String, Duration> silent = new HashMap<>();
    for (ServerRpcProto follower :
        division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
      silent.put(
          follower.getId().getId().toStringUtf8(),
          Duration.ofMillis(follower.getLastRpcElapsedTimeMs()));
    }
    Map<String, Long> committed = new HashMap<>();
    for (CommitInfoProto each : division.getCommitInfos()) {
      committed.put(each.getServer().getId().toStringUtf8(), each.getCommitIndex());
    }
    long end = division.getRaftLog().getLastCommittedIndex();
    return known().stream()
        .map(
            member -> {
              Duration its = silent.getOrDefault(member.id(), Duration.ZERO);
              return new MemberHealth(
                  member,
                  isSelf(member.id()),
                  its,
                  its.compareTo(most) <= 0,
                  Math.max(0, end - committed.getOrDefault(member.id(), -1L)));
            })
        .toList();
  }

  private boolean isSelf(String id) {
    return engine.server().getId().toString().equals(id);
  }

  /** {@code member} is open and waits; it belongs to the group when it has caught up. */
  Future<Void> add(Member member) {
    checkLeads();
    if (engine.member(member.id()).isPresent()) {
      throw new IllegalArgumentException(
          "%s is a member already; one that lost its directory is removed first, and comes back under another id"
              .formatted(member.id()));
    }
    List<RaftPeer> all = new ArrayList<>(peers());
    all.add(Engine.peer(member));
    return change(all, "add " + member);
  }

  /** {@code id} belongs to the group no more. */
  Future<Void> remove(String id) {
    checkLeads();
    if (isSelf(id)) {
      throw new IllegalArgumentException(
          "%s leads; hand the leadership over first, and remove it there".formatted(id));
    }
    checkQuorumWithout(id);
    return change(
        peers().stream().filter(each -> !each.getId().toString().equals(id)).toList(),
        "remove " + id);
  }

  /** Those that stay must be able to go on. */
  private void checkQuorumWithout(String id) {
    List<MemberHealth> rest =
        list().stream().filter(each -> !each.member().id().equals(id)).toList();
    if (rest.size() == peers().size()) {
      throw new IllegalArgumentException(
          "%s is no member; the members are %s"
              .formatted(id, rest.stream().map(MemberHealth::member).toList()));
    }
    List<String> silent =
        rest.stream().filter(each -> !each.answers()).map(each -> each.member().id()).toList();
    if (2 * (rest.size() - silent.size()) <= rest.size()) {
      throw new NoQuorumException(
          "%s is not removed: of the %d members that stay, %s do not answer, and the others are no majority"
              .formatted(id, rest.size(), silent));
    }
  }

  private Future<Void> change(List<RaftPeer> members, String what) {
    var request =
        new SetConfigurationRequest(
            engine.self(),
            engine.server().getId(),
            engine.group(),
            engine.nextCall(),
            SetConfigurationRequest.Arguments.newBuilder().setServersInNewConf(members).build());
    return asked(() -> engine.server().setConfigurationAsync(request), what);
  }

  /** {@code id} leads next. */
  Future<Void> transferTo(String id) {
    checkLeads();
    if (isSelf(id)) {
      return Future.succeededFuture();
    }
    if (engine.member(id).isEmpty()) {
      throw new IllegalArgumentException(id + " is no member");
    }
    return transferTo(id, TRANSFER_TRIES);
  }

  /** The engine steps down for it, and where all are busy may be elected again itself. */
  private Future<Void> transferTo(String id, int tries) {
    var request =
        new TransferLeadershipRequest(
            engine.self(),
            engine.server().getId(),
            engine.group(),
            engine.nextCall(),
            RaftPeerId.valueOf(id),
            TRANSFER_MILLIS);
    return asked(
            () -> engine.server().transferLeadershipAsync(request), "hand the leadership to " + id)
        .recover(cause -> tries > 1 ? retry(id, tries - 1, cause) : Future.failedFuture(cause));
  }

  /** After an election: who was elected again does not take requests at once. */
  private Future<Void> retry(String id, int tries, Throwable cause) {
    Promise<Void> elected = Promise.promise();
    afterElection.execute(elected::complete);
    return elected.future().compose(passed -> again(id, tries, cause));
  }

  private Future<Void> again(String id, int tries, Throwable cause) {
    if (engine.division().getInfo().isLeader()) {
      return transferTo(id, tries);
    }
    boolean leads = standings.leader().filter(leader -> leader.id().equals(id)).isPresent();
    return leads ? Future.succeededFuture() : Future.failedFuture(cause);
  }

  private Future<Void> asked(Call call, String what) {
    CompletableFuture<RaftClientReply> answer;
    try {
      answer = call.make();
    } catch (IOException | RuntimeException e) {
      return Future.failedFuture(new NoQuorumException("could not " + what + ": " + e, e));
    }
    // The engine gives some answers under a lock of its own. Whoever hears of one may ask again,
    // which wants that lock on another thread: so nobody is told on the engine's.
    return Future.fromCompletionStage(answer.whenCompleteAsync((reply, cause) -> {}, tell))
        .recover(
            cause ->
                Future.failedFuture(
                    new NoQuorumException("could not " + what + ": " + cause, cause)))
        .compose(
            reply ->
                reply.isSuccess()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new NoQuorumException(
                            "could not %s: %s".formatted(what, reply.getException()),
                            reply.getException())));
  }

  private List<RaftPeer> peers() {
    return List.copyOf(engine.division().getRaftConf().getAllPeers());
  }

  private void checkLeads() {
    if (!engine.division().getInfo().isLeader()) {
      throw ProposalRefusedException.follows(standings.leader().map(Member::contact));
    }
  }

  private interface Call {
    CompletableFuture<RaftClientReply> make() throws IOException;
  }
}
