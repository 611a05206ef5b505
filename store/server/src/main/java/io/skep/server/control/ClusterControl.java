package io.skep.server.control;

import io.skep.api.Cluster;
import io.skep.api.GetClusterRequest;
import io.skep.api.GetClusterResponse;
import io.skep.api.KeyRotation;
import io.skep.api.ListClustersRequest;
import io.skep.api.ListClustersResponse;
import io.skep.api.RootCA;
import io.skep.api.UpdateClusterRequest;
import io.skep.api.UpdateClusterResponse;
import io.skep.api.wire.ShownCluster;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.server.spec.ClusterSpecs;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Calls about the cluster. No answer has its keys. */
final class ClusterControl {
  private static final Origin ORIGIN = Origin.of("control/cluster");

  private final Store store;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final JoinTokenSource tokens;

  ClusterControl(Store store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.tokens = new JoinTokenSource(random);
  }

  void addTo(RpcTable table) {
    table
        .read("GetCluster", GetClusterRequest.getDefaultInstance(), this::get)
        .read("ListClusters", ListClustersRequest.getDefaultInstance(), this::list)
        .write("UpdateCluster", UpdateClusterRequest.getDefaultInstance(), this::update);
  }

  private GetClusterResponse get(GetClusterRequest request) {
    Cluster cluster = Requests.named(store.view(), Kinds.CLUSTER, request.getClusterId());
    return GetClusterResponse.newBuilder().setCluster(ShownCluster.of(cluster)).build();
  }

  private ListClustersResponse list(ListClustersRequest request) {
    ListClustersRequest.Filters filters = request.getFilters();
    ListClustersResponse.Builder response = ListClustersResponse.newBuilder();
    new AllOf<>(Kinds.CLUSTER)
        .names(filters.getNamesList(), ClusterControl::name)
        .namePrefixes(filters.getNamePrefixesList(), ClusterControl::name)
        .idPrefixes(filters.getIdPrefixesList())
        .labels(
            filters.getLabelsMap(), cluster -> cluster.getSpec().getAnnotations().getLabelsMap())
        .in(store.view())
        .forEach(cluster -> response.addClusters(ShownCluster.of(cluster)));
    return response.build();
  }

  private Future<UpdateClusterResponse> update(UpdateClusterRequest request) {
    Requests.required(
        !request.getClusterId().isEmpty() && request.hasClusterVersion() && request.hasSpec());
    ClusterSpecs.check(request.getSpec());
    return store
        .compute(ORIGIN, tx -> update(tx, request))
        .map(
            done ->
                UpdateClusterResponse.newBuilder()
                    .setCluster(ShownCluster.of(done.value()))
                    .build());
  }

  private Cluster update(Tx tx, UpdateClusterRequest request) {
    Cluster cluster = Requests.named(tx, Kinds.CLUSTER, request.getClusterId());
    checkReadable(cluster.getRootCa());
    ClusterSpecs.checkAuthority(request.getSpec().getCaConfig(), cluster.getRootCa());
    Cluster.Builder changed = cluster.toBuilder().setSpec(request.getSpec());
    BarredCertificates.dropExpired(changed, clock.instant());
    rotate(changed, request.getRotation());
    return tx.update(
        Kinds.CLUSTER,
        Requests.asRead(Kinds.CLUSTER, changed.build(), request.getClusterVersion()));
  }

  private void rotate(Cluster.Builder cluster, KeyRotation rotation) {
    if (rotation.getWorkerJoinToken()) {
      String token = tokens.next(cluster);
      cluster.getRootCaBuilder().getJoinTokensBuilder().setWorker(token);
    }
    if (rotation.getManagerJoinToken()) {
      String token = tokens.next(cluster);
      cluster.getRootCaBuilder().getJoinTokensBuilder().setManager(token);
    }
    UnlockKeys.adjust(cluster, rotation.getManagerUnlockKey(), random);
  }

  /** A cluster without certificates has none to read. */
  private static void checkReadable(RootCA root) {
    if (root.getCaCert().isEmpty()) {
      return;
    }
    try (InputStream pem = root.getCaCert().newInput()) {
      CertificateFactory.getInstance("X.509").generateCertificate(pem);
    } catch (CertificateException | IOException unreadable) {
      throw new RefusedException(GrpcStatus.INTERNAL, "error loading cluster rootCA for update");
    }
  }

  private static String name(Cluster cluster) {
    return cluster.getSpec().getAnnotations().getName();
  }
}
