package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.objects;
import static io.skep.informer.remote.Rig.relabel;
import static io.skep.informer.remote.Rig.service;
import static io.skep.informer.remote.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.StoppedException;
import io.skep.informer.shared.SharedInformers;
import io.skep.server.ServerLimits;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Feeds of a store behind a server, over sockets. */
class RemoteFeedTest {
  @Test
  void theFirstStateIsTheStoreWholeAndAtItsVersion() { // rt.W-5, rt.I-4
    try (Rig rig = Rig.open()) {
      Version last = rig.write(tx -> {});
      for (int i = 0; i < 2_500; i++) { // More than one message takes.
        String id = "s" + i;
        last = rig.write(tx -> tx.create(Kinds.SERVICE, service(id, "a")));
      }
      RemoteFeed feed = rig.feed();

      assertThat(await(feed.start())).isEqualTo(last);

      assertThat(feed.at().version()).isEqualTo(last);
      assertThat(objects(feed.at())).isEqualTo(objects(rig.store.view()));
      await(feed.stop());
    }
  }

  @Test
  void anEmptyStoreIsAStateAsWell() { // rt.I-4
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      assertThat(await(feed.start())).isNotNull();
      assertThat(feed.at().count(Kinds.SERVICE)).isZero();
      await(feed.stop());
    }
  }

  @Test
  void commitsComeWholeInOrderWithVersionAndWriter() { // rt.W-1, rt.W-2
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      await(feed.start());
      States states = new States(at -> at.get(Kinds.SERVICE, "end").isPresent());
      feed.subscribe(Interest.all(), states);
      List<Version> versions = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String id = "s" + i;
        versions.add(
            await(
                rig.store.update(
                    new Origin("writer" + i, "trace"),
                    tx -> {
                      tx.create(Kinds.SERVICE, service(id, "a"));
                      tx.create(Kinds.SERVICE, service("twin-" + id, "a"));
                      relabel(tx, id, "b");
                    })));
      }
      versions.add(rig.write(tx -> tx.create(Kinds.SERVICE, service("end", ""))));

      ReadTx at = await(states.met());

      assertThat(states.commits).extracting(Commit::version).isEqualTo(versions);
      assertThat(states.commits.get(7).changes()).hasSize(3);
      assertThat(states.commits.get(7).origin()).isEqualTo(new Origin("writer7", "trace"));
      assertThat(states.faults).isEmpty();
      assertThat(states.jumps).isEmpty();
      assertThat(objects(at)).isEqualTo(objects(rig.store.view()));
      await(feed.stop());
    }
  }

  @Test
  void aCutLineIsMendedAndTheStreamGoesOnWhereItWas() { // rt.W-3, rt.W-7, rt.W-8
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "")));
      RemoteFeed feed = rig.feed();
      Queue<Throwable> losses = new ConcurrentLinkedQueue<>();
      feed.onLoss(losses::add);
      await(feed.start());
      assertThat(losses).isEmpty();
      States states = new States(at -> at.get(Kinds.SERVICE, "c").isPresent());
      feed.subscribe(Interest.all(), states);

      rig.wire.cut();
      rig.write(tx -> tx.create(Kinds.SERVICE, service("b", "")));
      rig.write(tx -> tx.delete(Kinds.SERVICE, "a"));
      rig.wire.mend();
      rig.write(tx -> tx.create(Kinds.SERVICE, service("c", "")));
      ReadTx at = await(states.met());

      assertThat(feed.tally().snapshots()).isEqualTo(1);
      assertThat(feed.tally().resumes()).isPositive();
      assertThat(states.commits).hasSize(3);
      assertThat(states.jumps).isEmpty();
      assertThat(objects(at)).isEqualTo(objects(rig.store.view()));
      assertThat(feed.connection().lostSince()).isNull();
      assertThat(feed.connection().reconnects()).isPositive();
      assertThat(losses).isNotEmpty();
      await(feed.stop());
    }
  }

  @Test
  void whatWasCompactedMeanwhileComesAsTheExactDifference() { // rt.W-7, rt.W-9
    try (Rig rig = new Rig(new LogBounds(4, 1_000), ServerLimits.DEFAULT)) {
      rig.write(
          tx -> {
            for (String id : List.of("gone", "kept", "changed")) {
              tx.create(Kinds.SERVICE, service(id, "old"));
            }
          });
      RemoteFeed feed = rig.feed();
      Informer<?> informer = new SharedInformers(feed).of(Kinds.SERVICE);
      await(feed.start());
      await(informer.synced());
      List<Event<?>> events = new ArrayList<>();
      Promise<Void> last = Promise.promise();
      var registration =
          await(
              informer.addHandler(
                  event -> {
                    events.add(event);
                    if (event instanceof Event.Added<?> added && !added.initial()) {
                      last.tryComplete();
                    }
                  }));
      await(registration.synced());
      events.clear();

      rig.wire.cut();
      rig.write(tx -> tx.delete(Kinds.SERVICE, "gone"));
      for (int i = 0; i < 20; i++) {
        String label = "l" + i;
        rig.write(tx -> relabel(tx, "changed", label));
      }
      Version end = rig.write(tx -> tx.create(Kinds.SERVICE, service("new", "")));
      rig.wire.mend();
      await(last.future());
      await(registration.delivered(end));

      assertThat(feed.tally().snapshots()).isEqualTo(2);
      assertThat(events).hasSize(3);
      assertThat(events)
          .filteredOn(event -> event instanceof Event.Deleted<?>)
          .singleElement()
          .satisfies(event -> assertThat(((Event.Deleted<?>) event).finalStateUnknown()).isTrue());
      assertThat(objects(feed.at())).isEqualTo(objects(rig.store.view()));
      await(feed.stop());
    }
  }

  @Test
  void aServerWithAnotherHistoryIsTakenAndCounted() { // rt.W-7
    try (Rig rig = Rig.open()) {
      rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "")));
      var saved = rig.store.save(rig.store.view());
      rig.write(tx -> tx.create(Kinds.SERVICE, service("unsaved", "")));
      RemoteFeed feed = rig.feed();
      await(feed.start());
      States states = new States(at -> at.get(Kinds.SERVICE, "unsaved").isEmpty());
      feed.subscribe(Interest.all(), states);

      await(rig.store.restore(saved));
      ReadTx at = await(states.met());

      assertThat(feed.tally().setbacks()).isEqualTo(1);
      assertThat(states.faults).isEmpty();
      assertThat(objects(at)).isEqualTo(objects(rig.store.view()));
      await(feed.stop());
    }
  }

  @Test
  void someTablesOnlyAndTheVersionRisesAllTheSame() { // rt.I-2, rt.W-4
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed(List.of(Kinds.NODE));
      await(feed.start());

      Version version = rig.write(tx -> tx.create(Kinds.SERVICE, service("a", "")));

      assertThat(await(feed.atLeast(version)).count(Kinds.NODE)).isZero();
      assertThatThrownBy(
              () -> feed.subscribe(Interest.in(List.of(Kinds.SERVICE)), new States(at -> false)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no table \"service\"");
      await(feed.stop());
    }
  }

  @Test
  void aFeedThatIsStoppedBeforeItConnectsSaysSo() { // rt.I-13
    try (Rig rig = Rig.open()) {
      rig.wire.cut();
      RemoteFeed feed = rig.feed();
      var started = feed.start();
      await(feed.stop());
      assertThatThrownBy(() -> await(started)).hasCauseInstanceOf(StoppedException.class);
    }
  }

  @Test
  void changesInOneCommitOfTheSameObjectKeepTheirOrder() { // rt.I-1
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      await(feed.start());
      States states = new States(at -> at.version().index() > 1);
      feed.subscribe(Interest.all(), states);
      rig.write(
          tx -> {
            tx.create(Kinds.SERVICE, service("a", "1"));
            relabel(tx, "a", "2");
            tx.delete(Kinds.SERVICE, "a");
            tx.create(Kinds.SERVICE, service("b", "1"));
          });
      ReadTx at = await(until(feed, state -> state.get(Kinds.SERVICE, "b").isPresent()));

      assertThat(at.count(Kinds.SERVICE)).isEqualTo(1);
      assertThat(states.commits.get(0).changes())
          .filteredOn(change -> change.key().id().equals("a"))
          .extracting(change -> change.getClass().getSimpleName())
          .containsExactly("Created", "Updated", "Deleted");
      await(feed.stop());
    }
  }
}
