package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Feeds over sockets whose server is killed, restarted, and restored from what it once was, and
 * whose lines are cut and go dead. {@code -Dskep.restart.rounds=300} takes longer.
 */
class RestartTest {
  private static final int ROUNDS = Integer.getInteger("skep.restart.rounds", 8);
  private static final long SEED = Long.getLong("skep.restart.seed", 17);
  private static final int FEEDS = 4;

  /** Short, so that a dead line is noticed soon, but no line of a machine that is busy is dead. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final ReconnectPolicy QUICK =
      new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMinutes(2));

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(SEED);
  private final List<RemoteFeed> feeds = new ArrayList<>();
  private final List<States> states = new ArrayList<>();
  private MemoryStore store = store();
  private StoreServer server = serve();
  private final Wire wire = Wire.to(vertx, server.ports().get(0));
  private StoreSnapshot backup;

  @AfterEach
  void close() {
    feeds.forEach(feed -> await(feed.stop()));
    await(wire.close());
    await(server.stop());
    store.close();
    await(vertx.close());
  }

  @Test // rt.W-3, rt.W-7, rt.W-9, rt.I-1
  void whateverBecomesOfTheServerAndTheLineTheCopiesAreTheStoreInTheEnd() {
    for (int i = 0; i < FEEDS; i++) {
      feeds.add(feed(i));
    }
    feeds.forEach(feed -> await(feed.start()));
    for (RemoteFeed feed : feeds) {
      states.add(new States(at -> false));
      feed.subscribe(Interest.all(), states.get(states.size() - 1));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < 6; i++) {
        disturb();
      }
      rest("seed %d, round %d".formatted(SEED, round));
    }
    List<Tally> before = tallies();
    restart(store);
    rest("restarted");
    backup = store.save(store.view());
    restore();
    rest("restored");
    for (int i = 0; i < FEEDS; i++) {
      assertThat(tallies().get(i).resumes()).isGreaterThan(before.get(i).resumes());
      assertThat(tallies().get(i).setbacks()).isEqualTo(before.get(i).setbacks() + 1);
    }
  }

  private List<Tally> tallies() {
    return feeds.stream().map(RemoteFeed::tally).toList();
  }

  private void disturb() {
    switch (random.nextInt(7)) {
      case 0 -> wire.cut();
      case 1 -> wire.hold();
      case 2 -> restart(store);
      case 3 -> backup = store.save(store.view());
      case 4 -> restore();
      default -> write(1 + random.nextInt(30));
    }
    wire.mend();
  }

  /** A server that stands where it once stood, in a history of its own. */
  private void restore() {
    if (backup != null) {
      MemoryStore older = store();
      await(older.restore(backup));
      MemoryStore before = store;
      restart(older);
      before.close();
    }
  }

  private void restart(MemoryStore next) {
    await(server.stop());
    store = next;
    server = serve(); // At another port, as somebody else may have taken the old one.
    wire.lead(server.ports().get(0));
  }

  private void write(int commits) {
    for (int i = 0; i < commits; i++) {
      await(
          store.update(
              tx -> {
                String id = "s" + random.nextInt(20);
                if (tx.get(Kinds.SERVICE, id).isEmpty()) {
                  tx.create(Kinds.SERVICE, Rig.service(id, "" + random.nextInt()));
                } else if (random.nextInt(3) == 0) {
                  tx.delete(Kinds.SERVICE, id);
                } else {
                  Rig.relabel(tx, id, "" + random.nextInt());
                }
              }));
    }
  }

  private void rest(String when) {
    String mark = "mark" + random.nextLong();
    await(store.update(tx -> tx.create(Kinds.SERVICE, Rig.service(mark, ""))));
    for (int i = 0; i < FEEDS; i++) {
      ReadTx at = await(Rig.until(feeds.get(i), state -> has(state, mark)));
      assertThat(objects(at)).as(when).isEqualTo(objects(store.view()));
      assertThat(states.get(i).faults).as(when).isEmpty();
    }
  }

  private static boolean has(ReadTx state, String mark) {
    return state.get(Kinds.SERVICE, mark).map(Service::getId).isPresent();
  }

  private RemoteFeed feed(int number) {
    return new RemoteFeed(
        VertxLoop.of(vertx.getOrCreateContext()),
        new SkepSource(vertx, Server.tcp("127.0.0.1", wire.port()), Kinds.ALL),
        RemoteOptions.of(Kinds.ALL, new Random(number)).withReconnect(QUICK).withSilence(SILENCE));
  }

  private static MemoryStore store() {
    return new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withLog(new LogBounds(25, 1_000)));
  }

  private StoreServer serve() {
    var next = new StoreServer(vertx, store, ServerOptions.at(Listener.plainTcp("127.0.0.1", 0)));
    await(next.start());
    return next;
  }
}
