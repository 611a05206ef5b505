package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Feed;
import io.skep.store.Interest;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a feed makes of a stream that its server has ended in good order. */
class StreamEndTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("feed");
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(2)));
  private final FakeSource source = new FakeSource(store, loop);
  private final RemoteFeed feed =
      new RemoteFeed(loop, source, RemoteOptions.of(Kinds.ALL, new Random(3)));
  private final States states = new States(at -> false);
  private final List<Throwable> losses = new ArrayList<>();

  @BeforeEach
  void follow() {
    feed.onLoss(losses::add);
    feed.subscribe(Interest.all(), states);
    write("first");
    feed.start();
    clock.runUntilIdle();
    source.deliver(); // The beginning.
    source.deliver(); // The snapshot.
    clock.runUntilIdle();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theNextOneIsOpenedAtOnceAndNothingIsLostOrTakenForALoss() { // rt.W-10
    clock.advance(Duration.ofSeconds(5));
    write("untold");

    source.finish();
    clock.runUntilIdle();
    assertThat(source.isOpen()).as("without any time passing").isTrue();
    drain();

    assertThat(states.commits).hasSize(1);
    assertThat(states.jumps).isEmpty();
    assertThat(Rig.objects(feed.at())).isEqualTo(Rig.objects(store.view()));
    assertThat(losses).isEmpty();
    assertThat(feed.connection()).isEqualTo(Feed.Connection.HOLDS);
    assertThat(feed.tally().snapshots()).isEqualTo(1);
    assertThat(feed.tally().resumes()).isEqualTo(1);
  }

  @Test
  void oneThatWasShortButBroughtSomethingIsNoFailure() { // rt.W-10
    source.finish();
    clock.runUntilIdle();
    write("told");
    drain();

    source.finish();
    clock.runUntilIdle();

    assertThat(source.isOpen()).isTrue();
    assertThat(losses).isEmpty();
  }

  @Test
  void oneThatBroughtNothingInASecondIsAFailureAndTheNextHasToWait() { // rt.W-10, rt.W-8
    source.finish();
    clock.runUntilIdle();
    drain();
    clock.advance(Duration.ofSeconds(1).minusNanos(1));

    source.finish();
    clock.runUntilIdle();

    assertThat(source.isOpen()).isFalse();
    assertThat(losses)
        .singleElement()
        .satisfies(loss -> assertThat(loss).hasMessageContaining("ended"));
    assertThat(clock.untilNextTimer().orElseThrow())
        .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_600));
  }

  @Test
  void oneThatWasQuietForASecondIsNoFailure() { // rt.W-10
    source.finish();
    clock.runUntilIdle();
    drain();
    clock.advance(Duration.ofSeconds(1));

    source.finish();
    clock.runUntilIdle();

    assertThat(source.isOpen()).isTrue();
    assertThat(losses).isEmpty();
  }

  private void write(String id) {
    store.update(tx -> tx.create(Kinds.SERVICE, Rig.service(id, "")));
  }

  private void drain() {
    while (source.deliver()) {
      clock.runUntilIdle();
    }
    clock.runUntilIdle();
  }
}
