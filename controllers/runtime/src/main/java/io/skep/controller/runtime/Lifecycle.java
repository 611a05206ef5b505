package io.skep.controller.runtime;

import io.skep.controller.Group;
import io.skep.controller.health.Standing;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process group by group, and stops them group by group, within a time limit
 * for all of them together. The first failure of a part stops the others.
 *
 * <p>Methods may be called from any thread; parts are started and stopped on one loop.
 */
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private static final List<Group> ORDER = List.of(Group.values());

  private enum State {
    NEW,
    STARTING,
    RUNNING,
    STOPPING
  }

  private final Loop home;
  private final Duration stopLimit;
  private final Promise<Void> started = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private final Promise<Void> stopped = Promise.promise();

  // Guarded by this; held for a few steps, never while other code is called.
  private final Map<Group, List<Part>> parts = new EnumMap<>(Group.class);
  private State state = State.NEW;
  private Throwable failure;

  /** The group that is being started, and how many of its parts have been. */
  private int group;

  private int position;

  /** How many groups have been told to stop. */
  private int groupsStopping;

  /** {@code stopLimit} is below zero for none. */
  Lifecycle(Loop home, Duration stopLimit) {
    this.home = home;
    this.stopLimit = stopLimit;
    for (Group each : Group.values()) {
      parts.put(each, new ArrayList<>());
    }
  }

  /**
   * Adds a part; if its group has started already, it is started at once.
   *
   * @throws IllegalStateException after a stop
   */
  void add(Group to, Part part) {
    boolean late;
    synchronized (this) {
      if (state == State.STOPPING) {
        throw new IllegalStateException(
            "\"%s\" cannot be added: the manager is stopped; add it to another"
                .formatted(part.name()));
      }
      parts.get(to).add(part);
      late = state == State.RUNNING || (state == State.STARTING && ORDER.indexOf(to) < group);
    }
    if (late) {
      home.execute(() -> startLate(part));
    }
  }

  private void startLate(Part part) {
    if (!isStopping()) {
      part.start().onFailure(this::fail);
    }
  }

  private synchronized boolean isStopping() {
    return state == State.STOPPING;
  }

  /** Starts everything; once. Completes when all is started, or was stopped meanwhile. */
  Future<Void> start() {
    synchronized (this) {
      if (state != State.NEW) {
        return Future.failedFuture(
            new IllegalStateException(
                "a manager starts once, and this one is %s; make another"
                    .formatted(state.name().toLowerCase(Locale.ROOT))));
      }
      state = State.STARTING;
    }
    home.execute(this::startNext);
    return Answer.of(started.future());
  }

  private void startNext() {
    Part next = toStart();
    if (next == null) {
      started.tryComplete();
      return;
    }
    next.start().onFailure(this::fail).onSuccess(ready -> home.execute(this::startNext));
  }

  /** The part whose turn it is; null if there is none, or none is to be started. */
  private synchronized Part toStart() {
    if (state != State.STARTING) {
      return null;
    }
    for (; group < ORDER.size(); group++, position = 0) {
      List<Part> candidates = parts.get(ORDER.get(group));
      if (position < candidates.size()) {
        return candidates.get(position++);
      }
    }
    state = State.RUNNING;
    return null;
  }

  /** A part cannot go on, so all of them stop. Any thread. */
  void fail(Throwable cause) {
    synchronized (this) {
      if (failure == null && state != State.STOPPING) {
        failure = cause;
      }
    }
    LOG.error("the manager stops because a part of it cannot go on", cause);
    started.tryFail(cause);
    stop();
  }

  /** Completes when all has stopped; fails with what made it stop, or was not stopped in time. */
  Future<Void> stopped() {
    return Answer.of(stopped.future());
  }

  /** How all parts stand together. */
  Standing standing() {
    if (stopped.future().isComplete()) {
      Throwable cause = stopped.future().cause();
      return new Standing.Ended(cause == null ? "it was stopped" : cause.toString());
    }
    List<String> missing = new ArrayList<>();
    List<Standing.Lost> lost = new ArrayList<>();
    synchronized (this) {
      if (state == State.NEW || state == State.STOPPING) {
        missing.add(state == State.NEW ? "it has not started" : "it stops");
      }
      parts.values().forEach(of -> of.forEach(part -> missing.add(part.missing())));
      parts.values().forEach(of -> of.forEach(part -> part.lost().ifPresent(lost::add)));
    }
    missing.removeIf(String::isEmpty);
    if (!missing.isEmpty()) {
      return new Standing.Starting(String.join("; ", missing));
    }
    return lost.stream()
        .max(Comparator.comparing(Standing.Lost::age))
        .map(longest -> (Standing) longest)
        .orElse(Standing.GOOD);
  }

  /** Stops everything. Idempotent. Fails, with the names of the parts, if the limit passes. */
  Future<Void> stop() {
    boolean first;
    synchronized (this) {
      first = state != State.STOPPING;
      state = State.STOPPING;
    }
    if (first) {
      home.execute(this::beginStop);
    }
    return Answer.of(ended.future());
  }

  private void beginStop() {
    for (Group each : Group.STOPPING) {
      lastFirst(each).forEach(Part::quiesce);
    }
    lastFirst(Group.WARM_UP).forEach(Part::quiesce);
    Loop.Timer timer = stopLimit.isNegative() ? () -> {} : home.after(stopLimit, this::overrun);
    ended.future().onComplete(done -> timer.cancel());
    Future<Void> warmUp = stop(Group.WARM_UP);
    stopFrom(0, warmUp);
  }

  private void stopFrom(int index, Future<Void> warmUp) {
    groupsStopping = index + 1;
    if (ended.future().isComplete()) {
      return;
    }
    if (index == Group.STOPPING.size()) {
      warmUp.onComplete(done -> home.execute(() -> end(null)));
      return;
    }
    stop(Group.STOPPING.get(index))
        .onComplete(done -> home.execute(() -> stopFrom(index + 1, warmUp)));
  }

  private Future<Void> stop(Group which) {
    return Future.join(lastFirst(which).stream().map(Part::stop).toList()).mapEmpty();
  }

  private synchronized List<Part> lastFirst(Group which) {
    List<Part> reversed = new ArrayList<>(parts.get(which));
    Collections.reverse(reversed);
    return reversed;
  }

  /** The limit has passed: what has not stopped is left alone, and the rest is only told to. */
  private void overrun() {
    List<String> left = new ArrayList<>(names(Group.WARM_UP));
    int reached = Math.min(groupsStopping, Group.STOPPING.size());
    Group.STOPPING.subList(0, reached).forEach(each -> left.addAll(names(each)));
    for (Group each : Group.STOPPING.subList(reached, Group.STOPPING.size())) {
      stop(each);
    }
    Group.STOPPING.forEach(each -> lastFirst(each).forEach(Part::abandon));
    end(
        new IllegalStateException(
            "the manager has waited %s for its parts to stop, and these have not, as they have runs under way or do not answer: %s; complete their futures sooner, or raise the stop limit"
                .formatted(stopLimit, left)));
  }

  private List<String> names(Group which) {
    return lastFirst(which).stream().filter(part -> !part.isStopped()).map(Part::name).toList();
  }

  private void end(Throwable overrun) {
    Throwable cause;
    synchronized (this) {
      cause = failure != null ? failure : overrun;
    }
    started.tryComplete();
    settle(ended, overrun);
    settle(stopped, cause);
  }

  private static void settle(Promise<Void> promise, Throwable cause) {
    if (cause == null) {
      promise.tryComplete();
    } else {
      promise.tryFail(cause);
    }
  }
}
