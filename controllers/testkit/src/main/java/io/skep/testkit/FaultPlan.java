package io.skep.testkit;

import io.skep.simulation.fault.WriteFault;
import io.skep.store.Origin;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/** The faults of a simulation that are in force. */
final class FaultPlan {
  private final World world;
  private final RandomGenerator random;
  private final Deque<WriteFault> next = new ArrayDeque<>();
  private final List<Fault.SomeCommits> some = new ArrayList<>();
  private final List<Loop.Timer> timers = new ArrayList<>();
  private Duration feedDelay = Duration.ZERO;
  private Duration runDelay = Duration.ZERO;

  FaultPlan(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  void add(Fault fault) {
    if (fault instanceof Fault.NextCommits commits) {
      for (int i = 0; i < commits.times(); i++) {
        next.add(commits.what());
      }
    } else if (fault instanceof Fault.SomeCommits commits) {
      some.add(commits);
    } else if (fault instanceof Fault.FeedDelay delay) {
      feedDelay = delay.most();
    } else if (fault instanceof Fault.SlowRuns delay) {
      runDelay = delay.most();
    } else if (fault instanceof Fault.Every every) {
      schedule(every);
    } else {
      throw new IllegalArgumentException("unknown fault " + fault);
    }
  }

  /** Nothing more goes wrong, and what is wrong is set right. */
  void calm() {
    next.clear();
    some.clear();
    timers.forEach(Loop.Timer::cancel);
    timers.clear();
    feedDelay = Duration.ZERO;
    runDelay = Duration.ZERO;
    world.replicas().forEach(this::heal);
  }

  private void heal(Replica replica) {
    if (!replica.isUp()) {
      replica.start();
    }
    replica.resume();
    replica.faults().reconnect();
  }

  WriteFault onCommit(Origin origin) {
    if (!world.isController(origin)) {
      return WriteFault.NONE;
    }
    if (!next.isEmpty()) {
      return next.remove();
    }
    for (Fault.SomeCommits fault : some) {
      if (random.nextDouble() < fault.share()) {
        return fault.what();
      }
    }
    return WriteFault.NONE;
  }

  Duration nextFeedDelay() {
    return upTo(feedDelay);
  }

  Duration nextRunDelay() {
    return upTo(runDelay);
  }

  private Duration upTo(Duration most) {
    return most.isZero() ? most : Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  private void schedule(Fault.Every every) {
    Duration pause = every.period().dividedBy(2).plus(upTo(every.period()));
    timers.add(
        world
            .outside()
            .after(
                pause,
                () -> {
                  happen(every);
                  schedule(every);
                }));
  }

  private void happen(Fault.Every every) {
    if (every.what() == Fault.Incident.LEASE_LOSS) {
      world.loseLease();
      return;
    }
    List<Replica> up = world.replicas().stream().filter(Replica::isRunning).toList();
    if (up.isEmpty()) {
      return;
    }
    Replica replica = up.get(random.nextInt(up.size()));
    switch (every.what()) {
      case FEED_CUT -> {
        replica.faults().cut();
        later(every.length(), replica.faults()::reconnect);
      }
      case FEED_COMPACTED -> {
        replica.faults().cut();
        later(every.length(), replica.faults()::expire);
      }
      case CRASH -> {
        replica.crash();
        later(every.length(), replica::start);
      }
      case PAUSE -> {
        replica.pause();
        later(every.length(), replica::resume);
      }
      case CLOCK_JUMP -> replica.jump(every.length());
      default -> throw new IllegalStateException("unknown incident " + every.what());
    }
  }

  private void later(Duration delay, Runnable task) {
    timers.add(world.outside().after(delay, task));
  }
}
