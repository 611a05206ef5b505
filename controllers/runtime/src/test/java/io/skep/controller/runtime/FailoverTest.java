package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Annotations;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.lease.Candidate;
import io.skep.controller.lease.FencedException;
import io.skep.controller.lease.Lease;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.replication.InProcessLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several managers over one store, each on a clock of its own, so that one can stand still at any
 * point of a run while the others go on, run fast or slow, jump, crash and come back. Whatever
 * happens, nothing that was written by one that did not lead takes effect, nothing is done twice,
 * and what was asked for becomes so.
 *
 * <p>{@code -Dskep.failovers=10000} makes it ten thousand for each row; see
 * docs/design/leadership.md.
 */
class FailoverTest {
  private static final int FAILOVERS = Integer.getInteger("skep.failovers", 30);

  private static final List<String> SERVICES = List.of("a", "b", "c", "d", "e", "f");

  /**
   * Makes as many tasks as are missing in the snapshot, without a look at the transaction: it does
   * everything twice if two of it are at work.
   */
  private static final class Blind implements Reconciler<Service> {
    private final String process;
    private final Random random;
    private final Loop loop;
    private final int[] made;
    int fenced;

    Blind(String process, Random random, Loop loop, int[] made) {
      this.process = process;
      this.random = random;
      this.loop = loop;
      this.made = made;
    }

    @Override
    public void declare(Sources<Service> on) {
      on.primary(Kinds.SERVICE);
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      return rest()
          .compose(rested -> write(run))
          .compose(result -> rest().map(result))
          .onFailure(cause -> fenced += cause instanceof FencedException ? 1 : 0);
    }

    private Future<Result> write(Run<Service> run) {
      int missing = missing(run.at(), run.id());
      if (missing == 0) {
        return run.done();
      }
      String epoch = run.epoch().orElseThrow().toString();
      return run.commit(
          tx -> {
            for (int i = 0; i < missing; i++) {
              tx.create(Kinds.TASK, task(run.id(), epoch));
            }
          });
    }

    private Task task(String service, String epoch) {
      return Task.newBuilder()
          .setId("%s.%s.%d".formatted(service, process, made[0]++))
          .setServiceId(service)
          .setAnnotations(Annotations.newBuilder().putLabels("epoch", epoch))
          .build();
    }

    private Future<Void> rest() {
      if (random.nextInt(3) == 0) {
        return Future.succeededFuture();
      }
      Promise<Void> rested = Promise.promise();
      loop.after(Duration.ofMillis(random.nextInt(1, 1_500)), rested::complete);
      return rested.future();
    }
  }

  private static int missing(ReadTx at, String service) {
    long wanted =
        at.get(Kinds.SERVICE, service)
            .map(found -> found.getSpec().getReplicated().getReplicas())
            .orElse(0L);
    return (int) wanted - at.find(Kinds.TASK, TaskKind.byServiceId(service)).size();
  }

  /** A replica: a manager, its clock, and what is being done to it. */
  private static final class Replica {
    private final String name;
    private final VirtualClock clock;
    private final StoreManager manager;
    private final Blind blind;
    private Duration pausedFor = Duration.ZERO;
    private boolean crashed;

    Replica(String name, Store store, History history, int shards) {
      this.name = name;
      clock = new VirtualClock(history.random.nextLong());
      Loop loop = clock.loop(name);
      blind = new Blind(name, new Random(history.random.nextLong()), loop, history.made);
      Candidate candidate =
          Candidate.of("lead", name).withRandom(new Random(history.random.nextLong()));
      manager =
          StoreManager.on(List.of(loop), store, ManagerOptions.DEFAULT.withElection(candidate));
      Placement placement = shards == 1 ? Placement.leader() : Placement.shards(shards);
      manager.add("blind", blind, ControllerOptions.DEFAULT.withPlacement(placement));
      manager.start();
      clock.runUntilIdle();
    }

    void pass(Duration time) {
      if (crashed) {
        return;
      }
      if (pausedFor.compareTo(time) > 0) {
        pausedFor = pausedFor.minus(time);
      } else {
        pausedFor = Duration.ZERO;
        clock.advance(time);
      }
    }
  }

  /** One history: two minutes of trouble and more, then three quiet ones. */
  private static final class History {
    private final long seed;
    private final Random random;
    private final int[] made = new int[1];
    private final VirtualClock world;
    private final int shards;
    private final MemoryStoreOptions options;
    private final InProcessLog log;
    private final List<InProcessLog.Member> members = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();
    private final List<Replica> processes = new ArrayList<>();
    private final Store audited;
    private final Watcher audit;
    private final Map<String, Lease> leases = new HashMap<>();
    private int names;
    int failovers;
    int fenced;

