package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PluginDescription;
import io.skep.api.Task;
import io.skep.controller.Manager;
import io.skep.store.IdSource;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Workers that are not there: nodes named {@code worker-1}, {@code worker-2} and so on, whose
 * agents are simulated on the loops of a manager. So a real manager can be tried out without
 * machines. The clocks are those of the loops, virtual or not.
 *
 * <pre>{@code
 * var workers = new SimulatedWorkers(3, TaskLife.steady(42), ids);
 * store.update(workers);   // the nodes
 * workers.addTo(manager);  // their agents
 * }</pre>
 *
 * <p>What they run survives a restart of the manager, as with real ones. Other nodes are left
 * alone. Immutable.
 */
public final class SimulatedWorkers implements Consumer<Tx> {
  /** The label of an engine that is simulated. */
  public static final String LABEL = "io.skep.simulated";

  /** More are of no use: all of them run in this process. */
  public static final int MOST = 10_000;

  private static final long CPU_NANOS = 8_000_000_000L;
  private static final long MEMORY_BYTES = 16L << 30;
  private static final String NAME = "worker-";

  /** What every engine on Linux has built in, and stacks usually ask for. */
  private static final List<PluginDescription> PLUGINS =
      List.of(
          plugin("Log", "json-file"),
          plugin("Log", "local"),
          plugin("Network", "bridge"),
          plugin("Network", "host"),
          plugin("Network", "overlay"),
          plugin("Volume", "local"));

  private final List<String> names;
  private final TaskLife life;
  private final IdSource ids;

  /**
   * Workers whose tasks live as {@code life} says.
   *
   * @param count how many there are, from 0 to {@link #MOST}
   * @param ids new nodes get their ids from here
   */
  public SimulatedWorkers(int count, TaskLife life, IdSource ids) {
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException(
          "there can be 0 to %d simulated workers, and not %d".formatted(MOST, count));
    }
    this.names = IntStream.rangeClosed(1, count).mapToObj(n -> NAME + n).toList();
    this.life = Objects.requireNonNull(life, "life");
    this.ids = Objects.requireNonNull(ids, "ids");
  }

  /**
   * Makes the nodes of these workers ready, and creates those that are missing. Those of more
   * workers, which an earlier process had, are down from now on.
   */
  @Override
  public void accept(Tx tx) {
    List<Node> known = tx.list(Kinds.NODE).stream().filter(SimulatedWorkers::isSimulated).toList();
    Set<String> wanted = Set.copyOf(names);
    for (Node node : known) {
      boolean isWanted = wanted.contains(node.getDescription().getHostname());
      setStatus(tx, node, isWanted ? NodeStatus.State.READY : NodeStatus.State.DOWN);
    }
    Set<String> hostnames =
        known.stream().map(n -> n.getDescription().getHostname()).collect(Collectors.toSet());
    names.stream()
        .filter(name -> !hostnames.contains(name))
        .forEach(name -> tx.create(Kinds.NODE, node(name)));
  }

  /**
   * Adds the agents to {@code manager}.
   *
   * @throws IllegalArgumentException if it has simulated agents already
   */
  public void addTo(Manager manager) {
    if (!names.isEmpty()) {
      manager.add("simulated-agents", new SimulatedAgents(life, SimulatedWorkers::hasAgent));
    }
  }

  private static boolean hasAgent(ReadTx at, Task task) {
    return at.get(Kinds.NODE, task.getNodeId())
        .filter(SimulatedWorkers::isSimulated)
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .isPresent();
  }

  private static boolean isSimulated(Node node) {
    return node.getDescription().getEngine().containsLabels(LABEL);
  }

  private static void setStatus(Tx tx, Node node, NodeStatus.State state) {
    if (node.getStatus().getState() != state) {
      Node.Builder changed = node.toBuilder();
      String why = state == NodeStatus.State.READY ? "" : "no longer simulated";
      changed.getStatusBuilder().setState(state).setMessage(why);
      tx.update(Kinds.NODE, changed.build());
    }
  }

  private static PluginDescription plugin(String type, String name) {
    return PluginDescription.newBuilder().setType(type).setName(name).build();
  }

  private Node node(String name) {
    Node.Builder node = Node.newBuilder().setId(ids.next()).setRole(NodeRole.WORKER);
    node.getSpecBuilder()
        .setDesiredRole(NodeRole.WORKER)
        .setMembership(NodeSpec.Membership.ACCEPTED)
        .setAvailability(NodeSpec.Availability.ACTIVE);
    node.getStatusBuilder().setState(NodeStatus.State.READY).setAddr("127.0.0.1");
    node.getDescriptionBuilder().setHostname(name);
    node.getDescriptionBuilder().getPlatformBuilder().setOs("linux").setArchitecture("x86_64");
    node.getDescriptionBuilder()
        .getResourcesBuilder()
        .setNanoCpus(CPU_NANOS)
        .setMemoryBytes(MEMORY_BYTES);
    node.getDescriptionBuilder()
        .getEngineBuilder()
        .setEngineVersion("simulated")
        .putLabels(LABEL, "true")
        .addAllPlugins(PLUGINS);
    return node.build();
  }
}
