package io.skep.examples.scheduler;

import io.skep.examples.scheduler.run.Pace;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say from what chance comes and how fast time passes. */
final class PaceOptions {
  private static final double MAX_SPEED = 1e9;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All chance comes from it; the same seed gives the same output. Default: 1.")
  long seed;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description = "Virtual seconds for each real one. Default: as fast as the machine can.")
  private Double speed;

  /** Whether a speed was named. */
  boolean hasSpeed() {
    return speed != null;
  }

  /**
   * How fast time passes.
   *
   * @throws ParameterException of {@code line} if the speed cannot be
   */
  Pace pace(CommandLine line) {
    if (speed == null) {
      return Pace.UNBOUNDED;
    }
    if (!(speed > 0 && speed <= MAX_SPEED)) {
      throw new ParameterException(line, "--speed must be above 0 and at most 1e9 but is " + speed);
    }
    return new SleepingPace(speed);
  }

  /** Sleeps so that virtual time passes at a speed. */
  private record SleepingPace(double speed) implements Pace {
    @Override
    public void after(Duration passed) {
      try {
        Thread.sleep((long) (passed.toMillis() / speed));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
