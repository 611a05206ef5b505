package io.skep.scheduler;

import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Platform;
import io.skep.api.PortConfig;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.NodeLabel;
import io.skep.scheduler.resource.Quantity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The smallest change for which one filter would let a node take a task. Immutable.
 *
 * <p>A closed set, but for {@link Other}, in which filters of one's own say what they need.
 */
public sealed interface Remedy {
  /** Who has to change something. */
  enum Reach {
    /** The operator of the node: nothing about the service changes. */
    NODE,
    /** The owner of the service. */
    SERVICE
  }

  /** The weight of a remedy that is as much work as any. */
  int MOST_EFFORT = 1_000;

  /** What has to be done, in the imperative: {@code free 200 MiB of memory on n1}. */
  String on(String node);

  /** Who has to do it. */
  default Reach reach() {
    return Reach.NODE;
  }

  /** A rough weight, 1 to {@value #MOST_EFFORT}, for saying which of several nodes is nearest. */
  int effort();

  /** The node must be READY. */
  record MakeReady(NodeStatus.State state) implements Remedy {
    @Override
    public String on(String node) {
      return "bring %s back to READY: it is %s".formatted(node, state);
    }

    @Override
    public int effort() {
      return MOST_EFFORT;
    }
  }

  /** The node must be open to new tasks. */
  record Activate(NodeSpec.Availability availability) implements Remedy {
    @Override
    public String on(String node) {
      return "set the availability of %s to ACTIVE: it is %s".formatted(node, availability);
    }

    @Override
    public int effort() {
      return 100;
    }
  }

  /**
   * Tasks must leave the node.
   *
   * @param lacking what they must give back, each above 0
   * @param effort the largest part of the node that this is, in thousandths
   */
  record Free(List<Quantity> lacking, int effort) implements Remedy {
    /** Copies the list. */
    public Free {
      lacking = List.copyOf(lacking);
    }

    @Override
    public String on(String node) {
      return "free %s on %s".formatted(joined(lacking), node);
    }
  }

  /**
   * The task must reserve less: the node would not have enough if it were empty.
   *
   * @param most what it may reserve at most
   */
  record ReserveLess(List<Quantity> most) implements Remedy {
    /** Copies the list. */
    public ReserveLess {
      most = List.copyOf(most);
    }

    @Override
    public String on(String node) {
      return most.stream()
          .map(
              there ->
                  there.amount() > 0
                      ? "reserve at most %s, which is all that %s has"
                          .formatted(there.atLeast(), node)
                      : "reserve no %s, of which %s has none".formatted(there.name(), node))
          .collect(Collectors.joining(", and "));
    }

    @Override
    public Reach reach() {
      return Reach.SERVICE;
    }

    @Override
    public int effort() {
      return MOST_EFFORT;
    }
  }

  /**
   * The node must have another value of a label.
   *
   * @param from its value now; empty text if it has none
   * @param to the value it needs
   */
  record SetLabel(NodeLabel label, String from, String to) implements Remedy {
    @Override
    public String on(String node) {
      return from.isEmpty()
          ? "add %s=%s to %s".formatted(named(label), to, node)
          : "change %s of %s from %s to %s".formatted(named(label), node, from, to);
    }

    @Override
    public int effort() {
      return 100;
    }
  }

  /**
   * The node must not have this value of a label.
   *
   * @param value its value now
   */
  record DropLabel(NodeLabel label, String value) implements Remedy {
    @Override
    public String on(String node) {
      return "remove %s=%s from %s".formatted(named(label), value, node);
    }

    @Override
    public int effort() {
      return 100;
    }
  }

  /** The service must do without a constraint: what it is about cannot be changed on a node. */
  record Relax(Constraint constraint) implements Remedy {
    @Override
    public String on(String node) {
      return "drop the constraint %s, which %s does not satisfy".formatted(constraint, node);
    }

    @Override
    public Reach reach() {
      return Reach.SERVICE;
    }

    @Override
    public int effort() {
      return 200;
    }
  }

  /** A port must become free on the node. */
  record FreePort(PortConfig.Protocol protocol, int port) implements Remedy {
    @Override
    public String on(String node) {
      return "free %s port %d on %s".formatted(protocol, port, node);
    }

    @Override
    public int effort() {
      return 300;
    }
  }

  /** The service must allow more of its tasks on one node. */
  record RaiseMaxReplicas(long to) implements Remedy {
    @Override
    public String on(String node) {
      return "raise max replicas per node to %d, or stop a task of the service on %s"
          .formatted(to, node);
    }

    @Override
    public Reach reach() {
      return Reach.SERVICE;
    }

    @Override
    public int effort() {
      return 100;
    }
  }

  /** The node must list a plugin. */
  record AddPlugin(Plugin plugin) implements Remedy {
    @Override
    public String on(String node) {
      return "install the %s on %s".formatted(plugin, node);
    }

    @Override
    public int effort() {
      return 200;
    }
  }

  /**
   * The service must allow the platform that the node has.
   *
   * @param platform what the node has, in either part maybe nothing
   */
  record AllowPlatform(Platform platform) implements Remedy {
    @Override
    public String on(String node) {
      return "allow the platform %s, which is what %s has".formatted(Platforms.of(platform), node);
    }

    @Override
    public Reach reach() {
      return Reach.SERVICE;
    }

    @Override
    public int effort() {
      return 200;
    }
  }

  /** What keeps a mount from a cluster volume must go. */
  record OfferVolume(VolumeDenial denial) implements Remedy {
    @Override
    public String on(String node) {
      return denial.reason().remedy(denial, node);
    }

    @Override
    public Reach reach() {
      return denial.reason().reach();
    }

    @Override
    public int effort() {
      return denial.reason().effort();
    }
  }

  /**
   * Something else.
   *
   * @param what in the imperative, without the node: {@code end the maintenance}
   */
  record Other(String what, Reach reach) implements Remedy {
    @Override
    public String on(String node) {
      return what + " on " + node;
    }

    @Override
    public int effort() {
      return MOST_EFFORT / 2;
    }
  }

  private static String joined(List<Quantity> quantities) {
    return quantities.stream().map(Quantity::toString).collect(Collectors.joining(" and "));
  }

  private static String named(NodeLabel label) {
    return (label.owner() == NodeLabel.Owner.NODE ? "label " : "engine label ") + label.name();
  }
}
