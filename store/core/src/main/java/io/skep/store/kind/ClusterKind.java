package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.CLUSTER;

import io.skep.api.Cluster;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.Places;
import java.util.List;

/** The cluster itself. Names are unique. */
final class ClusterKind extends BuiltInKind<Cluster> {
  private static final Fields<Cluster> FIELDS =
      new Fields<>(
          Cluster.class,
          Cluster.parser(),
          Cluster::getId,
          Cluster::getMeta,
          (cluster, meta) -> cluster.toBuilder().setMeta(meta).build(),
          cluster -> cluster.getSpec().getAnnotations());

  private static final Places<Cluster> PLACES =
      new Places<>(
          CLUSTER,
          StoreAction::getCluster,
          StoreAction.Builder::setCluster,
          StoreSnapshot.CLUSTERS_FIELD_NUMBER,
          StoreSnapshot::getClustersList,
          StoreSnapshot.Builder::addClusters);

  ClusterKind() {
    super("cluster", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom()));
  }
}
