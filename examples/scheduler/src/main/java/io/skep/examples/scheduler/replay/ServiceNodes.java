package io.skep.examples.scheduler.replay;

import io.skep.api.Resources;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.Generic;
import io.skep.examples.scheduler.cluster.NodeShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bundled nodes for service traces, made up: such a trace does not say what its nodes were.
 *
 * <p>{@value #CPU_NODES} CPU nodes (role CN) of 192 processors, 1,024 GiB of memory, 100 percent of
 * one network card and 4,096 GiB of disk; {@value #GPU_NODES} GPU nodes (role HN) of 128
 * processors, 1,024 GiB, 8 GPUs, 200 percent of network cards and 6,144 GiB of disk.
 */
public final class ServiceNodes {
  /** For the largest known trace's peak, some 272,000 processors, and a sixth more. */
  static final int CPU_NODES = 1_650;

  /**
   * For the largest known trace's peak, some 70,000 percent of network cards, and a seventh more.
   */
  static final int GPU_NODES = 400;

  private ServiceNodes() {}

  /** The bundled nodes; the first one is a manager. */
  public static Cluster bundled() {
    var nodes = new ArrayList<NodeShape>(CPU_NODES + GPU_NODES);
    Resources cpu = resources(192, 1_024, 100, 4_096).build();
    for (int number = 1; number <= CPU_NODES; number++) {
      nodes.add(node("cn-" + number, "CN", cpu));
    }
    Resources gpu = resources(128, 1_024, 200, 6_144).addGeneric(Generic.alike("gpu", 8)).build();
    for (int number = 1; number <= GPU_NODES; number++) {
      nodes.add(node("hn-" + number, "HN", gpu));
    }
    nodes.set(0, nodes.get(0).asManager());
    return new Cluster(List.copyOf(nodes));
  }

  /** Whether {@code cluster} says which instances its nodes are for. */
  public static boolean haveRoles(Cluster cluster) {
    return cluster.nodes().stream()
        .anyMatch(node -> node.labels().containsKey(ServiceTraceFile.ROLE));
  }

  private static NodeShape node(String hostname, String role, Resources resources) {
    return NodeShape.worker(hostname, resources).withLabels(Map.of(ServiceTraceFile.ROLE, role));
  }

  private static Resources.Builder resources(long cpus, long gib, long rdma, long disk) {
    return Resources.newBuilder()
        .setNanoCpus(cpus * 1_000_000_000)
        .setMemoryBytes(gib << 30)
        .addGeneric(Generic.alike("rdma", rdma))
        .addGeneric(Generic.alike("disk", disk));
  }
}
