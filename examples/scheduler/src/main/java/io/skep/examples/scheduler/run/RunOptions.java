package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.report.progress.ProgressView;
import java.util.Objects;

/**
 * How to play. Immutable; start from {@link #of}.
 *
 * @param seed from which all chance comes: the same seed gives an equal outcome
 * @param pace how fast
 * @param view sees each event as it comes about, and how far the run is
 * @param witness watches the cluster
 */
public record RunOptions(long seed, Pace pace, ProgressView view, Witness witness) {
  /** Checks that all is there. */
  public RunOptions {
    Objects.requireNonNull(pace, "pace");
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(witness, "witness");
  }

  /** As fast as the machine can, with nobody watching. */
  public static RunOptions of(long seed) {
    return new RunOptions(seed, Pace.UNBOUNDED, ProgressView.silent(), Witness.NONE);
  }

  /** The same with another pace. */
  public RunOptions withPace(Pace newPace) {
    return new RunOptions(seed, newPace, view, witness);
  }

  /** The same for another view. */
  public RunOptions withView(ProgressView newView) {
    return new RunOptions(seed, pace, newView, witness);
  }

  /** The same before another witness. */
  public RunOptions withWitness(Witness newWitness) {
    return new RunOptions(seed, pace, view, newWitness);
  }
}
