package io.skep.testkit;

import io.skep.controller.lease.Candidate;
import io.skep.controller.lease.LeaderListener;
import io.skep.controller.lease.Lease;
import io.skep.controller.lease.LeaseElection;
import io.skep.controller.lease.Term;
import io.skep.simulation.check.FenceCheck;
import io.skep.simulation.fault.FaultyStore;
import io.skep.simulation.fault.Guard;
import io.skep.simulation.fault.StoreFaults;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * One process: a clock and loops of its own, a line to the store, and the controllers. A crash
 * leaves nothing of it but what is in the store.
 */
final class Replica {
  private final World world;
  private final String name;
  private final boolean leaderOnly;
  private final StoreFaults faults = new StoreFaults();

  /** Null while it is down. */
  private VirtualClock clock;

  private LeaseElection election;
  private Working working;
  private boolean paused;
  private Duration missed = Duration.ZERO;

  Replica(World world, int number, boolean leaderOnly) {
    this.world = world;
    this.name = "replica-" + number;
    this.leaderOnly = leaderOnly;
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
    if (leaderOnly) {
      Candidate candidate = Candidate.of(World.LEASE, name).withRandom(clock.newRandom());
      election =
          LeaseElection.on(clock.loop(name + "-election"), world.store(), candidate, new Part());
      election.start();
    } else {
      working = new Working(name, world, clock, new FaultyStore(world.store(), clock, faults));
    }
  }

  /** Works while it leads. */
  private final class Part implements LeaderListener {
    @Override
    public void elected(Term term) {
      var check = new FenceCheck(world.history(), world.violations());
      Guard guard =
          new Guard() {
            @Override
            public void enter(ReadTx tx) {
              term.check(tx);
            }

            @Override
            public void committed(Version version) {
              check.committed(term, version);
            }
          };
      working =
          new Working(name, world, clock, new FaultyStore(world.store(), clock, faults, guard));
    }

    @Override
    public Future<Void> lost(Term term, String reason) {
      Working over = working;
      working = null;
      return over.stop();
    }
  }

  void crash() {
    clock = null;
    election = null;
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

  /** Whether it holds the lease, and believes that it does. */
  boolean isLeader() {
    return isUp()
        && election != null
        && election.term().isPresent()
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
