package io.skep.examples.scheduler.run;

import java.time.Duration;

/** How fast virtual time passes for somebody who watches. */
@FunctionalInterface
public interface Pace {
  /** As fast as the machine can. */
  Pace UNBOUNDED = passed -> {};

  /** Called whenever {@code passed} of virtual time is over; returns when it may go on. */
  void after(Duration passed);
}
