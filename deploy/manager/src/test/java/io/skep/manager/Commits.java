package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.Task;
import io.skep.api.v1.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of services and tasks in the whole history of a store, as one of its managers tells
 * it: also what was there for a moment only.
 */
public final class Commits {
  /** The names of services, each time that one was created. */
  private final List<String> services = new ArrayList<>();

  /** Services and slots, each time that a task was created for one. */
  private final List<String> tasks = new ArrayList<>();

  private final List<String> removed = new ArrayList<>();

  /** On which nodes each task has ever been. */
  private final Map<String, Set<String>> nodes = new HashMap<>();

  private Commits() {}

  /** What {@code manager} tells. */
  public static Commits of(Cluster manager) {
    var commits = new Commits();
    for (LogEntry commit : manager.commits()) {
      commit.getActionsList().forEach(commits::add);
    }
    return commits;
  }

  private void add(StoreAction action) {
    boolean isNew = action.getAction() == StoreActionKind.STORE_ACTION_CREATE;
    boolean isGone = action.getAction() == StoreActionKind.STORE_ACTION_REMOVE;
    if (action.hasService()) {
      Service service = action.getService();
      String name = service.getSpec().getAnnotations().getName();
      if (isNew) {
        services.add(name);
      } else if (isGone) {
        removed.add(name);
      }
    } else if (action.hasTask()) {
      Task task = action.getTask();
      if (isNew) {
        tasks.add("%s/%d".formatted(task.getServiceId(), task.getSlot()));
      } else if (isGone) {
        removed.add(task.getId());
      }
      if (!task.getNodeId().isEmpty()) {
        nodes.computeIfAbsent(task.getId(), id -> new HashSet<>()).add(task.getNodeId());
      }
    }
  }

  /**
   * Fails unless {@code count} tasks were ever created, each for a place of its own, and placed.
   */
  public void eachOnce(int count) {
    assertThat(services).as("services created").doesNotHaveDuplicates();
    assertThat(tasks).as("tasks created").doesNotHaveDuplicates().hasSize(count);
    assertThat(removed).as("services and tasks removed").isEmpty();
    assertThat(nodes).as("tasks placed").hasSize(count);
    assertThat(nodes.values()).as("nodes of a task").allMatch(where -> where.size() == 1);
  }
}
