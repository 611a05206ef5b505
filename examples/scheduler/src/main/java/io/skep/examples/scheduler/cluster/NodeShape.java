package io.skep.examples.scheduler.cluster;

import io.skep.api.EngineDescription;
import io.skep.api.ManagerStatus;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Platform;
import io.skep.api.PluginDescription;
import io.skep.api.RaftMemberStatus;
import io.skep.api.Resources;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a node is, before it has an identity: everything that placement can ask about. Immutable.
 *
 * @param hostname what people call the node
 * @param role what the node is, and is meant to be
 * @param state whether it is there when the run begins: ready, or down and of no use
 * @param availability whether it takes new tasks, keeps the ones it has, or is to be emptied
 * @param address where it is reached; empty if that does not matter
 * @param labels set by an operator, in key order
 * @param platform operating system and architecture in the engine's words
 * @param resources all that tasks may reserve
 * @param engineLabels set on the engine itself, in key order
 * @param plugins what the engine can drive, in order
 */
public record NodeShape(
    String hostname,
    NodeRole role,
    NodeStatus.State state,
    NodeSpec.Availability availability,
    String address,
    Map<String, String> labels,
    Platform platform,
    Resources resources,
    Map<String, String> engineLabels,
    List<PluginDescription> plugins) {
  /** What an engine reports on most machines. */
  public static final Platform LINUX =
      Platform.newBuilder().setOs("linux").setArchitecture("x86_64").build();

  public NodeShape {
    Objects.requireNonNull(hostname, "hostname");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(availability, "availability");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(resources, "resources");
    labels = unmodifiableSorted(labels);
    engineLabels = unmodifiableSorted(engineLabels);
    plugins = List.copyOf(plugins);
  }

  /** An active Linux worker without labels, with the plugins that every engine has. */
  public static NodeShape worker(String hostname, Resources resources) {
    return new NodeShape(
        hostname,
        NodeRole.WORKER,
        NodeStatus.State.READY,
        NodeSpec.Availability.ACTIVE,
        "",
        Map.of(),
        LINUX,
        resources,
        Map.of(),
        EnginePlugins.STANDARD);
  }

  /** The same node in the role of a manager. */
  public NodeShape asManager() {
    return new NodeShape(
        hostname,
        NodeRole.MANAGER,
        state,
        availability,
        address,
        labels,
        platform,
        resources,
        engineLabels,
        plugins);
  }

  /** The same node with {@code labels} instead of its own. */
  public NodeShape withLabels(Map<String, String> labels) {
    return new NodeShape(
        hostname,
        role,
        state,
        availability,
        address,
        labels,
        platform,
        resources,
        engineLabels,
        plugins);
  }

  /** A member of the cluster with this shape. */
  public Node toNode(String id) {
    var node =
        Node.newBuilder()
            .setId(id)
            .setSpec(spec())
            .setRole(role)
            .setDescription(description())
            .setStatus(NodeStatus.newBuilder().setState(state).setAddr(address));
    if (role == NodeRole.MANAGER) {
      node.setManagerStatus(
          ManagerStatus.newBuilder()
              .setAddr(address)
              .setReachability(
                  state == NodeStatus.State.READY
                      ? RaftMemberStatus.Reachability.REACHABLE
                      : RaftMemberStatus.Reachability.UNREACHABLE));
    }
    return node.build();
  }

  private NodeSpec spec() {
    var spec =
        NodeSpec.newBuilder()
            .setDesiredRole(role)
            .setMembership(NodeSpec.Membership.ACCEPTED)
            .setAvailability(availability);
    spec.getAnnotationsBuilder().putAllLabels(labels);
    return spec.build();
  }

  private NodeDescription description() {
    return NodeDescription.newBuilder()
        .setHostname(hostname)
        .setPlatform(platform)
        .setResources(resources)
        .setEngine(EngineDescription.newBuilder().putAllLabels(engineLabels).addAllPlugins(plugins))
        .build();
  }

  private static Map<String, String> unmodifiableSorted(Map<String, String> labels) {
    // In key order, so that the encoded node does not depend on how the map was made.
    return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
