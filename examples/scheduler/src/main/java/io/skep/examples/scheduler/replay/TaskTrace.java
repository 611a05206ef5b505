package io.skep.examples.scheduler.replay;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * All that was asked for. Immutable.
 *
 * @param waves in order of time; those of one moment in the order given
 * @param copies how many times each wave is asked for, each time for a service of its own; at least
 *     1
 * @param notices what a reader of the results has to know
 */
public record TaskTrace(List<Wave> waves, int copies, List<String> notices) {
  /** Sorts and copies. */
  public TaskTrace {
    waves = waves.stream().sorted(Comparator.comparing(Wave::at)).toList();
    notices = List.copyOf(notices);
    if (copies < 1) {
      throw new IllegalArgumentException("copies must be at least 1 but is " + copies);
    }
  }

  /** What happens of it until {@code end}: what would be deleted later stays. */
  public TaskTrace until(Duration end) {
    return new TaskTrace(
        waves.stream()
            .filter(wave -> wave.at().compareTo(end) <= 0)
            .map(wave -> endsAfter(wave, end) ? wave.withEnd(new Wave.End.Never()) : wave)
            .toList(),
        copies,
        notices);
  }

  private static boolean endsAfter(Wave wave, Duration end) {
    return wave.end() instanceof Wave.End.At at && at.moment().compareTo(end) > 0;
  }
}
