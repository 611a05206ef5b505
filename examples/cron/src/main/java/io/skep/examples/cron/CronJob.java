package io.skep.examples.cron;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something that is to be done at certain times. */
record CronJob(ObjectMeta meta, Spec spec, Status status)
    implements CustomObject<CronJob.Spec, CronJob.Status> {

  static final CustomKind<CronJob> KIND =
      CustomKind.of("cron-job", CronJob.class)
          .withValidation((before, after, tx) -> check(after.spec()));

  /** What happens when it is time while an earlier job still runs. */
  enum Overlap {
    /** Both run. */
    ALLOW,
    /** The later one waits for the end of the earlier. */
    FORBID,
    /** The earlier one is stopped. */
    REPLACE
  }

  /** What happens with several times that nobody was there for, or that had to wait. */
  enum CatchUp {
    /** One job for all of them, that of the latest. */
    LATEST,
    /**
     * A job each, oldest first, up to {@link Schedule#MOST}; a job that replaces others is still
     * that of the latest.
     */
    EACH
  }

  /**
   * What is asked for.
   *
   * @param schedule five fields, as in a crontab
   * @param zone whose clocks the schedule means, such as {@code Europe/Berlin}. A time that a clock
   *     skips is skipped; at a time that it shows twice, a job that is due at certain hours starts
   *     once, one that is due in every hour starts each time
   * @param image what a job runs
   * @param startingDeadline how late a job may start; null for however late
   * @param history how many jobs that have ended are kept
   */
  record Spec(
      String schedule,
      String zone,
      String image,
      Overlap overlap,
      CatchUp catchUp,
      Duration startingDeadline,
      int history) {

    /** In UTC, one job at a time, one for all that was missed, no deadline, three to look at. */
    static Spec of(String schedule, String image) {
      return new Spec(schedule, "UTC", image, Overlap.FORBID, CatchUp.LATEST, null, 3);
    }

    Spec withSchedule(String newSchedule) {
      return new Spec(newSchedule, zone, image, overlap, catchUp, startingDeadline, history);
    }

    Spec withZone(String newZone) {
      return new Spec(schedule, newZone, image, overlap, catchUp, startingDeadline, history);
    }

    Spec withOverlap(Overlap newOverlap) {
      return new Spec(schedule, zone, image, newOverlap, catchUp, startingDeadline, history);
    }

    Spec withCatchUp(CatchUp newCatchUp) {
      return new Spec(schedule, zone, image, overlap, newCatchUp, startingDeadline, history);
    }

    Spec withStartingDeadline(Duration newDeadline) {
      return new Spec(schedule, zone, image, overlap, catchUp, newDeadline, history);
    }

    Spec withHistory(int newHistory) {
      return new Spec(schedule, zone, image, overlap, catchUp, startingDeadline, newHistory);
    }
  }

  /**
   * What is.
   *
   * @param problem why nothing is started; null if nothing is wrong
   * @param lastScheduled the latest time that a job was started for; null for none yet
   * @param next when a job is due next; null for never
   * @param active the ids of the jobs that run, oldest first
   */
  record Status(String problem, Instant lastScheduled, Instant next, List<String> active) {
    static final Status NONE = new Status(null, null, null, List.of());
  }

  /** What has been reported, or that nothing has. */
  Status reported() {
    return status == null ? Status.NONE : status;
  }

  private static void check(Spec spec) {
    if (spec.history() < 0) {
      throw new IllegalArgumentException(
          "history must not be negative but is " + spec.history() + "; 0 keeps no job");
    }
    if (spec.startingDeadline() != null && spec.startingDeadline().isNegative()) {
      throw new IllegalArgumentException(
          "startingDeadline must not be negative but is " + spec.startingDeadline());
    }
  }
}
