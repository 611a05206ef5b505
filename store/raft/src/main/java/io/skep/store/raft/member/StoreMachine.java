package io.skep.store.raft.member;

import com.google.protobuf.CodedInputStream;
import io.skep.api.v1.LogRecord;
import io.skep.store.raft.member.Sender.Sent;
import io.skep.store.raft.snapshot.SnapshotFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;

/**
 * What the engine sees of the store. It hands everything on to the replica's thread, in the order
 * of the engine's calls.
 */
final class StoreMachine extends BaseStateMachine {
  private final ClientId self = ClientId.randomId();
  private final ReplicaThread thread;
  private final Applier applier;
  private final SnapshotFiles files;
  private final long logBegins;
  private final LongPredicate stillLeads;
  private final Consumer<Optional<String>> leaderIs;
  private final Map<Long, Sent> underWay = new ConcurrentHashMap<>();

  private volatile Optional<String> leader = Optional.empty();

  /** The term of the newest entry that says who is a member; every term begins with one. */
  private volatile long termOfMembers;

  /**
   * One whose log begins at entry {@code logBegins}.
   *
   * @param stillLeads whether the engine leads in that term
   * @param leaderIs is told the id of each new leader
   */
  StoreMachine(
      ReplicaThread thread,
      Applier applier,
      SnapshotFiles files,
      long logBegins,
      LongPredicate stillLeads,
      Consumer<Optional<String>> leaderIs) {
    this.thread = thread;
    this.applier = applier;
    this.files = files;
    this.logBegins = logBegins;
    this.stillLeads = stillLeads;
    this.leaderIs = leaderIs;
  }

  /** As whom the store of this member submits. */
  ClientId self() {
    return self;
  }

  /** Remembers what is submitted under {@code call}, until it is answered. */
  void submitting(long call, Sent sent) {
    underWay.put(call, sent);
  }

  void answered(long call) {
    underWay.remove(call);
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    getLifeCycle()
        .startAndTransition(
            () -> // Nothing runs yet.
            files.open(storage, logBegins, applier.replica()).ifPresent(this::load),
            IOException.class);
  }

  private void load(SnapshotFiles.Loaded loaded) {
    applier.loaded(loaded.at(), loaded.highest());
    setLastAppliedTermIndex(loaded.at());
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  /** The engine has got a snapshot from another member. */
  @Override
  public void reinitialize() throws IOException {
    var done = new CompletableFuture<Void>();
    thread.execute(
        () -> {
          try {
            load(files.received(applier.replica()));
            done.complete(null);
          } catch (IOException | RuntimeException e) {
            applier.fail("a snapshot of another member could not be taken over", e);
            done.completeExceptionally(e);
          }
        });
    done.join();
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return files.storage();
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    return files.storage().getLatestSnapshot();
  }

  /** Snapshots are written when they are due, not when the engine asks. */
  @Override
  public long takeSnapshot() {
    return TermIndex.INITIAL_VALUE.getIndex();
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    Sent sent = underWay.get(request.getCallId());
    boolean own = sent != null && self.equals(request.getClientId());
    TransactionContext transaction =
        TransactionContext.newBuilder()
            .setStateMachine(this)
            .setClientRequest(request)
            .setStateMachineContext(own ? sent : null)
            .build();
    if (!own && !request.getMessage().getContent().isEmpty()) {
      transaction.setException(
          new IOException("transactions enter the log through the store of the member that leads"));
    }
    return transaction;
  }

  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) {
    if (transaction.getStateMachineContext() instanceof Sent sent) {
      sent.enterLog();
    }
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    TermIndex at = TermIndex.valueOf(entry);
    ByteString data = entry.getStateMachineLogEntry().getLogData();
    var applied = new CompletableFuture<Message>();
    try {
      thread.executeWithRoom(
          data.size(),
          () -> {
            try {
              applier.apply(record(transaction, data), at, data.size());
              updateLastAppliedTermIndex(at);
              applied.complete(Message.EMPTY);
            } catch (IOException | RuntimeException e) {
              applied.completeExceptionally(e);
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      applied.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      applied.completeExceptionally(e);
    }
    return applied;
  }

  private static LogRecord record(TransactionContext transaction, ByteString data)
      throws IOException {
    return transaction.getStateMachineContext() instanceof Sent sent
        ? sent.record()
        : LogRecord.parseFrom(CodedInputStream.newInstance(data.asReadOnlyByteBuffer()));
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    TermIndex at = TermIndex.valueOf(term, index);
    tell(
        () -> {
          applier.skip(at);
          updateLastAppliedTermIndex(at);
        });
  }

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto members) {
    termOfMembers = term;
    tell(() -> leaderIs.accept(leader)); // Where it is may not have been known.
  }

  /** Comes on the same thread as, and just after, the first entry of the term was applied. */
  @Override
  public void notifyLeaderReady() {
    long term = termOfMembers;
    tell(() -> applier.lead(term, stillLeads));
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    tell(applier::follow);
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId newLeader) {
    this.leader = Optional.ofNullable(newLeader).map(RaftPeerId::toString);
    tell(
        () -> {
          leaderIs.accept(leader);
          if (!self.getPeerId().equals(newLeader)) {
            applier.follow();
          }
        });
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failed) {
    tell(() -> applier.fail("the log could not be written", cause));
  }

  private void tell(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the member is closed", e);
    }
  }
}
