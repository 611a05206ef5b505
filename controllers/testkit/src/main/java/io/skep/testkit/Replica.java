package io.skep.testkit;

import io.skep.controller.lease.Lease;
import io.skep.simulation.check.FenceCheck;
import io.skep.simulation.fault.FaultyStore;
import io.skep.simulation.fault.Guard;
import io.skep.simulation.fault.StoreFaults;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.Optional;

/**
 * One process: a clock and loops of its own, a line to the store, and the controllers. A crash
 * leaves nothing of it but what is in the store.
 */
final class Replica {
  private final World world;
  private final String name;
  private final StoreFaults faults = new StoreFaults();

  /** Null while it is down. */
  private VirtualClock clock;

  private Working working;
  private boolean paused;
  private Duration missed = Duration.ZERO;

  Replica(World world, int number) {
    this.world = world;
    this.name = "replica-" + number;
    faults.onWrites(origin -> world.plan().onCommit(origin));
    faults.delayEvents(() -> world.plan().nextFeedDelay());
  }

  void start() {
    if (isUp()) {
      return;
    }
    clock = new VirtualClock(world.random().nextLong(), world.clock().instant());
    paused = false;
    missed = Duration.ZERO;
    working =
        new Working(name, world, clock, new FaultyStore(world.store(), clock, faults, fence()));
  }

  /** Lets everything pass, as it is the runtime that has to fence, and checks that it does. */
  private Guard fence() {
    var check = new FenceCheck(world.history(), world.violations());
    return new Guard() {
      @Override
      public void enter(ReadTx tx) {}

      @Override
      public void committed(Origin origin, Version version) {
        working
            .epoch(origin)
            .ifPresent(epoch -> check.committed(World.LEASE, name, epoch, version));
      }
    };
  }

  void crash() {
    clock = null;
    working = null;
    faults.disconnect();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    if (paused) {
      paused = false;
      jump(missed);
      missed = Duration.ZERO;
    }
  }

  /** Its clock goes ahead. */
  void jump(Duration ahead) {
    if (isUp()) {
      clock.jump(ahead);
    }
  }

  StoreFaults faults() {
    return faults;
  }

  boolean isUp() {
    return clock != null;
  }

  /** Whether it is up and not paused. */
  boolean isRunning() {
    return isUp() && !paused;
  }

  /** Whether it holds the lease. */
  boolean isLeader() {
    return isUp()
        && Lease.find(World.LEASE, world.store().view())
            .flatMap(Lease::holder)
            .equals(Optional.of(name));
  }

  /** Whether its controllers are at work. */
  Optional<Working> working() {
    return Optional.ofNullable(working);
  }

  boolean isReady() {
    return isRunning() && !clock.isIdle();
  }

  Optional<Duration> untilNextTimer() {
    return isRunning() ? clock.untilNextTimer() : Optional.empty();
  }

  /** Time passes, for everybody. */
  void pass(Duration duration) {
    if (paused) {
      missed = missed.plus(duration);
    } else if (isUp()) {
      clock.jump(duration);
    }
  }

  /** One task; then what must hold, if nothing is left to do at this moment. */
  void step() {
    clock.step();
    if (clock.isIdle() && working != null) {
      working.check();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
