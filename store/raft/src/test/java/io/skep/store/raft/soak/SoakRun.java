package io.skep.store.raft.soak;

import io.skep.store.raft.soak.SoakGroup.StuckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A group of processes under load, in which one fault comes after the other, and what came of it.
 */
final class SoakRun {
  private static final int CLIENTS = 48;
  private static final int MOST_CALM_MILLIS = 1_000;

  /** A fault before which fewer calls were answered since the last one met no load. */
  private static final int LEAST_CALLS = 50;

  private static final int CALM_LIMIT_MILLIS = 10_000;
  private static final int WATCH_PAUSE_MILLIS = 50;
  private static final int MOST_STAY_MILLIS = 600;
  private static final long SETTLE_MILLIS = 30_000;

  private final Plan plan;
  private final Path directory;
  private final Random random;
  private final CommitHistory commits = new CommitHistory();
  private final CommitHistory.Watch roamer = commits.new Watch("the roaming watch");
  private final Map<FaultKind, Integer> effective = new EnumMap<>(FaultKind.class);
  private final List<Long> kills = new ArrayList<>();
  private final Load load;
  private volatile boolean over;
  private int moves;

  /**
   * What to do.
   *
   * @param seed draws faults, their length and what clients do; when what comes depends on the
   *     machine as well, so a seed makes a run like another, but not the same
   * @param operations that clients do
   * @param faults that may come
   * @param bug that all members have
   */
  record Plan(long seed, int members, int operations, List<FaultKind> faults, Bug bug) {
    Plan {
      faults = List.copyOf(faults);
    }
  }

  SoakRun(Plan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
    random = new Random(plan.seed());
    load = new Load(plan.operations());
  }

  /** Runs it to its end. */
  SoakReport run(Checker checker) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    long began = System.nanoTime();
    try (var group = new SoakGroup(directory, plan.members(), plan.bug(), commits, random)) {
      var threads = new ArrayList<Thread>();
      try {
        group.awaitWhole();
        group.askLeader("open");
        began = System.nanoTime();
        var roamers = new Random(random.nextLong());
        threads.add(start("roamer", () -> roam(group, roamers)));
        for (int each = 1; each <= CLIENTS; each++) {
          var its = new Random(random.nextLong());
          threads.add(start("client-" + each, new Client(each, group, commits, load, its)));
        }
        disturb(group);
        group.mend();
        over = true;
        settle(group);
      } catch (StuckException e) {
        commits.violated(e.getMessage());
        group.dump();
      } finally {
        over = true;
        load.stop();
        for (Thread each : threads) {
          each.join();
        }
      }
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    Checker.Verdict verdict = checker.check(load.operations(), directory.resolve("history.json"));
    var violations = new ArrayList<>(commits.violations());
    if (!verdict.linearizable()) {
      violations.add(verdict.said());
    }
    return new SoakReport(
        plan, effective, load, commits, moves, took, failovers(), verdict.said(), violations);
  }

  private List<Long> failovers() {
    List<Operation> writes =
        load.operations().stream().filter(each -> !each.kind().equals("read")).toList();
    return kills.stream()
        .flatMap(
            kill ->
                writes.stream()
                    .filter(each -> each.invoked() > kill && each.returned() > kill)
                    .map(each -> TimeUnit.NANOSECONDS.toMillis(each.returned() - kill))
                    .min(Long::compare)
                    .stream())
        .toList();
  }

  private static Thread start(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Until the clients have done all that they are to do. */
  private void disturb(SoakGroup group) throws IOException, InterruptedException {
    if (plan.faults().isEmpty()) {
      group.until("the clients are done", load::isDone);
    }
    while (!load.isDone()) {
      long before = load.answered();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_CALM_MILLIS));
      group.within(
          CALM_LIMIT_MILLIS, () -> load.isDone() || load.answered() > before + LEAST_CALLS);
      FaultKind kind = plan.faults().get(random.nextInt(plan.faults().size()));
      note(kind + " begins, leader " + group.leader() + " of " + group.members());
      boolean underLoad = load.answered() > before + LEAST_CALLS;
      long began = System.nanoTime();
      boolean tookEffect = kind.strike(group, random) && underLoad;
      note(kind + (tookEffect ? " took effect" : " had no effect"));
      if (tookEffect) {
        effective.merge(kind, 1, Integer::sum);
        if (kind == FaultKind.KILL_LEADER) {
          kills.add(began);
        }
      }
      group.mend();
      note("mended, leader " + group.leader());
    }
  }

  private void note(String what) throws IOException {
    Files.writeString(
        directory.resolve("faults"),
        "%s %s, %d answered%n"
            .formatted(LocalTime.now(ZoneId.systemDefault()), what, load.answered()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** A watch that goes on at one member and the next, and the members' own. */
  private void roam(SoakGroup group, Random its) {
    try {
      while (!over) {
        group.slots().forEach(MemberSlot::watch);
        List<Integer> all = group.members();
        MemberSlot slot = group.slot(all.get(its.nextInt(all.size())));
        String name = "roamer-" + moves;
        if (slot != null && slot.isReady() && slot.goOn(name, roamer)) {
          moves++;
          TimeUnit.MILLISECONDS.sleep(its.nextInt(MOST_STAY_MILLIS));
          slot.leave(name);
        }
        TimeUnit.MILLISECONDS.sleep(WATCH_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      commits.violated("the roaming watch failed: " + e);
    }
  }

  /** All come to the same, and all watches are given it. */
  private void settle(SoakGroup group) throws InterruptedException {
    group.askLeader("transfer", Ledger.account(0), Ledger.account(1), "1");
    for (MemberSlot each : group.slots()) {
      var version = new long[1];
      group.until(
          Links.name(each.number()) + " has caught up",
          () -> {
            if (!(each.call(SETTLE_MILLIS, "settle") instanceof Answer.Ok ok)) {
              return false;
            }
            version[0] = Long.parseLong(ok.words().get(0));
            commits.saw(
                Links.name(each.number()),
                version[0],
                ok.words().get(1),
                Long.parseLong(ok.words().get(2)));
            return true;
          });
      group.until(
          "the watch of " + Links.name(each.number()) + " has caught up",
          () -> {
            each.watch();
            return each.ownWatch().reached() >= version[0];
          });
    }
  }
}
