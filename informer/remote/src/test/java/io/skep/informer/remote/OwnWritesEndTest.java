package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.BatchOptions;
import io.skep.store.StoreBusyException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Where what is laid over a copy ends: with its feed, with its history, at its bounds. */
class OwnWritesEndTest extends OwnWritesCase {
  @Test
  void aFeedThatIsStoppedLooksAfterNothingMore() { // rt.T-6
    own(tx -> Rig.relabel(tx, "old", "second"));
    answers = new ArrayList<>();
    store.update(tx -> Rig.relabel(tx, "old", "third"));

    feed.stop();
    clock.runUntilIdle();
    assertThat(clock.untilNextTimer()).isEmpty();
    answers.forEach(Runnable::run);
    clock.runUntilIdle();

    assertThat(clock.untilNextTimer()).as("after a late answer").isEmpty();
    assertThat(feed.tally().alarms()).isZero();
  }

  @Test
  void aBatchThatChangesNothingIsNotTheWriteThatWentBefore() { // rt.T-1
    own(tx -> Rig.relabel(tx, "old", "second"));

    var result = store.batch(BatchOptions.DEFAULT, List.<Consumer<Tx>>of(tx -> {}).iterator());
    clock.runUntilIdle();

    assertThat(result.isComplete()).as("it waits for no feed").isTrue();
    assertThat(result.result().steps()).isEqualTo(1);
    assertThat(result.result().transactions()).isZero();
    assertThat(result.result().version()).isEmpty();
  }

  @Test
  void anInformerOfAnotherFeedIsRefused() { // rt.T-3
    MemoryStore elsewhere = server(5);
    var otherSource = new FakeSource(elsewhere, loop);
    RemoteFeed other = feed(otherSource, 6);
    Informer<Service> stranger = new SharedInformers(other).of(Kinds.SERVICE);
    other.start();
    clock.runUntilIdle();
    while (otherSource.deliver()) {
      clock.runUntilIdle();
    }

    assertThatThrownBy(() -> store.latest(stranger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("service")
        .hasMessageContaining("of another feed");
    elsewhere.close();
  }

  @Test
  void anAnswerFromBeforeASetbackIsNotLaidOver() { // rt.T-5, rt.W-7
    MemoryStore older = server(4);
    older.restore(server.save(server.view()));
    own(tx -> Rig.relabel(tx, "old", "lost"));
    answers = new ArrayList<>();
    store.update(tx -> tx.create(Kinds.SERVICE, Rig.service("lost", "1")));
    source.become(older);
    relist();
    assertThat(feed.tally().setbacks()).isEqualTo(1);

    answers.forEach(Runnable::run);
    clock.runUntilIdle();

    assertThat(store.latest()).isSameAs(store.view());
    assertThat(store.latest().get(Kinds.SERVICE, "lost")).isEmpty();
    assertThat(clock.untilNextTimer())
        .hasValueSatisfying(next -> assertThat(next).isGreaterThan(OwnWrites.OLD));
    older.close();
  }

  @Test
  void whatWentSeveralSnapshotsBeforeItsAnswerCameIsTold() { // rt.T-5
    answers = new ArrayList<>();
    store.update(tx -> tx.create(Kinds.SERVICE, Rig.service("ghost", "1")));
    foreign(tx -> tx.delete(Kinds.SERVICE, "ghost"));
    for (int i = 0; i < 3; i++) {
      compact();
      relist();
    }
    assertThat(feed.tally().snapshots()).isEqualTo(4);

    answers.forEach(Runnable::run);
    clock.runUntilIdle();

    assertThat(vanished).extracting(gone -> gone.key().id()).containsExactly("ghost");
  }

  @Test
  void moreThanCanBeLaidOverAreNotSent() { // rt.T-6
    for (int i = 0; i < OwnWrites.MOST - 1; i++) {
      String label = "l" + i;
      own(tx -> Rig.relabel(tx, "old", label));
    }
    answers = new ArrayList<>();
    Future<Version> last = store.update(tx -> Rig.relabel(tx, "old", "last"));
    Version before = server.view().version();

    Future<Version> refused = store.update(tx -> Rig.relabel(tx, "old", "more"));

    assertThat(refused.cause())
        .isInstanceOf(StoreBusyException.class)
        .hasMessageContaining("4096 transactions of this process are not in its copy")
        .hasMessageContaining("see what holds up the feed");
    assertThat(server.view().version()).as("nothing was sent").isEqualTo(before);
    answers.forEach(Runnable::run);
    clock.runUntilIdle();
    assertThat(last.succeeded()).isTrue();
    answers = null;
    relist();
    own(tx -> Rig.relabel(tx, "old", "again"));
  }
}
