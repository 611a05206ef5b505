package io.skep.server.feed;

import static io.skep.server.feed.Follower.position;
import static io.skep.server.feed.Follower.tables;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowMessage.MessageCase;
import io.skep.api.v1.FollowRequest;
import io.skep.server.call.PlayedCall;
import io.skep.server.call.SharedMessages;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream says while nothing happens, and when it waits for its client. */
class FollowStreamTest {
  private static final Duration STALL = Duration.ofMinutes(1);
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("call");
  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private PlayedCall<FollowMessage> call = played(LIFE);

  @AfterEach
  void close() {
    store.close();
  }

  @Test // api.F-5, rt.W-4
  void itSaysWhereItIsEveryTenSecondsUnlessItHasSaidMore() {
    start(tables("node"));
    assertThat(told()).containsExactly(MessageCase.BEGIN, MessageCase.INITIAL_END);

    clock.advance(Duration.ofSeconds(10)); // Those were words.
    clock.advance(Duration.ofSeconds(10));
    clock.advance(Duration.ofSeconds(10));

    assertThat(told().subList(2, told().size()))
        .containsExactly(MessageCase.BOOKMARK, MessageCase.BOOKMARK);
  }

  @Test // api.F-5, rt.W-4, rt.I-2
  void whatIsOfNoInterestMovesItsPlaceAllTheSame() {
    start(tables("service"));
    writeNodes(3);
    clock.runUntilIdle();

    FollowMessage last = call.sent().get(call.sent().size() - 1);
    assertThat(last.getBookmark())
        .isEqualTo(position(store.historyId(), store.view().version().index()));
  }

  @Test // api.F-6
  void aClientThatReadInTimeGetsEverythingOnce() {
    writeNodes(2);
    call.stopReading();
    start(tables("node"));
    writeNodes(5);
    clock.advance(STALL.dividedBy(2));

    call.read();
    clock.runUntilIdle();

    assertThat(told())
        .containsExactly(
            MessageCase.BEGIN,
            MessageCase.OBJECTS,
            MessageCase.INITIAL_END,
            MessageCase.COMMIT,
            MessageCase.COMMIT,
            MessageCase.COMMIT,
            MessageCase.COMMIT,
            MessageCase.COMMIT);
    clock.advance(STALL.multipliedBy(3));
    assertThat(call.status()).isNull();
  }

  @Test // api.F-6
  void aClientThatReadsNothingIsCutOnceAndToldWhereItWas() {
    start(tables("node"));
    call.stopReading();
    String place = String.valueOf(store.view().version());
    writeNodes(5);
    clock.runUntilIdle();

    clock.advance(STALL);

    assertThat(call.status()).isEqualTo(GrpcStatus.ABORTED);
    assertThat(call.text())
        .isEqualTo("this stream was not read for PT1M; resume from version " + place);
    assertThat(call.hasLeft()).isTrue();
    call.read();
    clock.advance(STALL.multipliedBy(3));
    assertThat(told()).containsExactly(MessageCase.BEGIN, MessageCase.INITIAL_END);
  }

  @Test // api.F-6
  void itHoldsNoTimerOnceItsClientHasGone() {
    start(tables("node"));

    call.leave();

    assertThat(call.hasLeft()).isTrue();
    assertThat(clock.untilNextTimer()).isEmpty();
    writeNodes(1);
    clock.runUntilIdle();
    assertThat(told()).hasSize(2);
  }

  @Test // rt.W-10, api.F-11
  void itEndsInGoodOrderWhenItsTimeIsOverAndItsClientKnowsItsPlace() {
    start(tables("service"));
    writeNodes(3); // Of no interest: the place is told nevertheless.

    clock.advance(LIFE.minusNanos(1));
    assertThat(call.isEnded()).isFalse();
    clock.advance(Duration.ofNanos(1));

    assertThat(call.isEnded()).isTrue();
    assertThat(call.status()).as("of an error").isNull();
    assertThat(call.hasLeft()).isTrue();
    assertThat(clock.untilNextTimer()).isEmpty();
    FollowMessage last = call.sent().get(call.sent().size() - 1);
    assertThat(last.getBookmark())
        .isEqualTo(position(store.historyId(), store.view().version().index()));
  }

  @Test // rt.W-10, rt.W-5, api.F-11
  void aSnapshotIsToldToItsEndEvenIfItsTimeIsOver() {
    writeNodes(2);
    Duration shorterThanStall = STALL.dividedBy(2);
    call = played(shorterThanStall);
    call.stopReading();
    start(tables("node"));
    clock.advance(shorterThanStall);
    assertThat(call.isEnded()).isFalse();

    call.read();
    clock.runUntilIdle();

    assertThat(told())
        .containsExactly(MessageCase.BEGIN, MessageCase.OBJECTS, MessageCase.INITIAL_END);
    assertThat(call.isEnded()).isTrue();
    assertThat(call.status()).isNull();
  }

  @Test // rt.W-10, api.F-11
  void whatDoesNotConcernItsClientNeedNotBeReadAgainWhenItsTimeIsOver() {
    long before = store.view().version().index();
    writeNodes(100); // More than it reads at once, and nothing that it was asked for.

    Duration shorterThanStall = STALL.dividedBy(2);
    call = played(shorterThanStall);
    loop.execute(() -> loop.execute(call::stopReading)); // Right after the first turn.
    start(tables("service").setResumeFrom(position(store.historyId(), before)));
    clock.advance(shorterThanStall);
    call.read();

    assertThat(call.isEnded()).isTrue();
    FollowMessage last = call.sent().get(call.sent().size() - 1);
    assertThat(last.getBookmark().getVersion()).isBetween(before + 64, before + 99);
  }

  @Test // rt.W-10, api.F-11
  void whoReadsSlowlyIsWaitedForWhenItsTimeIsOver() {
    start(tables("node"));
    clock.advance(LIFE.minus(STALL.dividedBy(2)));
    call.stopReading();
    writeNodes(1);
    clock.runUntilIdle();

    clock.advance(STALL.dividedBy(2));
    assertThat(call.isEnded()).isFalse();
    call.read();
    clock.runUntilIdle();

    assertThat(call.isEnded()).isTrue();
    assertThat(call.status()).isNull();
    assertThat(call.hasLeft()).isTrue();
  }

  private static PlayedCall<FollowMessage> played(Duration life) {
    return new PlayedCall<>(FollowMessage.getDefaultInstance(), STALL, life);
  }

  private void start(FollowRequest.Builder request) {
    loop.execute(
        () ->
            new FollowStream(
                    loop,
                    store,
                    Scope.of(request.getEntriesList(), Kinds.ALL),
                    call.outflow(),
                    new SharedMessages())
                .start(request.build()));
    clock.runUntilIdle();
  }

  private void writeNodes(int number) {
    for (int i = 0; i < number; i++) {
      String id = "n" + store.view().count(Kinds.NODE);
      store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId(id).build()));
    }
  }

  private List<MessageCase> told() {
    return call.sent().stream().map(FollowMessage::getMessageCase).toList();
  }
}
