package io.skep.controller.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.store.ObjectKey;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events become records: merged, limited, and written without anybody waiting for it. */
class EventLogTest {
  private static final ObjectKey WEB = new ObjectKey("service", "web");
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final VirtualClock clock = new VirtualClock(7);
  private final Loop loop = clock.loop("events");
  private final RecordingSink sink = new RecordingSink();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EventLog log = EventLog.on(loop, sink, new Random(7), meters);
  private final EventRecorder recorder = log.recorder("cron");

  @Test
  void anEventBecomesARecordWithAllThatWasTold() {
    clock.advance(Duration.ofMinutes(3));
    recorder.warning(WEB, "NoSpace", "no node has room");
    clock.advance(A_MOMENT);

    Instant then = VirtualClock.START.plusSeconds(180);
    assertThat(sink.records())
        .containsExactly(
            new EventRecord(
                sink.records().get(0).id(),
                "cron",
                WEB,
                EventType.WARNING,
                "NoSpace",
                "no node has room",
                1,
                then,
                then));
  }

  @Test // rt.M-1
  void theSameEventAgainIsCountedOnItsRecord() {
    for (int i = 0; i < 3; i++) {
      recorder.normal(WEB, "Scaled", "2 tasks added");
      clock.advance(Duration.ofSeconds(30));
    }
    close();

    assertThat(sink.records()).hasSize(1);
    EventRecord record = sink.records().get(0);
    assertThat(record.count()).isEqualTo(3);
    assertThat(record.first()).isEqualTo(VirtualClock.START);
    assertThat(record.last()).isEqualTo(VirtualClock.START.plusSeconds(60));
  }

  @Test // rt.M-1
  void anEventThatDiffersInAnythingButTimeHasItsOwnRecord() {
    recorder.normal(WEB, "Scaled", "up");
    recorder.normal(WEB, "Scaled", "down");
    recorder.normal(WEB, "Updated", "up");
    recorder.warning(WEB, "Scaled", "up");
    recorder.normal(new ObjectKey("service", "db"), "Scaled", "up");
    recorder.normal(new ObjectKey("task", "web"), "Scaled", "up");
    log.recorder("scheduler").normal(WEB, "Scaled", "up");
    clock.advance(A_MOMENT);

    assertThat(sink.records()).hasSize(7).allMatch(record -> record.count() == 1);
  }

  @Test // rt.M-2
  void theEleventhOfManySimilarTextsBeginsACombinedRecord() {
    for (int i = 1; i <= 10; i++) {
      recorder.normal(WEB, "Moved", "to node " + i);
    }
    recorder.normal(WEB, "Moved", "to node 11");
    recorder.normal(WEB, "Moved", "to node 12");
    recorder.normal(WEB, "Moved", "to node 3");
    recorder.normal(WEB, "Stopped", "by node 1");
    close();

    assertThat(sink.records()).hasSize(12);
    assertThat(record("to node 3").count()).as("a known text has its record still").isEqualTo(2);
    assertThat(record("(combined from similar events): to node 12").count()).isEqualTo(2);
    assertThat(record("by node 1").count()).as("another reason is not similar").isEqualTo(1);
  }

  @Test // rt.M-2
  void textsAreSimilarForTenMinutes() {
    for (int i = 1; i <= 10; i++) {
      recorder.normal(WEB, "Moved", "to node " + i);
    }
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    recorder.normal(WEB, "Moved", "to node 11");
    clock.advance(Duration.ofNanos(1));
    recorder.normal(WEB, "Moved", "to node 12");
    close();

    assertThat(sink.records())
        .extracting(EventRecord::text)
        .contains("(combined from similar events): to node 11", "to node 12");
  }

  @Test // rt.M-3
  void theTwentySixthRecordAboutAnObjectIsDroppedAndCounted() {
    tellOfReasons("A", 25);
    recorder.normal(WEB, "Last", "text");
    recorder.normal(new ObjectKey("service", "db"), "Other", "another object");
    log.recorder("scheduler").normal(WEB, "Other", "another source");
    clock.advance(A_MOMENT);

    assertThat(sink.records()).hasSize(27);
    assertThat(dropped("spam")).isEqualTo(1);
  }

  @Test // rt.M-3
  void afterTheBurstThereIsOneRecordEveryFiveMinutes() {
    tellOfReasons("A", 25);
    clock.advance(Duration.ofMinutes(5).minusNanos(1));
    tellOfReasons("B", 1);
    clock.runUntilIdle();
    assertThat(dropped("spam")).as("a moment too soon").isEqualTo(1);

    clock.advance(Duration.ofNanos(1));
    tellOfReasons("C", 2);
    clock.advance(A_MOMENT);

    assertThat(dropped("spam")).as("one goes through").isEqualTo(2);
    assertThat(sink.records()).hasSize(26);
  }

  @Test // rt.M-1, rt.M-3
  void whatIsCountedOnARecordIsNeverDropped() {
    for (int i = 0; i < 1000; i++) {
      recorder.warning(WEB, "Failed", "again");
      clock.runUntilIdle();
    }
    close();

    assertThat(sink.records()).hasSize(1);
    assertThat(sink.records().get(0).count()).isEqualTo(1000);
    assertThat(dropped("spam")).isZero();
  }

