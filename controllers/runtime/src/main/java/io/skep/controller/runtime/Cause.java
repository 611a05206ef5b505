package io.skep.controller.runtime;

import io.skep.informer.Event;
import io.skep.store.Origin;
import io.skep.store.Version;
import java.time.Duration;

/** Why a key is worth a run. Immutable; holds no object; made into words only when asked. */
sealed interface Cause {
  /** The controller has just started. */
  Cause START = new Start();

  /** Nothing has woken the key for long. */
  Cause FAILSAFE = new Failsafe();

  /** Changes that came after a write of its own run were skipped. */
  Cause UNSEEN = new Unseen();

  /** In words. */
  String text();

  /** The trace that it is a part of; empty if none is told. */
  String trace();

  /** {@code event} happened to the object with {@code id} of {@code kind}. */
  static Cause of(String kind, String id, Event<?> event) {
    return of(kind, id, event, false);
  }

  /**
   * {@code event} happened to the object with {@code id} of {@code kind}.
   *
   * @param cleanup whether the object is being deleted, and waits for somebody to clean up
   */
  static Cause of(String kind, String id, Event<?> event, boolean cleanup) {
    if (event instanceof Event.Added<?> added) {
      return added.initial() ? START : change(kind, id, "added", event, cleanup);
    }
    String what = event instanceof Event.Deleted<?> ? "deleted" : "updated";
    return change(kind, id, what, event, cleanup);
  }

  private static Cause change(
      String kind, String id, String what, Event<?> event, boolean cleanup) {
    return new Change(kind, id, what, event.version(), event.origin(), cleanup);
  }

  /** See {@link #START}. */
  record Start() implements Cause {
    @Override
    public String text() {
      return "there at the start";
    }

    @Override
    public String trace() {
      return "";
    }
  }

  /** See {@link #FAILSAFE}. */
  record Failsafe() implements Cause {
    @Override
    public String text() {
      return "not looked at for long";
    }

    @Override
    public String trace() {
      return "";
    }
  }

  /** See {@link #UNSEEN}. */
  record Unseen() implements Cause {
    @Override
    public String text() {
      return "wrote something, and what others made of it since was skipped";
    }

    @Override
    public String trace() {
      return "";
    }
  }

  /** Something was written. */
  record Change(
      String kind, String id, String what, Version version, Origin origin, boolean cleanup)
      implements Cause {
    @Override
    public String trace() {
      return origin.traceId();
    }

    @Override
    public String text() {
      String by = origin.writer().isEmpty() ? "" : " by " + origin.writer();
      return kind + " " + id + " " + what + " at version " + version + by;
    }
  }

  /** An earlier run asked for it. */
  record Again(Duration after, String trace) implements Cause {
    @Override
    public String text() {
      return "asked to look again after " + after;
    }
  }

  /** An earlier run failed, or asked for a back-off if there is no {@code problem}. */
  record Retry(int attempt, String problem, String trace) implements Cause {
    @Override
    public String text() {
      return "attempt " + attempt + ", " + problem;
    }
  }
}
