package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Feed;
import io.skep.informer.remote.Histories;
import io.skep.informer.remote.ReconnectPolicy;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds of a manager that tells no versions, over sockets. */
class SwarmStreamTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofHours(1);

  private final Vertx vertx = Vertx.vertx();
  private final Histories histories = new Histories(ModelSource.TABLES);
  private FakeManager manager;
  private RemoteFeed feed;

  @BeforeEach
  void start() {
    manager = await(FakeManager.start(vertx));
    await(manager.commit(50));
  }

  private void attach(Duration relist) {
    var source =
        new SwarmSource(vertx, Server.tcp("127.0.0.1", manager.port()), ModelSource.TABLES)
            .withRelist(relist);
    feed =
        new RemoteFeed(
            VertxLoop.of(vertx.getOrCreateContext()),
            source,
            RemoteOptions.of(ModelSource.TABLES, new Random(1))
                .withReconnect(
                    new ReconnectPolicy(
                        Duration.ofMillis(1), Duration.ofMillis(8), Duration.ofMinutes(2))));
    feed.subscribe(Interest.all(), histories);
    await(feed.start());
  }

  @AfterEach
  void stop() {
    await(feed.stop());
    await(vertx.close());
  }

  @Test
  void withoutAnyVersionTheStreamStillGoesOnWhereItWas() { // rt.W-3, rt.W-7
    attach(NEVER);
    await(manager.commit(100));
    atRest();
    await(manager.cut());
    await(manager.commit(100));
    await(manager.mend());

    atRest();
    assertThat(feed.tally().snapshots()).isEqualTo(1);
    assertThat(feed.tally().resumes()).isEqualTo(1);
    assertThat(feed.tally().repeats()).isPositive();
    assertThat(histories.faults).isEmpty();
  }

  @Test
  void aWatchThatEndsInGoodOrderIsNoLossAndTheNextOneGoesOn() { // rt.W-10
    attach(NEVER);
    List<Throwable> losses = new CopyOnWriteArrayList<>();
    feed.onLoss(losses::add);
    for (int i = 0; i < 5; i++) {
      await(manager.commit(20));
      atRest();
      await(manager.finish());
    }

    await(manager.commit(20));
    atRest();
    assertThat(losses).isEmpty();
    assertThat(feed.connection()).isEqualTo(Feed.Connection.HOLDS);
    assertThat(feed.tally().snapshots()).isEqualTo(1);
    assertThat(histories.faults).isEmpty();
  }

  @Test
  void whatWasCompactedMeanwhileIsListedAgain() { // rt.W-7, rt.W-9
    attach(NEVER);
    await(manager.cut());
    await(manager.commit(100));
    await(manager.run(ModelManager::compact));
    await(manager.mend());

    atRest();
    assertThat(feed.tally().snapshots()).isEqualTo(2);
    assertThat(feed.tally().resumes()).isZero();
    assertThat(histories.faults).isEmpty();
  }

  @Test
  void aManagerBehindTheCopyIsListedAgain() { // rt.W-7
    attach(NEVER);
    var backup = new AtomicReference<ModelManager.Backup>();
    await(manager.run(model -> backup.set(model.backup())));
    await(manager.commit(100));
    atRest();
    await(manager.cut());
    await(manager.run(model -> backup.get().restore()));
    await(manager.mend());

    atRest();
    assertThat(feed.tally().setbacks()).isEqualTo(1);
  }

  @Test
  void aManagerThatWentBackAndFurtherThanItWasIsFoundOut() { // rt.W-7
    attach(NEVER);
    var backup = new AtomicReference<ModelManager.Backup>();
    await(manager.run(model -> backup.set(model.backup())));
    await(manager.commit(100));
    atRest();
    await(manager.cut());
    await(manager.run(model -> backup.get().restore()));
    await(manager.commit(200));
    await(manager.mend());

    atRest();
    assertThat(feed.tally().gaps()).isPositive();
    assertThat(feed.tally().snapshots()).isGreaterThan(1);
  }

  @Test
  void whatNobodyToldIsFoundByTheNextList() { // rt.W-9
    attach(SOON);
    for (int i = 0; i < 20; i++) {
      await(manager.commitInSilence());
    }

    atRest();
    assertThat(feed.tally().snapshots()).isGreaterThan(1);
    assertThat(histories.faults).isEmpty();
  }

  @Test
  void listsAndTheWatchMayOvertakeEachOther() { // rt.W-6, rt.I-1
    attach(Duration.ofMillis(2));
    while (feed.tally().snapshots() < 10) {
      await(manager.commit(5));
    }

    atRest();
    assertThat(histories.faults).isEmpty();
  }

  /** Waits until the copy is what the manager has. */
  private void atRest() {
    var wanted = new AtomicReference<List<List<?>>>();
    await(
        manager.run(
            model -> wanted.set(List.of(model.list(Kinds.SERVICE), model.list(Kinds.NODE)))));
    var arrival = new Arrived(wanted.get());
    Feed.Subscription subscription = feed.subscribe(Interest.all(), arrival);
    await(arrival.promise.future());
    subscription.cancel();
  }

  private static <R> R await(Future<R> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a state. */
  private record Arrived(List<List<?>> wanted, Promise<Void> promise)
      implements Feed.StateSubscriber {
    Arrived(List<List<?>> wanted) {
      this(wanted, Promise.promise());
    }

    @Override
    public void onState(ReadTx at) {
      if (wanted.equals(List.of(at.list(Kinds.SERVICE), at.list(Kinds.NODE)))) {
        promise.tryComplete();
      }
    }

    @Override
    public void onEnd(Throwable cause) {
      promise.tryFail(cause);
    }
  }
}
