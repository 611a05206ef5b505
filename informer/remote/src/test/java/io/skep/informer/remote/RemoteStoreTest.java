package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.objects;
import static io.skep.informer.remote.Rig.relabel;
import static io.skep.informer.remote.Rig.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import io.skep.api.Annotations;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.api.v1.Lease;
import io.skep.informer.remote.grpc.SkepWrites;
import io.skep.store.BatchOptions;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Transactions on a store behind a server. */
class RemoteStoreTest {
  @Test
  void aTransactionIsOneCommitAtTheServerAndIsReadAtItsVersion() { // rt.T-1, rt.W-2
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("old", "")));
      RemoteFeed feed = rig.feed();
      await(feed.start());
      var store = new RemoteStore(feed, new SkepWrites(rig.vertx, rig.server()));
      States states = new States(at -> at.count(Kinds.SERVICE) == 2);
      feed.subscribe(Interest.all(), states);

      var committed =
          await(
              store.compute(
                  new Origin("me", "why"),
                  tx -> {
                    tx.create(Kinds.SERVICE, service("a", "1"));
                    tx.create(Kinds.SERVICE, service("b", "1"));
                    relabel(tx, "a", "2");
                    tx.delete(Kinds.SERVICE, "old");
                    return "done";
                  }));

      assertThat(committed.value()).isEqualTo("done");
      assertThat(committed.version()).isEqualTo(rig.store.view().version());
      var at = await(feed.atLeast(committed.version()));
      assertThat(objects(at)).isEqualTo(objects(rig.store.view()));
      assertThat(at.count(Kinds.SERVICE)).isEqualTo(2);
      assertThat(states.commits).extracting(Commit::origin).containsOnly(new Origin("me", "why"));
      assertThat(states.commits).hasSize(1);
      await(feed.stop());
    }
  }

  @Test
  void whoReadWhatIsOldIsRefusedWholeAndMayTryAgain() {
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "1")));
      SkepWrites writes = new SkepWrites(rig.vertx, rig.server());
      Service read = rig.store.view().get(Kinds.SERVICE, "a").orElseThrow();
      rig.write(tx -> relabel(tx, "a", "2"));
      Version before = rig.store.view().version();
      List<Change<?>> changes =
          List.of(
              new Change.Created<>(Kinds.SERVICE, service("b", "1")),
              new Change.Updated<>(Kinds.SERVICE, read, read));

      var refused = writes.commit(rig.store.historyId(), Origin.NONE, changes);

      assertThatThrownBy(() -> await(refused))
          .hasCauseInstanceOf(ProposalRefusedException.class)
          .hasMessageContaining("was read at version 1 and is now at 2");
      assertThat(rig.store.view().version()).isEqualTo(before);
      assertThat(rig.store.view().get(Kinds.SERVICE, "b")).isEmpty();
      await(writes.commit("", Origin.NONE, List.of(created("c")))); // By another line.
      assertThat(rig.store.view().get(Kinds.SERVICE, "c")).isPresent();
      await(writes.close());
    }
  }

  @Test
  void whatIsWrittenInATermThatIsOverIsRefused() { // rt.G-3
    try (Rig rig = Rig.open()) {
      rig.write(tx -> ResourceKind.declare(tx, "skep.lease", "Leases."));
      rig.write(
          tx ->
              tx.create(
                  Kinds.RESOURCE,
                  Resource.newBuilder()
                      .setId("skep.lease/work")
                      .setKind("skep.lease")
                      .setAnnotations(Annotations.newBuilder().setName("skep.lease/work"))
                      .setPayload(Any.pack(Lease.newBuilder().setHolder("me").setEpoch(7).build()))
                      .build()));
      SkepWrites writes = new SkepWrites(rig.vertx, rig.server());
      List<Change<?>> changes = List.of(new Change.Created<>(Kinds.SERVICE, service("b", "1")));

      assertThatThrownBy(
              () -> await(writes.inTerm("work", new Version(6)).commit("", Origin.NONE, changes)))
          .hasMessageContaining("FAILED_PRECONDITION")
          .hasMessageContaining("it is in epoch 7, held by \"me\"");
      assertThatThrownBy(
              () ->
                  await(writes.inTerm("nothing", new Version(7)).commit("", Origin.NONE, changes)))
          .hasMessageContaining("there is no such lease");
      assertThat(rig.store.view().count(Kinds.SERVICE)).isZero();

      await(writes.inTerm("work", new Version(7)).commit("", Origin.NONE, changes));
      assertThat(rig.store.view().count(Kinds.SERVICE)).isEqualTo(1);
      await(writes.close());
    }
  }

  @Test
  void aWriteForAnotherHistoryOrWithoutAnAnswerSaysWhich() {
    try (Rig rig = Rig.open()) {
      SkepWrites writes = new SkepWrites(rig.vertx, rig.server());
      List<Change<?>> changes = List.of(new Change.Created<>(Kinds.SERVICE, service("b", "1")));

      assertThatThrownBy(() -> await(writes.commit("other", Origin.NONE, changes)))
          .hasCauseInstanceOf(SourceException.class)
          .hasMessageContaining("was made on history \"other\"");
      rig.wire.cut();
      assertThatThrownBy(() -> await(writes.commit("", Origin.NONE, changes)))
          .hasCauseInstanceOf(OutcomeUnknownException.class);
      assertThat(rig.store.view().count(Kinds.SERVICE)).isZero();
      await(writes.close());
    }
  }

  @Test
  void theOutcomeOfAWriteOnALineThatIsDeadAndOpenIsUnknownAfterAWhile() {
    try (Rig rig = Rig.open()) {
      SkepWrites writes = new SkepWrites(rig.vertx, rig.server());
      await(writes.commit("", Origin.NONE, List.of(created("a")))); // Opens the line.

      rig.wire.hold();
      var unanswered =
          writes.withLimit(Duration.ofMillis(100)).commit("", Origin.NONE, List.of(created("b")));

      assertThatThrownBy(() -> await(unanswered))
          .hasCauseInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("no answer after PT0.1S");
      assertThat(rig.store.view().get(Kinds.SERVICE, "b")).isEmpty();
      await(writes.commit("", Origin.NONE, List.of(created("c")))); // By another line.
      assertThat(rig.store.view().get(Kinds.SERVICE, "c")).isPresent();
      await(writes.close());
    }
  }

  private static Change<?> created(String id) {
    return new Change.Created<>(Kinds.SERVICE, service(id, "1"));
  }

  @Test
  void manyStepsThatChangeNothingAreDoneOneAfterTheOther() {
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      await(feed.start());
      var store = new RemoteStore(feed, new SkepWrites(rig.vertx, rig.server()));
      Stream<Consumer<Tx>> steps =
          Stream.concat(
              Stream.of(tx -> tx.create(Kinds.SERVICE, service("a", "1"))),
              Stream.generate(() -> (Consumer<Tx>) tx -> {}).limit(10_000));

      var result = await(store.batch(BatchOptions.DEFAULT, steps.iterator()));

      assertThat(result.steps()).isEqualTo(10_001);
      assertThat(result.transactions()).isEqualTo(1);
      await(feed.stop());
    }
  }

  @Test
  void aBatchWhoseStepsCannotBePulledFails() {
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      await(feed.start());
      var store = new RemoteStore(feed, new SkepWrites(rig.vertx, rig.server()));
      Iterator<Consumer<Tx>> steps =
          Stream.<Consumer<Tx>>generate(
                  () -> {
                    throw new IllegalStateException("no more steps");
                  })
              .iterator();

      assertThatThrownBy(() -> await(store.batch(BatchOptions.DEFAULT, steps)))
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no more steps");
      await(feed.stop());
    }
  }

  @Test
  void stepsOfABatchSeeTheOnesBeforeAndAFailedOneIsReported() {
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      await(feed.start());
      var store = new RemoteStore(feed, new SkepWrites(rig.vertx, rig.server()));
      List<Consumer<Tx>> steps =
          List.of(
              tx -> tx.create(Kinds.SERVICE, service("a", "1")),
              tx -> tx.delete(Kinds.SERVICE, "nobody"),
              tx -> relabel(tx, "a", "2"));

      var result = await(store.batch(BatchOptions.DEFAULT, steps.iterator()));

      assertThat(result.steps()).isEqualTo(3);
      assertThat(result.transactions()).isEqualTo(2);
      assertThat(result.failures())
          .singleElement()
          .satisfies(f -> assertThat(f.step()).isEqualTo(1));
      assertThat(rig.store.view().get(Kinds.SERVICE, "a").orElseThrow())
          .isEqualTo(
              await(feed.atLeast(result.version().orElseThrow()))
                  .get(Kinds.SERVICE, "a")
                  .orElseThrow());
      await(feed.stop());
    }
  }
}