  @Test // rt.M-4
  void aSeriesIsWrittenAtItsStartEveryHalfHourAndWhenItEnds() {
    for (int minute = 0; minute <= 70; minute++) {
      recorder.warning(WEB, "Failed", "again");
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(counts()).containsExactly(1L, 2L, 32L, 62L);

    clock.advance(Duration.ofMinutes(5).minusNanos(1));
    assertThat(counts()).as("not silent for long enough").hasSize(4);
    clock.advance(A_MOMENT.plusNanos(1));
    assertThat(counts()).containsExactly(1L, 2L, 32L, 62L, 71L);
    assertThat(sink.records()).hasSize(1);
    assertThat(gauge("open")).isZero();
  }

  @Test // rt.M-4
  void whatIsToldAgainAfterSixMinutesOfSilenceIsANewRecord() {
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofMinutes(6).minusNanos(1));
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofMinutes(6));
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(A_MOMENT);

    assertThat(sink.records()).extracting(EventRecord::count).containsExactly(2L, 1L);
  }

  @Test // rt.M-4
  void aQuietLogSetsNoTimer() {
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(Duration.ofMinutes(6));

    assertThat(clock.advanceToNextTimer()).isFalse();
  }

  @Test // rt.M-4
  void theRecordToldTheLongestAgoMakesRoomAndIsWritten() {
    recorder.normal(object(0), "Scaled", "up");
    recorder.normal(object(1), "Scaled", "up");
    recorder.normal(object(0), "Scaled", "up");
    clock.advance(A_MOMENT);
    recorder.normal(object(0), "Scaled", "up");
    for (int i = 2; i <= 4096; i++) {
      recorder.normal(object(i), "Scaled", "up");
      clock.advance(Duration.ofMillis(2));
    }
    clock.advance(A_MOMENT);
    assertThat(gauge("open")).isEqualTo(4096);
    assertThat(sink.records().get(0).count()).as("not silent yet, and room for it").isEqualTo(2);

    recorder.normal(object(1), "Scaled", "up");
    recorder.normal(object(5000), "Scaled", "up");
    clock.advance(A_MOMENT);

    assertThat(gauge("open")).isEqualTo(4096);
    assertThat(sink.records()).filteredOn(record -> record.about().equals(object(1))).hasSize(2);
    assertThat(sink.records().get(0).count()).as("what had to go is written first").isEqualTo(3);
  }

  @Test // rt.M-4
  void recordsAreWrittenInBatchesOneAtATime() {
    sink.hold();
    for (int i = 0; i < 150; i++) {
      recorder.normal(object(i), "Scaled", "up");
    }
    clock.advance(Duration.ofMinutes(1));
    assertThat(sink.batches).hasSize(1);
    assertThat(sink.batches.get(0)).hasSize(100);

    recorder.normal(object(149), "Scaled", "up");
    sink.release();
    clock.runUntilIdle();

    assertThat(sink.batches).hasSize(2);
    assertThat(sink.batches.get(1)).hasSize(50);
    assertThat(sink.batches.get(1).get(49).count()).as("what was told meanwhile").isEqualTo(2);
  }

  @Test // rt.M-4
  void aThousandRecordsWaitForASinkThatDoesNotAnswerAndNoMore() {
    sink.hold();
    recorder.normal(object(0), "Scaled", "up");
    clock.advance(A_MOMENT);
    for (int i = 1; i <= 1200; i++) {
      recorder.normal(object(i), "Scaled", "up");
      clock.runUntilIdle();
    }

    assertThat(gauge("waiting")).isEqualTo(1000);
    assertThat(dropped("full")).isEqualTo(200);
  }

  @Test // rt.M-4
  void aThousandEventsWaitForTheLoopAndNoMore() {
    for (int i = 0; i < 1003; i++) {
      recorder.normal(WEB, "Scaled", "up");
    }
    assertThat(dropped("full")).isEqualTo(3);
    close();

    assertThat(sink.records().get(0).count()).isEqualTo(1000);
  }

  @Test // rt.M-4
  void aRecordIsTriedTwelveTimes() {
    sink.failNext(12);
    recorder.normal(WEB, "Scaled", "up");
    clock.advance(A_MOMENT.plusSeconds(11 * 10).minusNanos(1));
    assertThat(sink.batches).hasSize(11);
    assertThat(dropped("failed")).isZero();

    clock.advance(Duration.ofMinutes(2));
    assertThat(sink.batches).hasSize(12);
    assertThat(dropped("failed")).isEqualTo(1);

    recorder.normal(new ObjectKey("service", "db"), "Scaled", "up");
    clock.advance(A_MOMENT);
    assertThat(sink.records()).as("the next record goes through").hasSize(1);
  }

  @Test // rt.M-4
  void whatFailedIsWrittenBeforeWhatCameLater() {
    sink.failNext(1);
    recorder.normal(object(1), "Scaled", "up");
    clock.advance(A_MOMENT);
    recorder.normal(object(2), "Scaled", "up");
    clock.advance(Duration.ofSeconds(10));

    assertThat(sink.records()).extracting(EventRecord::about).containsExactly(object(1), object(2));
    assertThat(sink.batches).hasSize(2);
  }

  @Test
  void closingWritesWhatIsLeftOnceAndDropsWhatComesLater() {
    recorder.normal(WEB, "Scaled", "up");
    recorder.normal(WEB, "Scaled", "up");
    Future<Void> closed = log.close();
    clock.runUntilIdle();

    assertThat(closed.succeeded()).isTrue();
    assertThat(sink.records()).extracting(EventRecord::count).containsExactly(2L);

    recorder.normal(WEB, "Scaled", "up");
    clock.runUntilIdle();
    assertThat(dropped("closed")).isEqualTo(1);
    assertThat(log.close()).isNotNull();
    assertThat(meters.find("skep.events.open").gauge()).isNull();
  }

  @Test
  void closingDoesNotWaitForASinkThatFails() {
    sink.failNext(100);
    recorder.normal(WEB, "Scaled", "up");
    Future<Void> closed = log.close();
    clock.runUntilIdle();

    assertThat(closed.succeeded()).isTrue();
    assertThat(dropped("failed")).isEqualTo(1);
  }

  @Test
  void aLongTextIsCutAndAReasonMustBeAWord() {
    recorder.normal(WEB, "Scaled", "x".repeat(5000));
    clock.advance(A_MOMENT);

    assertThat(sink.records().get(0).text()).hasSize(EventRecorder.MAX_TEXT).endsWith("x…");
    assertThatThrownBy(() -> recorder.normal(WEB, "", "text"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> recorder.normal(WEB, "x".repeat(129), "text"))
        .hasMessageContaining("at most 128");
  }

  /** Every event is counted on a record or as dropped, whatever the sink does. */
  @ParameterizedTest(name = "seed {0}") // rt.M-1 to rt.M-4
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void nothingIsCountedTwiceAndNothingIsLostUncounted(long seed) {
    var random = new Random(seed);
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(10)) {
        case 0 -> clock.advance(Duration.ofSeconds(random.nextInt(500)));
        case 1 -> clock.runUntilIdle();
        case 2 -> sink.failNext(random.nextInt(3));
        default ->
            log.recorder("s" + random.nextInt(2))
                .tell(
                    object(random.nextInt(3)),
                    random.nextBoolean() ? EventType.NORMAL : EventType.WARNING,
                    "R" + random.nextInt(3),
                    "text " + random.nextInt(random.nextBoolean() ? 3 : 40));
      }
    }
    sink.failNext(0);
    close();

    long counted = sink.records().stream().mapToLong(EventRecord::count).sum();
    assertThat(counted + dropped("spam") + dropped("full"))
        .as("events on records and dropped ones, seed %d", seed)
        .isEqualTo(told());
    assertThat(dropped("failed")).as("tried often enough").isZero();
    assertThat(sink.batches).allMatch(batch -> batch.size() <= EventLog.BATCH);
    assertCountsRise();
  }

  @ParameterizedTest(name = "seed {0}") // rt.C-2
  @ValueSource(longs = {1, 2})
  void theSameEventsGiveTheSameRecords(long seed) {
    assertThat(recordsOf(seed)).isEqualTo(recordsOf(seed)).isNotEmpty();
  }

  private static List<EventRecord> recordsOf(long seed) {
    var clock = new VirtualClock(seed);
    var sink = new RecordingSink();
    var log = EventLog.on(clock.loop("events"), sink, new Random(seed), new SimpleMeterRegistry());
    var random = new Random(seed);
    for (int i = 0; i < 6_000; i++) {
      log.recorder("cron").normal(object(random.nextInt(5_000)), "R", "t" + random.nextInt(2));
      clock.advance(Duration.ofMillis(random.nextInt(100)));
    }
    log.close();
    clock.runUntilIdle();
    return sink.writes();
  }

  private void assertCountsRise() {
    Map<String, Long> counts = new HashMap<>();
    for (EventRecord record : sink.writes()) {
      Long before = counts.put(record.id(), record.count());
      assertThat(before == null || before <= record.count()).as("%s", record).isTrue();
    }
  }

  private void tellOfReasons(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      recorder.normal(WEB, prefix + i, "text");
    }
  }

  private void close() {
    Future<Void> closed = log.close();
    clock.runUntilIdle();
    assertThat(closed.succeeded()).isTrue();
  }

  private static ObjectKey object(int number) {
    return new ObjectKey("service", "s" + number);
  }

  private EventRecord record(String text) {
    return sink.records().stream().filter(r -> r.text().equals(text)).findFirst().orElseThrow();
  }

  private List<Long> counts() {
    return sink.writes().stream().map(EventRecord::count).toList();
  }

  private long dropped(String reason) {
    return (long) meters.get("skep.events.dropped").tag("reason", reason).counter().count();
  }

  private long told() {
    return meters.find("skep.events.told").counters().stream()
        .mapToLong(counter -> (long) counter.count())
        .sum();
  }

  private double gauge(String name) {
    return meters.get("skep.events." + name).gauge().value();
  }
}
