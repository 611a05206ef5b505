package io.skep.orchestrator.update;

import io.skep.api.Service;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long an update waits for each replacement to run, as a label of the service: {@code
 * skep.update.progress-deadline = 10m}. Without it an update waits for ever, as SwarmKit's does,
 * for a replacement that no node can take for example. Pure.
 */
public final class ProgressDeadline {
  /** The label. Its value is a number of hours, minutes and seconds, such as {@code 1h30m}. */
  public static final String LABEL = "skep.update.progress-deadline";

  private ProgressDeadline() {}

  /**
   * Reads the label's value.
   *
   * @throws IllegalArgumentException if it is no positive length of time
   */
  public static Duration parse(String value) {
    try {
      Duration deadline = Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
      if (!deadline.isNegative() && !deadline.isZero()) {
        return deadline;
      }
    } catch (DateTimeException ignored) {
      // The message below says it better.
    }
    throw new IllegalArgumentException(
        "label %s is \"%s\", which is no length of time above zero; give hours, minutes and seconds such as 1h, 10m or 1m30s"
            .formatted(LABEL, value));
  }

  /**
   * The deadline of {@code service}. Empty if it has none, or one that cannot be read: a mistake
   * that got past every check must not fail an update.
   */
  public static Optional<Duration> of(Service service) {
    String value = service.getSpec().getAnnotations().getLabelsOrDefault(LABEL, "");
    try {
      return value.isEmpty() ? Optional.empty() : Optional.of(parse(value));
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }
}
