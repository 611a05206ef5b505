package io.skep.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.WatchMessage;
import io.skep.server.call.PlayedCall;
import io.skep.server.call.SharedMessages;
import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a watch waits for its client, and for how long. */
final class WatchStreamTest {
  private static final Duration STALL = Duration.ofMinutes(1);

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("call");
  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private final PlayedCall<WatchMessage> call =
      new PlayedCall<>(WatchMessage.getDefaultInstance(), STALL, STALL);

  @AfterEach
  void close() {
    store.close();
  }

  @Test // api.W-15
  void aClientThatReadInTimeIsNotCutOffLater() {
    resumeOver(5);
    assertThat(call.sent()).as("the first one and what fits").hasSize(2);
    clock.advance(STALL.dividedBy(2));

    call.read();
    clock.runUntilIdle();
    assertThat(call.sent()).hasSize(6);
    clock.advance(STALL.multipliedBy(3));

    assertThat(call.status()).isNull();
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("later").build()));
    clock.runUntilIdle();
    assertThat(call.sent()).hasSize(7);
  }

  @Test // api.W-15
  void aClientThatReadsNothingIsCutOffOnce() {
    resumeOver(5);

    clock.advance(STALL);

    assertThat(call.status()).isEqualTo(GrpcStatus.ABORTED);
    assertThat(call.hasLeft()).isTrue();
    call.read();
    clock.advance(STALL.multipliedBy(3));
    assertThat(call.sent()).hasSize(2);
  }

  /** A watch that goes on from before {@code commits}, of a client that reads nothing. */
  private void resumeOver(int commits) {
    Version before = store.view().version();
    for (int i = 0; i < commits; i++) {
      Node node = Node.newBuilder().setId("n" + i).build();
      store.update(tx -> tx.create(Kinds.NODE, node));
    }
    call.stopReading();
    loop.execute(
        () ->
            new WatchStream(
                    loop,
                    store.watchFrom(
                        loop, Interest.all(), new ResumePoint(store.historyId(), before)),
                    call.outflow(),
                    new WatchMessages(new SharedMessages(), before, false))
                .start());
    clock.runUntilIdle();
  }
}
