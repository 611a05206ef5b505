package io.skep.controller.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Resource;
import io.skep.informer.Informer;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.By;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Event records as objects of a store. */
class StoreEventSinkTest {
  private static final ObjectKey WEB = new ObjectKey("service", "web");

  private final VirtualClock clock = new VirtualClock(3);
  private final Loop loop = clock.loop("events");
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(3)));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private EventLog log(int kept) {
    return EventLog.on(loop, new StoreEventSink(store, kept), new Random(4), meters);
  }

  @Test // rt.M-1
  void recordsAreFoundByTheObjectThatTheyAreAbout() {
    EventRecorder recorder = log(100).recorder("cron");
    recorder.warning(WEB, "NoSpace", "no node has room");
    recorder.normal(new ObjectKey("service", "db"), "Scaled", "up");
    clock.advance(Duration.ofSeconds(1));
    recorder.warning(WEB, "NoSpace", "no node has room");
    clock.advance(Duration.ofSeconds(1));

    List<EventRecord> found = store.view().find(EventKind.EVENTS, EventKind.about(WEB));
    assertThat(found)
        .containsExactly(
            new EventRecord(
                found.get(0).id(),
                "cron",
                WEB,
                EventType.WARNING,
                "NoSpace",
                "no node has room",
                2,
                VirtualClock.START,
                VirtualClock.START.plusSeconds(1)));
    assertThat(store.view().count(EventKind.EVENTS, By.all())).isEqualTo(2);
  }

  @Test
  void recordsAreResourcesForWhoKnowsNothingOfThem() {
    log(100).recorder("cron").normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofSeconds(1));

    Resource resource = store.view().list(Kinds.RESOURCE).get(0);
    assertThat(resource.getKind()).isEqualTo("skep.event");
    assertThat(resource.getAnnotations().getName()).isEqualTo("skep.event/" + resource.getId());
    assertThat(resource.getPayload().getTypeUrl()).endsWith("/skep.v1.EventRecord");
    assertThat(store.view().list(Kinds.EXTENSION)).hasSize(1);
  }

  @Test // rt.M-4
  void aBatchIsOneTransactionOfNoController() {
    Watcher watcher = store.watch(loop, Interest.in(List.of(Kinds.RESOURCE)));
    EventRecorder recorder = log(100).recorder("cron");
    IntStream.range(0, 20).forEach(i -> recorder.normal(WEB, "Scaled" + i, "up"));
    clock.advance(Duration.ofSeconds(1));

    var commits = new ArrayList<Commit>();
    loop.execute(
        () -> {
          while (watcher.next() instanceof Watcher.Next.Delivered given) {
            commits.add(given.commit());
          }
        });
    clock.runUntilIdle();
    assertThat(commits).hasSize(1);
    assertThat(commits.get(0).changes()).hasSize(20);
    assertThat(commits.get(0).origin()).isEqualTo(StoreEventSink.ORIGIN);
  }

  @Test // rt.M-4
  void onlyTheLatestRecordsAreKept() {
    EventRecorder recorder = log(100).recorder("cron");
    for (int i = 0; i < 1_000; i++) {
      recorder.normal(new ObjectKey("task", "t" + i), "Started", "up");
      recorder.normal(new ObjectKey("task", "first"), "Started", "up");
      clock.advance(Duration.ofSeconds(1));
      assertThat(store.view().count(EventKind.EVENTS, By.all())).isLessThanOrEqualTo(100);
    }

    List<EventRecord> left = store.view().list(EventKind.EVENTS);
    assertThat(left).hasSizeGreaterThanOrEqualTo(50);
    assertThat(left.stream().mapToLong(r -> r.last().getEpochSecond()).min().orElseThrow())
        .as("the oldest ones are gone")
        .isGreaterThanOrEqualTo(VirtualClock.START.getEpochSecond() + 900);
    assertThat(meters.get("skep.events.dropped").tag("reason", "failed").counter().count())
        .isZero();
  }

  @Test // rt.M-4
  void aRecordThatWasRemovedAsTooOldComesBackWhenItIsToldAgain() {
    EventLog log = log(100);
    log.recorder("cron").normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 150; i++) {
      log.recorder("cron").normal(new ObjectKey("task", "t" + i), "Started", "up");
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(store.view().find(EventKind.EVENTS, EventKind.about(WEB))).isEmpty();

    log.recorder("cron").normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofSeconds(1));

    assertThat(store.view().find(EventKind.EVENTS, EventKind.about(WEB)))
        .extracting(EventRecord::count)
        .containsExactly(2L);
  }

  @Test
  void aSinkKeepsAtLeastABatch() {
    assertThatThrownBy(() -> new StoreEventSink(store, 99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("99", "at least the 100");
  }

  @Test // rt.M-4
  void aStoreThatIsClosedHarmsNobody() {
    EventLog log = log(100);
    EventRecorder recorder = log.recorder("cron");
    store.close();
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofMinutes(5));

    assertThat(meters.get("skep.events.dropped").tag("reason", "failed").counter().count())
        .isEqualTo(1);
  }

  @Test
  void informersFollowRecords() {
    var feed = new StoreFeed(store, loop);
    Informer<EventRecord> informer = new SharedInformers(feed).of(EventKind.EVENTS);
    feed.start();
    log(100).recorder("cron").normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofSeconds(1));

    assertThat(informer.reader().list()).extracting(EventRecord::about).containsExactly(WEB);
  }

  @Test
  void aRecordOfANewerProgramIsWorthALook() {
    var record =
        new EventRecord(
            "id", "s", WEB, EventType.NORMAL, "R", "t", 1, VirtualClock.START, VirtualClock.START);
    Resource stored = EventKind.EVENTS.encode(record);
    assertThat(EventKind.EVENTS.decode(stored)).isEqualTo(record);

    Resource newer = stored.toBuilder().setPayload(withUnknownType(stored)).build();
    assertThat(EventKind.EVENTS.decode(newer).type()).isEqualTo(EventType.WARNING);
  }

  private static Any withUnknownType(Resource stored) {
    try {
      return Any.pack(
          stored.getPayload().unpack(io.skep.api.v1.EventRecord.class).toBuilder()
              .setTypeValue(17)
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
