package io.skep.controller.event;

/** How much an event is worth a look. */
public enum EventType {
  /** As it should be. */
  NORMAL,
  /** Somebody may have to look into it. */
  WARNING
}