    History(long seed, boolean replicated, int shards) {
      this.seed = seed;
      this.shards = shards;
      random = new Random(seed);
      world = new VirtualClock(seed);
      log = new InProcessLog(world);
      options = MemoryStoreOptions.of(Kinds.ALL).withClock(world).withRandom(new Random(seed));
      for (int i = 0; i < 3; i++) {
        if (replicated) {
          members.add(log.join("replica " + i));
          stores.add(new MemoryStore(options.withProposer(members.get(i))));
        } else {
          stores.add(i == 0 ? new MemoryStore(options) : stores.get(0));
        }
      }
      audited =
          replicated
              ? new MemoryStore(options.withProposer(log.join("audit"))) // It only follows.
              : stores.get(0);
      if (replicated) {
        log.elect(members.get(0));
        world.runUntilIdle();
      }
      audit = audited.watch(world.loop("audit"), Interest.all());
      for (int i = 0; i < 3; i++) {
        processes.add(process(i));
      }
    }

    private Replica process(int place) {
      return new Replica("p" + names++, stores.get(place), this, shards);
    }

    void run() {
      for (int step = 0; step < 60; step++) {
        somebodyWrites();
        trouble();
        pass(Duration.ofMillis(random.nextInt(1, 3_000)));
      }
      if (!members.isEmpty()) {
        log.otherFates(() -> InProcessLog.Fate.COMMITTED);
        lead(members.get(0)); // Settles what the log still owes an answer for.
      }
      for (Replica process : processes) {
        process.pausedFor = Duration.ZERO;
      }
      pass(Duration.ofMinutes(3)); // A key that failed often waits for more than a minute.
      for (String service : SERVICES) {
        assertThat(missing(audited.view(), service))
            .as("missing tasks of %s, seed %d", service, seed)
            .isZero();
      }
      processes.forEach(process -> fenced += process.blind.fenced);
      stop();
    }

    /** How long after its last renewal another leads in place of a leader that dies. */
    Duration crashOfTheLeader() {
      pass(Duration.ofMillis(random.nextInt(5_000, 60_000)));
      String leader = leases.get("lead").holder().orElseThrow();
      processes.stream().filter(r -> r.name.equals(leader)).forEach(r -> r.crashed = true);
      Duration waited = Duration.ZERO;
      while (leases.get("lead").holder().orElse(leader).equals(leader)) {
        pass(Duration.ofMillis(10));
        waited = waited.plusMillis(10);
        assertThat(waited).as("seed %d", seed).isLessThan(Duration.ofMinutes(1));
      }
      return waited;
    }

    private void somebodyWrites() {
      String id = SERVICES.get(random.nextInt(SERVICES.size()));
      for (Store store : stores) { // Whichever takes writes.
        store.update(tx -> grow(tx, id));
        if (members.isEmpty()) {
          return;
        }
      }
    }

    /** Wants one task more. */
    private static void grow(Tx tx, String id) {
      var found = tx.get(Kinds.SERVICE, id);
      if (found.isEmpty()) {
        tx.create(Kinds.SERVICE, World.service(id, 1));
      } else {
        Service.Builder more = found.get().toBuilder();
        var replicated = more.getSpecBuilder().getReplicatedBuilder();
        replicated.setReplicas(replicated.getReplicas() + 1);
        tx.update(Kinds.SERVICE, more.build());
      }
    }

    private void trouble() {
      int place = random.nextInt(processes.size());
      Replica process = processes.get(place);
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> process.pausedFor = Duration.ofMillis(random.nextInt(40_000));
        case 3 -> { // Its clock jumps: all that it waited for is due.
          if (!process.crashed) {
            process.clock.advance(Duration.ofMillis(random.nextInt(30_000)));
          }
        }
        case 4 -> replace(place);
        case 5 -> { // It stops as it should.
          process.manager.stop();
          process.clock.runUntilIdle();
          process.pass(Duration.ofSeconds(5));
          replace(place);
        }
        case 6 -> {
          if (!members.isEmpty()) { // Another replica leads the log.
            lead(members.get(place));
          }
        }
        case 7 -> {
          if (!members.isEmpty()) {
            InProcessLog.Fate[] fates = InProcessLog.Fate.values();
            log.nextFates(fates[random.nextInt(fates.length)], fates[random.nextInt(fates.length)]);
          }
        }
        default -> {}
      }
    }

