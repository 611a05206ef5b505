package io.skep.scheduler;

import io.skep.api.Platform;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.Contradiction;
import io.skep.scheduler.resource.Quantity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a task cannot be placed by waiting, whatever other tasks do: the nodes or the service have to
 * change. Immutable; {@link Object#toString} says it in a sentence.
 */
public sealed interface DeadEnd {
  /** There are no nodes. */
  record NoNodes() implements DeadEnd {
    @Override
    public String toString() {
      return "there are no nodes";
    }
  }

  /**
   * One reservation exceeds every node.
   *
   * @param wanted what is reserved
   * @param largest the most that any node has, used or not
   * @param node the node that has it
   */
  record TooLarge(Quantity wanted, Quantity largest, String node) implements DeadEnd {
    @Override
    public String toString() {
      return largest.amount() <= 0
          ? "%s is reserved, but no node has any".formatted(wanted)
          : "%s is reserved, but the largest node, %s, has %s"
              .formatted(wanted, node, largest.atLeast());
    }
  }

  /** Each reservation fits some node, but all of them fit none, even if it were empty. */
  record TooLargeTogether(List<Quantity> wanted) implements DeadEnd {
    /** Copies the list. */
    public TooLargeTogether {
      wanted = List.copyOf(wanted);
    }

    @Override
    public String toString() {
      return "no node has %s together"
          .formatted(wanted.stream().map(Quantity::toString).collect(Collectors.joining(" and ")));
    }
  }

  /** A reservation that means nothing. */
  record InvalidReservation(String why) implements DeadEnd {
    @Override
    public String toString() {
      return "the reservation can never be met: " + why;
    }
  }

  /** A constraint whose key names nothing, or whose address is none. */
  record MeaninglessConstraint(Constraint constraint) implements DeadEnd {
    @Override
    public String toString() {
      return constraint.key().equalsIgnoreCase("node.ip")
          ? "the constraint %s names neither an address nor a range such as 10.0.0.0/8"
              .formatted(constraint)
          : ("the constraint %s is about nothing that nodes have; there are node.id, node.hostname,"
                  + " node.ip, node.role, node.platform.os, node.platform.arch, node.labels.NAME"
                  + " and engine.labels.NAME")
              .formatted(constraint);
    }
  }

  /** Two constraints that exclude each other. */
  record Contradictory(Contradiction pair) implements DeadEnd {
    @Override
    public String toString() {
      return "the constraints %s can never hold together".formatted(pair);
    }
  }

  /**
   * A constraint that no node satisfies.
   *
   * @param present what nodes have instead, in order, some of it if it is much
   */
  record NoNodeSatisfies(Constraint constraint, List<String> present) implements DeadEnd {
    /** Copies the list. */
    public NoNodeSatisfies {
      present = List.copyOf(present);
    }

    @Override
    public String toString() {
      String instead =
          present.isEmpty() ? "none has any value" : "there is " + String.join(", ", present);
      return "no node satisfies the constraint %s: %s".formatted(constraint, instead);
    }
  }

  /** Constraints of which nodes satisfy each, but no node all. */
  record NoNodeSatisfiesAll(List<Constraint> constraints) implements DeadEnd {
    /** Copies the list. */
    public NoNodeSatisfiesAll {
      constraints = List.copyOf(constraints);
    }

    @Override
    public String toString() {
      return "no node satisfies the constraints %s together"
          .formatted(
              constraints.stream().map(Constraint::toString).collect(Collectors.joining(" and ")));
    }
  }

  /**
   * The service wants more tasks than nodes may have.
   *
   * @param replicas how many it wants
   * @param limit what limits them, such as {@code max replicas per node}
   * @param most how many of them a node may have
   * @param nodes how many nodes there are for them
   */
  record TooManyReplicas(long replicas, String limit, long most, int nodes) implements DeadEnd {
    @Override
    public String toString() {
      return "%d replicas are asked for, but %s allows %d on each of %s"
          .formatted(replicas, limit, most, counted(nodes));
    }
  }

  /**
   * The new task is to start before the old one stops, but every node has as many as it may.
   *
   * @param limit what limits them, such as {@code max replicas per node}
   * @param most how many of them a node may have
   * @param nodes how many nodes there are for them
   */
  record NoSpareNode(String limit, long most, int nodes) implements DeadEnd {
    @Override
    public String toString() {
      return ("the update order is start-first, but %s allows %d on each of %s and all are taken:"
              + " update stop-first, add a node, or allow more")
          .formatted(limit, most, counted(nodes));
    }
  }

  /**
   * Plugins that no node lists: each of them none, or together none.
   *
   * @param plugins at least one
   */
  record NoNodeHasPlugins(List<Plugin> plugins) implements DeadEnd {
    /** Copies the list. */
    public NoNodeHasPlugins {
      plugins = List.copyOf(plugins);
    }

    @Override
    public String toString() {
      String all = plugins.stream().map(Plugin::toString).collect(Collectors.joining(" and the "));
      return "no node has the %s%s".formatted(all, plugins.size() > 1 ? " together" : "");
    }
  }

  /**
   * No node is of a platform that the service allows.
   *
   * @param wanted what it allows
   * @param present what nodes have instead, in order
   */
  record NoNodeOfPlatform(List<Platform> wanted, List<Platform> present) implements DeadEnd {
    /** Copies the lists. */
    public NoNodeOfPlatform {
      wanted = List.copyOf(wanted);
      present = List.copyOf(present);
    }

    @Override
    public String toString() {
      String instead =
          present.isEmpty() ? "none tells its platform" : "there is " + joined(present, ", ");
      return "no node is of the platform %s: %s".formatted(joined(wanted, " or "), instead);
    }

    private static String joined(List<Platform> platforms, String separator) {
      return platforms.stream().map(Platforms::of).collect(Collectors.joining(separator));
    }
  }

  /**
   * A mount of a cluster volume that no node will ever offer.
   *
   * @param source what the mount asks for
   * @param reasons why not, each once
   */
  record NoNodeOffersVolume(String source, List<String> reasons) implements DeadEnd {
    /** Copies the list. */
    public NoNodeOffersVolume {
      reasons = List.copyOf(reasons);
    }

    @Override
    public String toString() {
      return "no node can offer the cluster volume %s: %s"
          .formatted(source, String.join("; ", reasons));
    }
  }

  /** Something else, which a filter of one's own says. */
  record Other(String why) implements DeadEnd {
    @Override
    public String toString() {
      return why;
    }
  }

  private static String counted(int nodes) {
    return nodes == 1 ? "1 node" : nodes + " nodes";
  }
}
