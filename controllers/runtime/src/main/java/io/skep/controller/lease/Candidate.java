package io.skep.controller.lease;

import io.skep.store.Store;
import io.skep.store.loop.Loop;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Who stands for which lease, and how.
 *
 * @param lease names what is to be led; the same for all candidates
 * @param name names this candidate; another one for each. Two of the same name would take the lease
 *     from each other over and over (without harm to what is fenced). A process that comes back
 *     under its old name need not wait until its old lease has run out
 * @param times how long things take
 * @param random draws by how much tries are put off
 */
public record Candidate(String lease, String name, LeaseTimes times, RandomGenerator random)
    implements Contest {
  /** Refuses nulls and empty names. */
  public Candidate {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(random, "random");
    if (lease.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "a lease and its candidate need names but are \"%s\" and \"%s\"".formatted(lease, name));
    }
  }

  /** {@code name} stands for {@code lease}, with the usual times. */
  public static Candidate of(String lease, String name) {
    // Each name draws other numbers, which is all that is needed of them.
    return new Candidate(lease, name, LeaseTimes.DEFAULT, new Random(name.hashCode()));
  }

  /** The same with other times. */
  public Candidate withTimes(LeaseTimes newTimes) {
    return new Candidate(lease, name, newTimes, random);
  }

  /** The same with chance from {@code newRandom}. */
  public Candidate withRandom(RandomGenerator newRandom) {
    return new Candidate(lease, name, times, newRandom);
  }

  @Override
  public Contest about(String newLease) {
    return new Candidate(newLease, name, times, random);
  }

  @Override
  public Election stand(Loop loop, Store store, LeaderListener listener) {
    return LeaseElection.on(loop, store, this, listener);
  }
}
