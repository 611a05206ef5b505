package io.skep.examples.scheduler.check;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Platform;
import io.skep.api.Resources;
import io.skep.api.Task;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a node cannot take a task: the first of these that holds is the reason (SC-50). */
enum Obstacle {
  /** SC-51. */
  NOT_READY("%s not available for new tasks") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      return node.getStatus().getState() != NodeStatus.State.READY
          || node.getSpec().getAvailability() != NodeSpec.Availability.ACTIVE;
    }
  },

  /** SC-52. */
  RESOURCES("insufficient resources on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      Resources wanted = Ledger.reserved(task);
      var ledger = new Ledger(state, node);
      return isAny(wanted)
          && (wanted.getNanoCpus() > ledger.freeNanoCpus()
              || wanted.getMemoryBytes() > ledger.freeMemoryBytes()
              || !hasUnits(ledger, Units.byKind(wanted.getGenericList())));
    }

    private static boolean isAny(Resources wanted) {
      return wanted.getNanoCpus() != 0
          || wanted.getMemoryBytes() != 0
          || wanted.getGenericCount() > 0;
    }

    private static boolean hasUnits(Ledger ledger, Map<String, Units> wanted) {
      return wanted.entrySet().stream()
          .allMatch(
              kind ->
                  ledger.has().containsKey(kind.getKey())
                      && ledger.freeUnits(kind.getKey()) >= kind.getValue().count());
    }
  },

  /** SC-53. */
  PLUGINS("missing plugin on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      return !new Plugins(node).drive(task);
    }
  },

  /** SC-54. */
  CONSTRAINTS("scheduling constraints not satisfied on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      List<String> texts = task.getSpec().getPlacement().getConstraintsList();
      return Constraint.parseAll(texts)
          .filter(constraints -> !constraints.stream().allMatch(c -> c.allows(node)))
          .isPresent();
    }
  },

  /** SC-55. */
  PLATFORMS("unsupported platform on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      List<Platform> wanted = task.getSpec().getPlacement().getPlatformsList();
      Platform has = node.getDescription().getPlatform();
      return !wanted.isEmpty()
          && (!node.getDescription().hasPlatform() || wanted.stream().noneMatch(p -> fits(p, has)));
    }

    private static boolean fits(Platform wanted, Platform has) {
      return Set.of("", has.getOs()).contains(wanted.getOs())
          && Set.of("", inOneWord(has)).contains(inOneWord(wanted));
    }

    private static String inOneWord(Platform platform) {
      String architecture = platform.getArchitecture();
      return Map.of("x86_64", "amd64", "aarch64", "arm64").getOrDefault(architecture, architecture);
    }
  },

  /** SC-56. */
  HOST_PORTS("host-mode port already in use on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      return !Collections.disjoint(Ledger.hostPorts(task), new Ledger(state, node).usedHostPorts());
    }
  },

  /** SC-57. */
  MAX_REPLICAS("max replicas per node limit exceed") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      long max = task.getSpec().getPlacement().getMaxReplicas();
      return max > 0 && state.active(node, task.getServiceId()) >= max;
    }
  },

  /** SC-58, where nobody makes volumes: the simulated engines have no plugin that could. */
  VOLUMES("cannot fulfill requested CSI volume mounts on %s") {
    @Override
    boolean stands(ClusterState state, Node node, Task task) {
      return task.getSpec().getContainer().getMountsList().stream()
          .anyMatch(mount -> mount.getType() == Mount.Type.CLUSTER);
    }
  };

  private final String form;

  Obstacle(String form) {
    this.form = form;
  }

  /** What the scheduler says of so many nodes that have it (SC-78). */
  String text(long nodes) {
    return form.formatted(nodes == 1 ? "1 node" : nodes + " nodes");
  }

  abstract boolean stands(ClusterState state, Node node, Task task);

  /** The first obstacle that keeps {@code task} from {@code node}; empty if it fits. */
  static Optional<Obstacle> first(ClusterState state, Node node, Task task) {
    for (Obstacle obstacle : values()) {
      if (obstacle.stands(state, node, task)) {
        return Optional.of(obstacle);
      }
    }
    return Optional.empty();
  }
}