    /** It dies, perhaps after it has stopped, and another comes in its place. */
    private void replace(int place) {
      Replica dead = processes.get(place);
      dead.crashed = true;
      fenced += dead.blind.fenced;
      if (!members.isEmpty()) { // Its store dies with it.
        members.get(place).close();
        members.set(place, log.join("replica " + names));
        stores.set(place, new MemoryStore(options.withProposer(members.get(place))));
      }
      processes.set(place, process(place));
    }

    private void lead(InProcessLog.Member next) {
      members.stream().filter(member -> member != next).forEach(log::depose);
      log.elect(next);
    }

    /** Lets time pass for everybody, some a little sooner than others. */
    private void pass(Duration time) {
      long left = time.toMillis();
      while (left > 0) {
        Duration slice = Duration.ofMillis(Math.min(left, random.nextInt(1, 50)));
        world.advance(slice);
        int first = random.nextInt(processes.size());
        for (int i = 0; i < processes.size(); i++) {
          processes.get((first + i) % processes.size()).pass(slice);
        }
        world.runUntilIdle();
        left -= slice.toMillis();
        judge();
      }
    }

    /** Reads all that was committed, in its order. */
    private void judge() {
      Watcher.Next next = audit.next();
      for (; next instanceof Watcher.Next.Delivered delivered; next = audit.next()) {
        judge(delivered.commit(), delivered.at());
      }
      assertThat(next).as("seed %d", seed).isInstanceOf(Watcher.Next.CaughtUp.class);
    }

    private void judge(Commit commit, ReadTx at) {
      for (Lease lease : at.list(Lease.KIND)) {
        Lease before = leases.put(lease.name(), lease);
        if (before != null && !before.epoch().equals(lease.epoch())) {
          failovers++;
          assertThat(lease.epoch().isAfter(before.epoch())).as("seed %d", seed).isTrue();
        }
      }
      for (Change<?> change : commit.changes()) {
        if (change.object() instanceof Task task) {
          Version epoch =
              new Version(Long.parseLong(task.getAnnotations().getLabelsOrThrow("epoch")));
          assertThat(leases.get(leaseOf(task.getServiceId())).epoch())
              .as("%s was written by who leads, seed %d", task.getId(), seed)
              .isEqualTo(epoch);
          assertThat(missing(at, task.getServiceId()))
              .as("%s is one too many, seed %d", task.getId(), seed)
              .isNotNegative();
        }
      }
    }

    private String leaseOf(String service) {
      return shards == 1
          ? "lead"
          : "lead/%d-of-%d".formatted(new Placement.Shards(shards).shardOf(service), shards);
    }

    private void stop() {
      List<Future<Void>> stops = processes.stream().map(process -> process.manager.stop()).toList();
      pass(Duration.ofSeconds(40)); // A lease that cannot be given back runs out first.
      assertThat(stops).as("seed %d", seed).allMatch(Future::succeeded);
      for (Replica process : processes) {
        assertThat(process.clock.advanceToNextTimer())
            .as("a timer of %s is left, seed %d", process.name, seed)
            .isFalse();
      }
      assertThat(audited.view().find(Lease.KIND, By.all()))
          .as("seed %d", seed)
          .allMatch(lease -> lease.holder().isEmpty());
    }
  }

  @Test // rt.G-1, rt.G-2, rt.S-7
  void aStandbyTakesOverSoonAfterTheLeaseHasRunOut() {
    Duration looks = Duration.ofMillis(2_400); // At most, between two of a standby's.
    Duration limit = Duration.ofSeconds(15).plus(looks).plus(Duration.ofMillis(2_500));
    for (long seed = 0; seed < FAILOVERS; seed++) {
      var history = new History(seed, false, 1);
      Duration took = history.crashOfTheLeader();
      assertThat(took).as("seed %d", seed).isBetween(Duration.ofSeconds(12), limit);
    }
  }

  @ParameterizedTest(name = "replicated {0}, {1} shards") // rt.G-3, rt.G-4, rt.G-5, rt.G-7, Z02
  @CsvSource({"false, 1", "false, 3", "true, 1"})
  void whatIsBecomesWhatWasAskedForOnceWhoeverLeads(boolean replicated, int shards) {
    int failovers = 0;
    int fenced = 0;
    for (long seed = 0; failovers < FAILOVERS; seed++) {
      var history = new History(seed, replicated, shards);
      history.run();
      failovers += history.failovers;
      fenced += history.fenced;
    }
    assertThat(fenced).as("fenced writes").isPositive();
  }
}
