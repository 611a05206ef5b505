package io.skep.orchestrator;

import io.skep.api.Cluster;
import io.skep.api.Network;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The objects that controllers expect in a store, for the first start of a cluster: the cluster
 * itself, named {@code default}, and the network through which published ports are reached. Leaves
 * alone what is there.
 */
public final class ClusterSeed implements Consumer<Tx> {
  /** How many tasks each slot keeps as history unless told otherwise. */
  private static final int HISTORY = 5;

  private final IdSource ids;

  /** New objects get ids from {@code ids}. */
  public ClusterSeed(IdSource ids) {
    this.ids = Objects.requireNonNull(ids, "ids");
  }

  @Override
  public void accept(Tx tx) {
    if (tx.find(Kinds.CLUSTER, By.name("default")).isEmpty()) {
      tx.create(Kinds.CLUSTER, cluster());
    }
    if (tx.list(Kinds.NETWORK).stream().noneMatch(network -> network.getSpec().getIngress())) {
      tx.create(Kinds.NETWORK, ingress());
    }
  }

  private Cluster cluster() {
    Cluster.Builder cluster = Cluster.newBuilder().setId(ids.next());
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(HISTORY);
    return cluster.build();
  }

  private Network ingress() {
    Network.Builder network = Network.newBuilder().setId(ids.next());
    network.getSpecBuilder().setIngress(true).getAnnotationsBuilder().setName("ingress");
    network.getSpecBuilder().getDriverConfigBuilder().setName("overlay");
    return network.build();
  }
}
