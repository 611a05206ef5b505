package io.skep.store.raft.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.loop.VirtualClock;
import io.skep.store.raft.Member;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.snapshot.SnapshotFiles;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import io.vertx.core.Future;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where and when the answers of the engine reach the store. */
class RaftProposerTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HeldEngine engine = new HeldEngine();
  private final Standings standings = new Standings();
  private final SnapshotFiles files = new SnapshotFiles();
  private final Snapshots snapshots =
      new Snapshots("test-snapshot", files, Long.MAX_VALUE, index -> {}, clock);
  private final Applier applier = new Applier(snapshots, standings, engine::term);
  private final ReplicaThread thread =
      new ReplicaThread("test-apply", cause -> tell("broken: " + cause));

  /** What the replica and those who wait for marks were told, and where. */
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final RaftProposer proposer =
      new RaftProposer(
          "history",
          new Proposer.Limits(10, 1 << 20),
          thread,
          applier,
          standings,
          new RaftMeters(meters).latency(),
          clock);

  @BeforeEach
  void lead() {
    proposer.use(
        engine.engine(new StoreMachine(thread, applier, files, 0, term -> true, leader -> {})));
    proposer.bind(new Listener());
    standings.leads(1);
  }

  @AfterEach
  void close() {
    proposer.close();
    thread.close();
    snapshots.close();
  }

  @Test
  void noAnswerIsToldOnAThreadOfTheEngine() throws InterruptedException {
    Future<Void> reached = mark();
    engine.grant();
    assertThat(told.take()).isEqualTo("reached on test-apply");
    assertThat(reached.succeeded()).isTrue();

    Future<Void> failed = mark();
    engine.deny("not now");
    assertThat(told.take()).isEqualTo("failed on test-apply");
    assertThat(failed.cause()).isInstanceOf(NoQuorumException.class);

    proposer.propose(LogEntry.newBuilder().setVersion(7).build());
    engine.deny("not now");
    assertThat(told.take()).isEqualTo("refused 7 on test-apply");
  }

  @Test
  void itsLatencyIsTakenFromTheClockOfTheStore() throws InterruptedException { // rt.M-6
    mark();
    engine.awaitAsked();
    clock.advance(Duration.ofMillis(30));
    engine.grant();
    told.take();

    assertThat(meters.get("skep.raft.latency").timer().totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(30);
  }

  @Test
  void aLeadersStoreThatIsClosedAsksNothingOfAnEngineThatIs() throws InterruptedException {
    thread.execute(() -> applier.lead(1, term -> true));
    assertThat(told.take()).isEqualTo("leading on test-apply");
    mark();
    engine.awaitAsked();

    proposer.close();
    engine.close();
    engine.deny("closed");

    assertThat(told.take()).isEqualTo("failed on test-apply");
    assertNothingIsToldAnyMore();
  }

  @Test
  void aFollowersStoreThatIsClosedAsksNothingOfAnEngineThatIs() throws InterruptedException {
    standings.leaderIs(Optional.of(new Member("m2", "127.0.0.1:2")));
    proposer.close();
    engine.close();

    thread.execute(() -> applier.skip(TermIndex.valueOf(1, 5))); // What was still to be applied.

    assertNothingIsToldAnyMore();
  }

  private void assertNothingIsToldAnyMore() throws InterruptedException {
    thread.execute(() -> tell("done"));
    assertThat(told.take()).isEqualTo("done on test-apply");
  }

  private Future<Void> mark() {
    Future<Void> mark = proposer.mark();
    mark.onComplete(answer -> tell(answer.succeeded() ? "reached" : "failed"));
    return mark;
  }

  private void tell(String what) {
    told.add(what + " on " + Thread.currentThread().getName());
  }

  private final class Listener implements Replica {
    @Override
    public void leading(long epoch, Version highest) {
      tell("leading");
    }

    @Override
    public void following() {
      tell("following");
    }

    @Override
    public void committed(LogEntry entry) {
      tell("committed");
    }

    @Override
    public Image image() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void install(InputStream image) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void refused(Version version, String reason) {
      tell("refused " + version);
    }

    @Override
    public void outcomeUnknown(Version version, String reason) {
      tell("unknown " + version);
    }
  }
}
