package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.wire.Times;
import java.time.Duration;
import java.util.Optional;

/**
 * How an update goes about it: what the service asks for, with the defaults for what it leaves out.
 * Immutable.
 *
 * @param parallelism how many slots at a time; 0 for all
 * @param delay the pause after each slot
 * @param monitor for how long after its start a replacement's end is a failure
 * @param action what to do about too many failures
 * @param maxFailureRatio the share of failures that is not too many yet
 * @param order what comes first
 * @param deadline for how long a replacement may take to run; empty for ever
 */
public record UpdateRule(
    long parallelism,
    Duration delay,
    Duration monitor,
    FailureAction action,
    float maxFailureRatio,
    UpdateOrder order,
    Optional<Duration> deadline) {
  private static final Duration DEFAULT_MONITOR = Duration.ofSeconds(5);

  /** The rule by which {@code service} is updated, or rolled back if that has been started. */
  public static UpdateRule of(Service service) {
    if (Progress.isRollingBack(service)) {
      return of(service, service.getSpec().hasRollback(), service.getSpec().getRollback());
    }
    return of(service, service.getSpec().hasUpdate(), service.getSpec().getUpdate());
  }

  private static UpdateRule of(Service service, boolean present, UpdateConfig config) {
    return new UpdateRule(
        present ? config.getParallelism() : 1,
        atLeastZero(Times.duration(config.getDelay())),
        config.hasMonitor() ? atLeastZero(Times.duration(config.getMonitor())) : DEFAULT_MONITOR,
        config.getFailureAction(),
        config.getMaxFailureRatio(),
        config.getOrder(),
        ProgressDeadline.of(service));
  }

  private static Duration atLeastZero(Duration length) {
    return length.isNegative() ? Duration.ZERO : length;
  }

  /** How many more slots may be begun while {@code busy} are under way. */
  public long room(long busy) {
    // Unsigned on the wire: what looks negative is more than there are slots.
    return parallelism <= 0 ? Long.MAX_VALUE : Math.max(0, parallelism - busy);
  }

  /** Whether the old task of a slot is to stop before the new one starts. */
  public boolean stopsFirst() {
    return order != UpdateOrder.START_FIRST;
  }

  /** Whether failures are looked for at all. */
  boolean minds() {
    return action != FailureAction.CONTINUE;
  }

  /** Compared as 32-bit numbers, as the limit is one. */
  boolean isTooMuch(long failures, long slots) {
    return (float) failures / (float) slots > maxFailureRatio;
  }

  /** How long an update watches on when the pause after its last slot is over. */
  Duration tail() {
    return delay.compareTo(monitor) >= 0 ? delay.plusSeconds(1) : monitor;
  }
}
