package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.loop.VertxLoop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.raft.Standing;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingsTest {
  @Test
  void aListenerWhoseLoopIsGoneKeepsNobodyFromHearing() {
    Vertx vertx = Vertx.vertx();
    VertxLoop gone = VertxLoop.on(vertx);
    var clock = new VirtualClock(1);
    List<Standing> heard = new ArrayList<>();
    var standings = new Standings();
    standings.add(gone, standing -> {});
    standings.add(clock.loop("listener"), heard::add);
    await(vertx.close());

    standings.leads(3);
    clock.runUntilIdle();

    assertThat(heard)
        .containsExactly(new Standing.Follows(Optional.empty()), new Standing.Leads(3));
  }

  @Test
  void whoeverReliesOnAMemberIsToldThatItCannotGoOn() {
    var standings = new Standings();
    standings.ready();
    var cause = new IllegalStateException("the disk is full");

    standings.failed(cause);

    assertThat(standings.whenBroken().result()).isSameAs(cause);
    assertThat(standings.whenReady().succeeded()).as("it was, once").isTrue();
  }
}
