package io.skep.scheduler.reconciler;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Volume;
import io.skep.api.VolumePublishStatus;
import io.skep.controller.EventPredicate;
import io.skep.informer.Event;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.volume.VolumeSet;
import io.skep.scheduler.waiting.Standing;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which changes can make a difference to a waiting task, or are one. All others, such as the
 * scheduler's own writes and the progress of running tasks, need no look.
 */
final class WakeUps {
  /** A node comes, goes, or looks different. */
  static final EventPredicate<Node> BY_NODE = WakeUps::byNode;

  /** A service is gone, or has a new spec. */
  static final EventPredicate<Service> BY_SERVICE = WakeUps::byService;

  /** A task starts to wait or waits for something else, or makes room. */
  static final EventPredicate<Task> BY_TASK = WakeUps::byTask;

  /** A volume looks different to a choice, or is published where perhaps nobody needs it. */
  static final EventPredicate<Volume> BY_VOLUME = WakeUps::byVolume;

  private WakeUps() {}

  private static boolean byNode(Event<? extends Node> event) {
    return !(event instanceof Event.Updated<? extends Node> update)
        || !Cluster.looksTheSame(update.old(), update.object());
  }

  private static boolean byService(Event<? extends Service> event) {
    if (event instanceof Event.Updated<? extends Service> update) {
      return !update.old().getSpecVersion().equals(update.object().getSpecVersion());
    }
    return event instanceof Event.Deleted;
  }

  private static boolean byVolume(Event<? extends Volume> event) {
    return !(event instanceof Event.Updated<? extends Volume> update)
        || !VolumeSet.looksTheSame(update.old(), update.object())
        || !publishedOn(update.old()).containsAll(publishedOn(update.object()));
  }

  private static Set<String> publishedOn(Volume volume) {
    return volume.getPublishStatusList().stream()
        .filter(status -> status.getState() == VolumePublishStatus.State.PUBLISHED)
        .map(VolumePublishStatus::getNodeId)
        .collect(Collectors.toSet());
  }

  private static boolean byTask(Event<? extends Task> event) {
    if (event instanceof Event.Updated<? extends Task> update) {
      return byUpdate(update.old(), update.object());
    }
    Standing standing = Standing.of(event.object());
    return event instanceof Event.Deleted
        ? standing == Standing.ON_NODE
        : standing != Standing.ELSEWHERE;
  }

  private static boolean byUpdate(Task old, Task task) {
    Standing before = Standing.of(old);
    Standing now = Standing.of(task);
    boolean makesRoom = before == Standing.ON_NODE && usesLess(old, task, now);
    boolean startsToWait = waits(now) && (now != before || !demandsTheSame(old, task));
    return makesRoom || startsToWait || (now == Standing.OBSOLETE && before != now);
  }

  private static boolean waits(Standing standing) {
    return standing == Standing.UNASSIGNED || standing == Standing.PREASSIGNED;
  }

  private static boolean usesLess(Task old, Task task, Standing now) {
    return now != Standing.ON_NODE
        || !old.getNodeId().equals(task.getNodeId())
        || (isActive(old) && !isActive(task));
  }

  private static boolean isActive(Task task) {
    return task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  private static boolean demandsTheSame(Task old, Task task) {
    return old.getNodeId().equals(task.getNodeId()) && Likeness.of(old).equals(Likeness.of(task));
  }
}
