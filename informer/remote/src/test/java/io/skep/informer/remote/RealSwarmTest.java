package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Message;
import io.skep.informer.remote.grpc.ControlClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.informer.remote.grpc.SwarmWrites;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A feed of SwarmKit's own manager, with workers that run tasks on paper: whatever was done to the
 * line and to the manager, the copy ends up as what the manager lists, and no object goes back.
 */
class RealSwarmTest {
  private static final int CYCLES = Integer.getInteger("skep.swarmkit.cycles", 20);
  private static final long SEED = Long.getLong("skep.swarmkit.seed", 1);
  private static final int MANAGERS = Integer.getInteger("skep.swarmkit.managers", 1);
  private static final int WORKERS = 3;

  /** A log short enough that some absences outlast it, and some do not. */
  private static final int LOG_ENTRIES = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration RELIST = Duration.ofSeconds(7);
  private static final ReconnectPolicy QUICK =
      new ReconnectPolicy(Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofMinutes(2));

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

  private final Random random = new Random(SEED);
  private final Vertx vertx = Vertx.vertx();
  private final Loop loop = VertxLoop.of(vertx.getOrCreateContext());
  private final Histories histories = new Histories(SwarmSource.KINDS);
  private final List<String> differences = new ArrayList<>();
  private final Map<Disturbance, Integer> cycles = new EnumMap<>(Disturbance.class);

  private RealSwarm swarm;
  private ControlClient control;
  private SwarmDriver driver;
  private Wire wire;
  private RemoteFeed feed;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        Boolean.getBoolean("skep.swarmkit"),
        "runs SwarmKit's own manager for minutes; -Dskep.swarmkit=true to do so");
    assumeTrue(RealSwarm.isPossible(), "SwarmKit is built with Go, which is not here");
    swarm = RealSwarm.start();
    Server manager = Server.unix(swarm.manager().socket()).underTls();
    control = new ControlClient(vertx, manager);
    driver = new SwarmDriver(control, new SwarmWrites(vertx, manager), random);
    driver.compactEvery(LOG_ENTRIES);
    var tokens = driver.cluster().getRootCa().getJoinTokens();
    while (swarm.managers().size() < MANAGERS) {
      swarm.addManager(swarm.joining(tokens.getManager()));
    }
    swarm.startWorkers(WORKERS, tokens.getWorker());
    attach();
  }

  /** To the last manager, which follows if there are others, over a line that can be cut. */
  private void attach() {
    Path far = swarm.managers().get(MANAGERS - 1).socket();
    Path near = far.resolveSibling("near.sock");
    wire =
        Wire.between(
            vertx,
            SocketAddress.domainSocketAddress(near.toString()),
            SocketAddress.domainSocketAddress(far.toString()));
    var source =
        new SwarmSource(vertx, Server.unix(near).underTls(), SwarmSource.KINDS).withRelist(RELIST);
    var options = RemoteOptions.of(SwarmSource.KINDS, new Random(SEED)).withReconnect(QUICK);
    feed = new RemoteFeed(loop, source, options);
    feed.subscribe(Interest.all(), histories);
    Rig.await(feed.start());
  }

  @AfterEach
  void stop() {
    if (feed != null) {
      Rig.await(feed.stop());
    }
    if (swarm != null) {
      swarm.close();
    }
    Rig.await(vertx.close());
  }

  @Test
  void theCopyIsWhatTheManagerListsWhateverHappened() { // rt.W-1, rt.W-3, rt.W-7 to rt.W-9, rt.I-1
    long begun = System.nanoTime();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      Disturbance disturbance = Disturbance.values()[random.nextInt(Disturbance.values().length)];
      driver.drive(random.nextInt(6));
      disturb(disturbance);
      driver.drive(random.nextInt(4));
      cycles.merge(disturbance, 1, Integer::sum);
      compare("seed %d, cycle %d, %s".formatted(SEED, cycle, disturbance));
    }
    System.out.printf(
        "%d managers: %d cycles %s in %d s: %d writes, %d changes and %d jumps heard, %s%n",
        MANAGERS,
        CYCLES,
        cycles,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
        driver.done,
        histories.changes,
        histories.jumps,
        feed.tally());
    assertThat(differences).isEmpty();
    assertThat(histories.faults).isEmpty();
    assertThat(feed.tally().setbacks()).isZero();
  }

  private void disturb(Disturbance disturbance) {
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
        RealSwarm.Manager manager = anyManager();
        manager.kill();
        manager.start();
      }
      case STOP -> {
        RealSwarm.Manager manager = anyManager();
        manager.stop();
        manager.start();
      }
      case KILL_AND_COMPACT -> {
        wire.cut();
        driver.drive(30);
        RealSwarm.Manager manager = anyManager();
        manager.kill();
        manager.start();
        driver.drive(30);
        wire.mend();
      }
    }
  }

  private RealSwarm.Manager anyManager() {
    return swarm.managers().get(random.nextInt(MANAGERS));
  }

  /** Waits until the manager is at rest, and the copy is as it lists. */
  private void compare(String when) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<ObjectKey, Message> before = Map.of();
    while (true) {
      pause();
      Map<ObjectKey, Message> listed = control.objects();
      Map<ObjectKey, Message> copied = copied();
      boolean rests = listed.equals(before);
      if (rests && copied.equals(listed)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        differences.add(when + (rests ? difference(listed, copied) : " did not come to rest"));
        return;
      }
      before = listed;
    }
  }

  private Map<ObjectKey, Message> copied() {
    Map<ObjectKey, Message> all = new TreeMap<>();
    SwarmSource.KINDS.forEach(table -> addTo(all, table));
    return all;
  }

  private <M extends Message> void addTo(Map<ObjectKey, Message> all, Table<M> table) {
    feed.at().list(table).forEach(object -> all.put(ObjectKey.of(table, table.id(object)), object));
  }

  private static String difference(Map<ObjectKey, Message> listed, Map<ObjectKey, Message> copied) {
    var keys = new TreeSet<>(listed.keySet());
    keys.addAll(copied.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(listed.get(key), copied.get(key)))
        .map(key -> "%n%s is %s%nand here %s".formatted(key, listed.get(key), copied.get(key)))
        .collect(Collectors.joining());
  }

  /** Between two looks: a manager that is the same in both rests. */
  private static void pause() {
    try {
      Thread.sleep(400);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
