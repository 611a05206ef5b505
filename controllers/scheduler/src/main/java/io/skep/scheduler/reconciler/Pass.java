package io.skep.scheduler.reconciler;

import io.skep.api.GenericResource;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.Decision;
import io.skep.scheduler.Explanation;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.placement.Demands;
import io.skep.scheduler.placement.SpreadTree;
import io.skep.scheduler.resource.InsufficientResourcesException;
import io.skep.scheduler.volume.VolumeChoice;
import io.skep.scheduler.volume.VolumeSet;
import io.skep.scheduler.waiting.TaskGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass over what waits: decides, assumes the decisions, and lists what is to be written.
 *
 * <p>Tasks that were made for a node come first, for they can go nowhere else. Then each group of
 * tasks that are alike, the one with the oldest task first, sees the decisions of those before it.
 * What is left over is explained at the end, when the cluster is as all decisions leave it.
 */
final class Pass {
  private final List<Step> steps = new ArrayList<>();
  private final WorkingSet set;
  private final Pipeline pipeline;
  private final Instant now;
  private final Budget budget;
  private boolean complete = true;

  Pass(WorkingSet set, Pipeline pipeline, Instant now, Budget budget) {
    this.set = set;
    this.pipeline = pipeline;
    this.now = now;
    this.budget = budget;
  }

  /** Decides; returns what to write, in order. */
  List<Step> run() {
    set.failures()
        .forEachDue(now, (node, failures) -> write(new Step.KeepFailures(node, failures)));
    endObsoleteTasks();
    confirmPreassigned();
    List<TaskGroup> leftOver = placeGroups();
    if (complete) {
      freeVolumes();
      explainPreassigned();
      leftOver.forEach(this::explain);
    }
    return steps;
  }

  /** Whether everything was looked at, rather than the budget spent before. */
  boolean isComplete() {
    return complete;
  }

  /** A task of an old spec that was replaced before it got a node has no agent to end it. */
  private void endObsoleteTasks() {
    for (Task task : set.obsolete()) {
      Optional<Service> service = set.service(task.getServiceId());
      boolean neverRan = task.getStatus().getStateValue() == TaskState.PENDING_VALUE;
      if (neverRan && service.filter(newer -> isOfOlderSpec(task, newer)).isPresent()) {
        write(new Step.ShutDown(task, now));
      }
    }
  }

  private static boolean isOfOlderSpec(Task task, Service service) {
    return task.hasSpecVersion()
        && service.hasSpecVersion()
        && Long.compareUnsigned(
                task.getSpecVersion().getIndex(), service.getSpecVersion().getIndex())
            < 0;
  }

  private void confirmPreassigned() {
    for (Task task : set.preassigned().takeDue(set.cluster())) {
      if (budget.isSpent()) {
        complete = false;
        set.preassigned().add(task);
      } else if (refusal(task).isPresent() || !assign(task, ownNode(task))) {
        set.preassigned().add(task); // Due still: to be explained below.
      }
    }
  }

  private void explainPreassigned() {
    for (Task task : set.preassigned().takeDue(set.cluster())) {
      if (budget.isSpent()) {
        complete = false;
        set.preassigned().add(task);
        continue;
      }
      String err = refusal(task).map(Explanation::reasons).orElse(task.getStatus().getErr());
      if (!err.equals(task.getStatus().getErr())) {
        write(new Step.Explain(task, err, now));
        set.preassigned().add(task); // Due until the explanation is seen in the store.
      }
    }
  }

  private Optional<Explanation> refusal(Task task) {
    budget.spend(1);
    return Demands.of(pipeline.filters(), task).refusalBy(ownNode(task));
  }

  private NodeInfo ownNode(Task task) {
    return set.cluster().node(task.getNodeId()).orElseThrow();
  }

  /** Places what it can; returns the groups with tasks left over. */
  private List<TaskGroup> placeGroups() {
    var leftOver = new ArrayList<TaskGroup>();
    for (TaskGroup group : set.waiting().groups()) {
      if (budget.isSpent()) {
        complete = false;
        return leftOver;
      }
      budget.spend(group.judge(set.cluster()));
      if (group.verdicts().passing() == 0 || place(group)) {
        leftOver.add(group);
      }
    }
    return leftOver;
  }

  /** Places tasks while there are nodes for them; returns whether any is left for want of nodes. */
  private boolean place(TaskGroup group) {
    while (!group.isEmpty()) {
      if (budget.isSpent()) {
        complete = false;
        return false;
      }
      if (!place(group.first(), group)) {
        return true;
      }
    }
    return false;
  }

  private boolean place(Task task, TaskGroup group) {
    budget.spend(group.verdicts().refresh(set.cluster()));
    SpreadTree tree = set.waiting().treeOf(group, set.cluster(), now, budget::spend);
    for (Optional<NodeInfo> best = tree.best(); best.isPresent(); best = tree.best()) {
      if (assign(task, best.get())) {
        return true;
      }
      tree.drop();
    }
    return false;
  }

  /** Decides; returns false if the node cannot give the task what it reserves and mounts. */
  private boolean assign(Task task, NodeInfo node) {
    if (!(node.chooseVolumes(task) instanceof VolumeChoice.Found choice)) {
      return false;
    }
    List<GenericResource> units;
    try {
      units = node.claim(task);
    } catch (InsufficientResourcesException nobodyFiltersByResources) {
      return false;
    }
    var decision = new Decision(task, node.node(), units, choice.volumes(), now);
    set.assume(decision, node);
    write(new Step.Assign(decision, pipeline.binder()));
    return true;
  }

  /** Tasks may have left since the last pass, and decisions of this one may need what they left. */
  private void freeVolumes() {
    for (VolumeSet.Idle idle : set.cluster().volumes().idle()) {
      write(new Step.FreeVolume(idle.volumeId(), idle.nodeIds()));
    }
  }

  private void explain(TaskGroup group) {
    budget.spend(group.judge(set.cluster()));
    if (group.isExplained()) {
      return;
    }
    if (budget.isSpent()) {
      complete = false;
      return;
    }
    if (set.isOfNoService(group)) {
      set.forget(group);
      return;
    }
    String err = group.verdicts().explanation().noSuitableNode();
    boolean written = true;
    for (Task task : group.tasks()) {
      if (!task.getStatus().getErr().equals(err)) {
        write(new Step.Explain(task, err, now));
        written = false;
      }
    }
    if (written) {
      group.markExplained();
    }
  }

  private void write(Step step) {
    steps.add(step);
    budget.spend(Budget.WRITE);
  }
}
