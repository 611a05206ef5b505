package io.skep.orchestrator.allocation;

import io.skep.api.Cluster;
import io.skep.orchestrator.allocation.address.Subnet;
import io.skep.store.By;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;

/**
 * Where the blocks of networks come from that ask for none.
 *
 * @param blocks at least one
 * @param length how long the prefix of a network's block is
 */
record Pools(List<Subnet> blocks, int length) {
  private static final int USUAL_LENGTH = 24;
  private static final List<Subnet> USUAL = List.of(Subnet.parse("10.0.0.0/8").orElseThrow());

  /** As the cluster says; what cannot be read there is passed over. */
  static Pools of(ReadTx at) {
    Cluster cluster =
        at.find(Kinds.CLUSTER, By.name("default")).stream()
            .findFirst()
            .orElse(Cluster.getDefaultInstance());
    List<Subnet> blocks =
        cluster.getDefaultAddressPoolList().stream()
            .flatMap(text -> Subnet.parse(text).stream())
            .toList();
    int length = cluster.getSubnetSize();
    return new Pools(blocks.isEmpty() ? USUAL : blocks, length == 0 ? USUAL_LENGTH : length);
  }
}
