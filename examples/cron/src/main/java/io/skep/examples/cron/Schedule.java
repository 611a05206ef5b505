package io.skep.examples.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Certain times by the clocks of a zone. Immutable. */
final class Schedule {
  /** As many times are caught up with; Kubernetes has the same limit. */
  static final int MOST = 100;

  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;

  private Schedule(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /**
   * The schedule that {@code expression} says, five fields as in a crontab.
   *
   * @throws IllegalArgumentException if one of both is no such thing; the message is for the user
   */
  static Schedule of(String expression, String zone) {
    try {
      return new Schedule(ExecutionTime.forCron(PARSER.parse(expression)), ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone \"%s\" is none: %s; give one such as \"Europe/Berlin\""
              .formatted(zone, e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "schedule \"%s\" is none: %s; give minute, hour, day, month and weekday, such as \"30 4 * * 1-5\""
              .formatted(expression, e.getMessage()),
          e);
    }
  }

  /** The first time after {@code now}; empty if there is none. */
  Optional<Instant> next(Instant now) {
    return times.nextExecution(now.atZone(zone)).map(ZonedDateTime::toInstant);
  }

  /**
   * The times after {@code after} up to {@code upTo}, in order; of more than {@link #MOST} the
   * latest. Looks at no more than some thousand times, however long that is ago.
   */
  List<Instant> between(Instant after, Instant upTo) {
    List<Instant> all = walk(after, upTo, MOST);
    if (all.size() < MOST || next(all.get(MOST - 1)).filter(at -> !at.isAfter(upTo)).isEmpty()) {
      return all;
    }
    // Too many to look at: look back from the end, further each time, and from midnight on, since
    // an hour that the clock shows twice must be come to from before.
    List<Instant> latest = List.of();
    for (Duration back = Duration.ofDays(1); latest.size() < MOST; back = back.multipliedBy(8)) {
      Instant from = upTo.atZone(zone).minus(back).truncatedTo(ChronoUnit.DAYS).toInstant();
      latest = walk(from.isAfter(after) ? from : after, upTo, Integer.MAX_VALUE);
    }
    return latest;
  }

  /** Up to {@code steps} times, of which the latest {@link #MOST}. */
  private List<Instant> walk(Instant after, Instant upTo, int steps) {
    Deque<Instant> found = new ArrayDeque<>();
    Optional<Instant> at = next(after);
    for (int step = 0; step < steps && at.isPresent() && !at.get().isAfter(upTo); step++) {
      found.add(at.get());
      if (found.size() > MOST) {
        found.remove();
      }
      at = next(at.get());
    }
    return List.copyOf(found);
  }
}
