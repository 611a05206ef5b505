package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Message;
import io.skep.informer.remote.grpc.ControlClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RealSwarmTest {
  private static final int CYCLES = Integer.getInteger("skep.swarmkit.cycles", 10);
  private static final long SEED = Long.getLong("skep.swarmkit.seed", 1);
  private static final int WORKERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private enum Disturbance {
    NONE,
    CUT,
    FLAP,
    HOLD,
    COMPACT,
    KILL,
    STOP,
    KILL_AND_COMPACT
  }

  /** Short, for the sockets; and with the logs of the nodes, for whoever looks for a fault. */
  private Path home;

  private final Random random = new Random(SEED);
  private final List<String> differences = new ArrayList<>();
  private final Map<Disturbance, Integer> done = new TreeMap<>();

  @Test
  void theCopyIsWhatTheManagerListsWhateverHappened()
      throws IOException { // rt.W-1, rt.W-3, rt.W-7 to rt.W-9, rt.I-1
    assumeTrue(
        Boolean.getBoolean("skep.swarmkit"),
        "runs SwarmKit's own manager for minutes; -Dskep.swarmkit=true to do so");
    assumeTrue(RealSwarm.isPossible(), "SwarmKit is built with Go, which is not here");
    Vertx vertx = Vertx.vertx();
    int port = freePort();
    home = Path.of("target", "swarm-" + port).toAbsolutePath();
    try (RealSwarm swarm = RealSwarm.start(home, port)) {
      run(vertx, swarm);
    } finally {
      Rig.await(vertx.close());
    }
  }

  private void run(Vertx vertx, RealSwarm swarm) {
    var control = new ControlClient(vertx, Server.unix(swarm.socket()).underTls());
    var driver = new SwarmDriver(control, random);
    driver.compactEvery(100);
    swarm.startWorkers(WORKERS, driver.workerToken());

    Path near = home.resolve("near.sock");
    Wire wire =
        Wire.between(
            vertx,
            SocketAddress.domainSocketAddress(near.toString()),
            SocketAddress.domainSocketAddress(swarm.socket().toString()));
    Loop loop = VertxLoop.of(vertx.getOrCreateContext());
    var source =
        new SwarmSource(vertx, Server.unix(near).underTls(), SwarmSource.KINDS)
            .withRelist(Duration.ofSeconds(7));
    var options =
        RemoteOptions.of(SwarmSource.KINDS, new Random(SEED))
            .withReconnect(
                new ReconnectPolicy(
                    Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofMinutes(2)));
    var feed = new RemoteFeed(loop, source, options);
    var histories = new Histories(SwarmSource.KINDS);
    feed.subscribe(Interest.all(), histories);
    Rig.await(feed.start());
    long begun = System.nanoTime();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      Disturbance disturbance = Disturbance.values()[random.nextInt(Disturbance.values().length)];
      disturb(disturbance, driver, wire, swarm);
      done.merge(disturbance, 1, Integer::sum);
      String what = "seed %d, cycle %d, %s".formatted(SEED, cycle, disturbance);
      compare(what, feed, control);
      System.out.printf(
          "%s: %s %s connection %s%n", what, feed.at().version(), feed.tally(), feed.connection());
    }
    System.out.printf(
        "%d cycles %s in %d s: %d calls, %d changes and %d jumps heard, %s; %d differences, %d"
            + " faults%n",
        CYCLES,
        done,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
        driver.done,
        histories.changes,
        histories.jumps,
        feed.tally(),
        differences.size(),
        histories.faults.size());
    assertThat(differences).isEmpty();
    assertThat(histories.faults).isEmpty();
    Rig.await(feed.stop());
    Rig.await(source.close());
  }

  private void disturb(Disturbance disturbance, SwarmDriver driver, Wire wire, RealSwarm swarm) {
    driver.drive(random.nextInt(6));
    switch (disturbance) {
      case NONE -> driver.drive(10);
      case CUT -> {
        wire.cut();
        driver.drive(random.nextInt(5));
        wire.mend();
      }
      case FLAP -> {
        for (int i = 0; i < 5; i++) {
          wire.cut();
          wire.mend();
          driver.drive(3);
        }
      }
      case HOLD -> {
        wire.hold();
        driver.drive(10);
        wire.cut();
        wire.mend();
      }
      case COMPACT -> {
        wire.cut();
        driver.drive(60);
        wire.mend();
      }
      case KILL -> {
        swarm.killManager();
        swarm.startManager();
      }
      case STOP -> {
        swarm.stopManager();
        swarm.startManager();
      }
      case KILL_AND_COMPACT -> {
        wire.cut();
        driver.drive(30);
        swarm.killManager();
        swarm.startManager();
        driver.drive(30);
        wire.mend();
      }
    }
    driver.drive(random.nextInt(4));
  }

  /** Waits until the manager is at rest and the copy is as it lists. */
  private void compare(String what, RemoteFeed feed, ControlClient control) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Map<String, Message>> before = Map.of();
    while (true) {
      pause();
      Map<String, Map<String, Message>> listed;
      try {
        listed = control.objects();
      } catch (RuntimeException e) {
        System.out.println(what + ": cannot list: " + e);
        continue;
      }
      boolean quiet = listed.equals(before);
      before = listed;
      if (quiet && objects(feed.at()).equals(listed)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        differences.add(
            quiet
                ? what + ": " + difference(listed, objects(feed.at()))
                : what + ": never at rest");
        System.out.println(differences.get(differences.size() - 1));
        return;
      }
    }
  }

  private static String difference(
      Map<String, Map<String, Message>> listed, Map<String, Map<String, Message>> copied) {
    var text = new StringBuilder();
    listed.forEach(
        (table, objects) -> {
          Map<String, Message> here = copied.get(table);
          objects.forEach(
              (id, object) -> {
                if (!object.equals(here.get(id))) {
                  text.append(
                      "%s %s is%n%s%nand here%n%s%n".formatted(table, id, object, here.get(id)));
                }
              });
          here.forEach(
              (id, object) -> {
                if (!objects.containsKey(id)) {
                  text.append("%s %s is only here%n%s%n".formatted(table, id, object));
                }
              });
        });
    return text.toString();
  }

  private static Map<String, Map<String, Message>> objects(ReadTx at) {
    Map<String, Map<String, Message>> all = new LinkedHashMap<>();
    SwarmSource.KINDS.forEach(table -> all.put(table.name(), list(table, at)));
    return all;
  }

  private static <M extends Message> Map<String, Message> list(Table<M> table, ReadTx at) {
    Map<String, Message> byId = new LinkedHashMap<>();
    at.list(table).forEach(object -> byId.put(table.id(object), object));
    return byId;
  }

  private static void pause() {
    try {
      Thread.sleep(400);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
