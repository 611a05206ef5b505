package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What must hold for each node and the tasks on it. */
final class NodeChecks {
  private final ClusterState state;
  private final List<String> violations = new ArrayList<>();

  NodeChecks(ClusterState state) {
    this.state = state;
  }

  /** What holds at every moment, whatever is under way: nothing is given twice. */
  List<String> neverViolated() {
    state.nodes().forEach(this::checkCapacity);
    return violations;
  }

  private void checkCapacity(Node node) {
    checkResources(node);
    checkUnits(node);
    checkHostPorts(node);
    checkMaxReplicas(node);
  }

  /** What holds once the cluster has come to rest. */
  List<String> violations() {
    for (Node node : state.nodes()) {
      checkCapacity(node);
      state.holding(node).forEach(task -> checkTask(node, task));
    }
    for (Task task : state.tasks()) {
      if (!task.getNodeId().isEmpty()
          && ClusterState.isRunnable(task)
          && state.node(task.getNodeId()).isEmpty()) {
        violations.add("%s is on a node that does not exist".formatted(name(task)));
      }
    }
    return violations;
  }

  private void checkResources(Node node) {
    var ledger = new Ledger(state, node);
    if (ledger.freeNanoCpus() < 0) {
      violations.add("%s: %d nano cpus too many".formatted(name(node), -ledger.freeNanoCpus()));
    }
    if (ledger.freeMemoryBytes() < 0) {
      violations.add("%s: %d bytes too many".formatted(name(node), -ledger.freeMemoryBytes()));
    }
  }

  private void checkUnits(Node node) {
    var ledger = new Ledger(state, node);
    ledger.held().forEach((kind, held) -> checkUnits(node, ledger, kind, held));
  }

  private void checkUnits(Node node, Ledger ledger, String kind, Units held) {
    Units has = ledger.has().getOrDefault(kind, Units.NONE);
    if (held.alike() > has.alike()) {
      violations.add(
          "%s: %d of %d units of %s are held"
              .formatted(name(node), held.alike(), has.alike(), kind));
    }
    var left = new ArrayList<>(has.named());
    for (String unit : held.named()) {
      if (!left.remove(unit)) {
        violations.add(
            "%s: unit %s of %s is held twice or is not there".formatted(name(node), unit, kind));
      }
    }
  }

  private void checkHostPorts(Node node) {
    var used = new HashSet<Ledger.HostPort>();
    for (Ledger.HostPort port : new Ledger(state, node).usedHostPorts()) {
      if (!used.add(port)) {
        violations.add("%s: %s is used twice".formatted(name(node), port));
      }
    }
  }

  private void checkMaxReplicas(Node node) {
    var checked = new HashSet<String>();
    for (Task task : state.holding(node)) {
      long max = task.getSpec().getPlacement().getMaxReplicas();
      long active = state.active(node, task.getServiceId());
      if (max > 0 && active > max && checked.add(task.getServiceId())) {
        violations.add(
            "%s: %d tasks of %s but at most %d are allowed"
                .formatted(name(node), active, task.getServiceAnnotations().getName(), max));
      }
    }
  }

  private void checkTask(Node node, Task task) {
    checkGivenUnits(node, task);
    if (!ClusterState.isRunnable(task)) {
      return;
    }
    // A node that is paused, or silent for a moment, keeps what it has (OR-9).
    if (node.getStatus().getState() == NodeStatus.State.DOWN
        || node.getSpec().getAvailability() == NodeSpec.Availability.DRAIN) {
      violations.add("%s is on %s, which is down or drained".formatted(name(task), name(node)));
    }
    List<String> texts = task.getSpec().getPlacement().getConstraintsList();
    for (Constraint constraint : Constraint.parseAll(texts).orElse(List.of())) {
      if (!constraint.allows(node)) {
        violations.add("%s is on %s against %s".formatted(name(task), name(node), constraint));
      }
    }
  }

  private void checkGivenUnits(Node node, Task task) {
    Map<String, Long> wanted = counts(Ledger.reserved(task).getGenericList());
    Map<String, Long> given = counts(task.getAssignedGenericResourcesList());
    if (!wanted.equals(given)) {
      violations.add(
          "%s on %s wants units %s but was given %s"
              .formatted(name(task), name(node), wanted, given));
    }
  }

  private static Map<String, Long> counts(List<GenericResource> resources) {
    var counts = new HashMap<String, Long>();
    Units.byKind(resources).forEach((kind, units) -> counts.put(kind, units.count()));
    return counts;
  }
}
