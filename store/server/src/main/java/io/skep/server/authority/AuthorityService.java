package io.skep.server.authority;

import io.skep.api.CaProto;
import io.skep.api.Cluster;
import io.skep.api.GetUnlockKeyRequest;
import io.skep.api.GetUnlockKeyResponse;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.control.UnlockKeys;
import io.skep.server.spec.ClusterSpecs;
import io.skep.store.By;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.vertx.grpc.common.GrpcStatus;

/** The calls of the CA service. */
public final class AuthorityService {
  private AuthorityService() {}

  /** The calls on the cluster of {@code store}. */
  public static RpcTable table(Store store) {
    return new RpcTable(CaProto.getDescriptor().findServiceByName("CA"), Role.MANAGER)
        .unimplemented(
            "GetRootCACertificate", "this server has no certificate authority, and so no root")
        .read(
            "GetUnlockKey", GetUnlockKeyRequest.getDefaultInstance(), request -> unlockKey(store));
  }

  private static GetUnlockKeyResponse unlockKey(Store store) {
    Cluster cluster =
        store.view().find(Kinds.CLUSTER, By.name(ClusterSpecs.NAME)).stream()
            .findFirst()
            .orElseThrow(
                () -> new RefusedException(GrpcStatus.INTERNAL, "could not fetch cluster object"));
    return GetUnlockKeyResponse.newBuilder()
        .setUnlockKey(UnlockKeys.ofManagers(cluster))
        .setVersion(cluster.getMeta().getVersion())
        .build();
  }
}
