package io.skep.controller;

import java.util.List;

/**
 * When a part of a manager starts, and when it stops. Groups start in the order in which they stand
 * here, each when the one before is ready; within a group parts start one after the other, as they
 * were added, and stop the other way round.
 */
public enum Group {
  /** What tells people about objects: hears of everything, up to the end. */
  EVENTS,
  /** Endpoints for health and metrics: a process says how it is from the beginning. */
  ENDPOINTS,
  /** Admission and conversion: what others may need before they can read or write. */
  HOOKS,
  /** Feeds and informers. */
  FEEDS,
  /** What every replica runs. */
  REPLICA,
  /** What a standby has ready, so that it can lead at once. */
  WARM_UP,
  /** What runs only where the lease is held. The lease is given back when all of it has ended. */
  LEADER;

  /** The order in which groups stop. Those not named, {@link #WARM_UP}, stop meanwhile. */
  public static final List<Group> STOPPING =
      List.of(REPLICA, LEADER, FEEDS, HOOKS, ENDPOINTS, EVENTS);
}
