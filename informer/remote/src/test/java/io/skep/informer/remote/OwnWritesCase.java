package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with a short log, a feed that brings what it is told to, and a store that writes. */
abstract class OwnWritesCase {
  final VirtualClock clock = new VirtualClock(1);
  final Loop loop = clock.loop("feed");
  final MemoryStore server = server(2);
  final FakeSource source = new FakeSource(server, loop);
  final RemoteFeed feed = feed(source, 3);
  final List<Change.Deleted<?>> vanished = new ArrayList<>();

  /** The answers of the server that are held back; null to let them through. */
  List<Runnable> answers;

  RemoteStore store;

  MemoryStore server(int seed) {
    return new MemoryStore(
        MemoryStoreOptions.of(Kinds.ALL)
            .withClock(clock)
            .withRandom(new Random(seed))
            .withLog(new LogBounds(4, 1_000)));
  }

  RemoteFeed feed(Source from, int seed) {
    return new RemoteFeed(
        loop,
        from,
        RemoteOptions.of(Kinds.ALL, new Random(seed)).withSilence(Duration.ofHours(10)));
  }

  @BeforeEach
  void follow() {
    foreign(tx -> tx.create(Kinds.SERVICE, Rig.service("old", "first")));
    feed.start();
    deliverAll();
    store = new RemoteStore(feed, this::write);
    store.onVanished(vanished::add);
  }

  @AfterEach
  void close() {
    server.close();
  }

  Version own(Consumer<Tx> body) {
    Future<Version> done = store.update(body);
    assertThat(done.succeeded()).as("%s", done).isTrue();
    return done.result();
  }

  void foreign(Consumer<Tx> body) {
    assertThat(server.update(body).succeeded()).isTrue();
  }

  /** As a server does: what was planned, or nothing; and an answer. */
  private Future<Written> write(String history, Origin origin, List<Change<?>> changes) {
    Future<Written> written = server.update(origin, tx -> tx.apply(changes)).map(Written.At::new);
    if (answers == null) {
      return written;
    }
    Promise<Written> answer = Promise.promise();
    answers.add(() -> answer.handle(written));
    return answer.future();
  }

  /** Makes the log too short for what has not been delivered. */
  void compact() {
    for (int i = 0; i < 6; i++) {
      foreign(tx -> Rig.relabel(tx, "old", "l" + tx.version()));
    }
  }

  void relist() {
    source.cut();
    for (int i = 0; i < 5; i++) {
      clock.runUntilIdle();
      if (!source.isOpen()) {
        clock.advance(Duration.ofSeconds(10));
      }
      deliverAll();
    }
  }

  void deliverAll() {
    clock.runUntilIdle();
    while (source.deliver()) {
      clock.runUntilIdle();
    }
  }
}
