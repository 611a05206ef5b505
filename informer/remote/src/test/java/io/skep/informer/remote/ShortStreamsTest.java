package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.service;
import static io.skep.informer.remote.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.server.Caller;
import io.skep.server.Freshness;
import io.skep.server.ReadMode;
import io.skep.server.call.OpenStreams;
import io.skep.server.call.Reads;
import io.skep.server.feed.FeedService;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.server.GrpcServer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose streams end all the time, over sockets. */
class ShortStreamsTest {
  private static final Duration LIFE = Duration.ofMillis(20);
  private static final int COMMITS = 400;
  private static final int STREAMS = 4;
  private static final String LAST = "last";

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(7)));
  private HttpServer server;
  private RemoteFeed feed;

  @BeforeEach
  void open() {
    var operator = new Caller(Caller.Role.MANAGER, Optional.empty());
    var streams = new OpenStreams(10, Duration.ofMinutes(1), LIFE, new Random(5));
    var reads = new Reads(Freshness.ALONE, ReadMode.LOCAL, Clock.system());
    GrpcServer calls =
        GrpcServer.server(vertx)
            .addService(
                FeedService.table(store, Kinds.ALL, streams, reads)
                    .service(request -> operator, Optional.empty()));
    server = await(vertx.createHttpServer().requestHandler(calls).listen(0, "127.0.0.1"));
    feed =
        new RemoteFeed(
            VertxLoop.of(vertx.getOrCreateContext()),
            new SkepSource(vertx, Server.tcp("127.0.0.1", server.actualPort()), Kinds.ALL),
            RemoteOptions.of(Kinds.ALL, new Random(3))
                .withReconnect(
                    new ReconnectPolicy(
                        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMinutes(2))));
  }

  @AfterEach
  void close() {
    await(feed.stop());
    await(server.close());
    store.close();
    await(vertx.close());
  }

  @Test
  void noCommitIsLostOrComesTwiceWhereOneStreamFollowsAnother() { // rt.W-10, rt.W-1, rt.W-3
    await(feed.start());
    States states = new States(at -> false);
    feed.subscribe(Interest.all(), states);
    var end = until(feed, at -> at.get(Kinds.SERVICE, LAST).isPresent());

    writeFrom(0);
    ReadTx at = await(end);

    assertThat(states.commits).hasSize(store.view().count(Kinds.SERVICE));
    assertThat(states.jumps).isEmpty();
    assertThat(states.faults).isEmpty();
    assertThat(Rig.objects(at)).isEqualTo(Rig.objects(store.view()));
    assertThat(feed.tally().snapshots()).isEqualTo(1);
    assertThat(feed.tally().resumes()).as("streams that followed").isGreaterThanOrEqualTo(STREAMS);
  }

  /** One commit a millisecond, for as long as it takes that several streams have followed. */
  private void writeFrom(int number) {
    boolean isLast = number >= COMMITS && feed.tally().resumes() >= STREAMS;
    store.update(tx -> tx.create(Kinds.SERVICE, service(isLast ? LAST : "s" + number, "")));
    if (!isLast) {
      vertx.setTimer(1, due -> writeFrom(number + 1));
    }
  }
}
