package io.skep.store.raft.member;

import io.skep.store.raft.CorruptLogException;
import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.member.Sender.Sent;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.TimeDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's server of this member. Any thread. */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** Together longer than an election takes. */
  private static final int REMOTE_TRIES = 20;

  private static final long REMOTE_PAUSE_MILLIS = 250;

  private final RaftServer server;
  private final RaftGroupId group;
  private final StoreMachine machine;
  private final Parameters keys;
  private final AtomicLong calls = new AtomicLong();

  /** That of {@code server}, which was made with {@code machine}. */
  Engine(RaftServer server, RaftGroupId group, StoreMachine machine, Parameters keys) {
    this.keys = keys;
    this.server = server;
    this.group = group;
    this.machine = machine;
  }

  /** Makes it, and does not start it. */
  static Engine of(RaftOptions options, Path storage, UUID history, StoreMachine machine) {
    RaftGroupId group = RaftGroupId.valueOf(history);
    List<RaftPeer> founders =
        options
            .group()
            .map(its -> its.founders().stream().map(Engine::peer).toList())
            .orElse(List.of(alone()));
    RaftPeerId self = self(options).getId();
    Parameters keys = EngineSettings.keys(options);
    try {
      RaftServer server =
          RaftServer.newBuilder()
              .setServerId(self)
              .setGroup(RaftGroup.valueOf(group, founders))
              .setOption(RaftStorage.StartupOption.RECOVER) // Which makes what is not there.
              .setStateMachine(machine)
              .setProperties(EngineSettings.of(options, storage.toFile()))
              .setParameters(keys)
              .build();
      return new Engine(server, group, machine, keys);
    } catch (IOException e) {
      throw failure(storage, e);
    }
  }

  private static final String ALONE = "alone";

  private static RaftPeer alone() {
    return RaftPeer.newBuilder().setId(ALONE).setAddress("none:0").build();
  }

  /** The member that {@code options} are for. */
  static RaftPeer self(RaftOptions options) {
    return options.group().map(its -> peer(new Member(its.self(), its.address()))).orElse(alone());
  }

  static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder()
        .setId(member.id())
        .setAddress(member.address())
        .setClientAddress(member.clients().orElse(null))
        .build();
  }

  /** Reads snapshot and log; blocks as long as that takes. */
  void start(Path storage) {
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      throw failure(storage, e);
    }
  }

  private static RuntimeException failure(Path storage, Exception e) {
    Throwable root = e;
    while (!(root instanceof CorruptLogException) && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof CorruptLogException corrupt
        ? corrupt
        : new DirectoryUnusableException(storage, "the log cannot be started: " + root, e);
  }

  RaftServer server() {
    return server;
  }

  RaftGroupId group() {
    return group;
  }

  RaftServer.Division division() {
    try {
      return server.getDivision(group);
    } catch (IOException e) {
      throw new IllegalStateException("the log of this member is closed", e);
    }
  }

  /** Whether it leads in {@code term}. */
  boolean leadsIn(long term) {
    var info = division().getInfo();
    return info.isLeader() && info.getCurrentTerm() == term;
  }

  long term() {
    return division().getInfo().getCurrentTerm();
  }

  long committed() {
    return division().getRaftLog().getLastCommittedIndex();
  }

  long applied() {
    return division().getInfo().getLastAppliedIndex();
  }

  /** How long syncing takes of late, for that part of the syncs. */
  double syncSeconds(double quantile) {
    return LogSync.seconds(division().getMemberId(), quantile);
  }

  /** The member with {@code id}, as the log says who belongs to the group. */
  Optional<Member> member(String id) {
    return Optional.ofNullable(division().getRaftConf().getPeer(RaftPeerId.valueOf(id)))
        .map(Engine::member);
  }

  static Member member(RaftPeer peer) {
    return new Member(
        peer.getId().toString(),
        peer.getAddress(),
        Optional.ofNullable(peer.getClientAddress()).filter(each -> !each.isEmpty()));
  }

  /** Drops entries of the log up to {@code index}, in whole files. */
  void shortenLog(long index) {
    Future.fromCompletionStage(division().getRaftLog().purge(index))
        .onFailure(cause -> LOG.warn("the log stays as long as it is", cause));
  }

  /** As whom this member asks. */
  ClientId self() {
    return machine.self();
  }

  long nextCall() {
    return calls.incrementAndGet();
  }

  /** A client of the group as it is now, for a member that follows; blocks a moment. */
  RaftClient connect() {
    return RaftClient.newBuilder()
        .setProperties(server.getProperties())
        .setParameters(keys)
        .setRaftGroup(division().getGroup())
        .setRetryPolicy(
            RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                REMOTE_TRIES, TimeDuration.valueOf(REMOTE_PAUSE_MILLIS, TimeUnit.MILLISECONDS)))
        .build();
  }

  /** Hands a record over; the answer comes on a thread of the engine. */
  CompletableFuture<RaftClientReply> submit(Sent sent) {
    long call = nextCall();
    machine.submitting(call, sent);
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(machine.self())
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(call)
            .setMessage(
                Message.valueOf(UnsafeByteOperations.unsafeWrap(sent.record().toByteArray())))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    CompletableFuture<RaftClientReply> answer;
    try {
      answer = server.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete((reply, cause) -> machine.answered(call));
  }

  /** Stops it; blocks until what is committed is applied. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("the log could not be closed", e);
    }
  }
}
