package io.skep.api.wire;

import io.skep.api.Cluster;
import io.skep.api.ClusterSpec;
import io.skep.api.RootCA;

/**
 * What callers may see of the cluster: what is named here, and nothing that comes later. It has no
 * keys, and what a cluster leaves to the manager stands as the manager chooses it.
 */
public final class ShownCluster {
  private static final String ADDRESS_POOL = "10.0.0.0/8";
  private static final int SUBNET_SIZE = 24;
  private static final int VXLAN_PORT = 4789;

  private ShownCluster() {}

  /** {@code cluster} as Control's answers show it. Showing it twice changes nothing. */
  public static Cluster of(Cluster cluster) {
    Cluster.Builder shown =
        Cluster.newBuilder()
            .setId(cluster.getId())
            .setMeta(cluster.getMeta())
            .setSpec(withoutKeys(cluster.getSpec()))
            .setRootCa(withoutKeys(cluster.getRootCa()))
            .putAllBlacklistedCertificates(cluster.getBlacklistedCertificatesMap())
            .addAllDefaultAddressPool(cluster.getDefaultAddressPoolList())
            .setSubnetSize(orDefault(cluster.getSubnetSize(), SUBNET_SIZE))
            .setVXLANUDPPort(orDefault(cluster.getVXLANUDPPort(), VXLAN_PORT));
    if (shown.getDefaultAddressPoolCount() == 0) {
      shown.addDefaultAddressPool(ADDRESS_POOL);
    }
    return shown.build();
  }

  private static ClusterSpec withoutKeys(ClusterSpec spec) {
    ClusterSpec.Builder without = spec.toBuilder();
    without.getCaConfigBuilder().clearSigningCaKey().clearSigningCaCert();
    return without.build();
  }

  private static RootCA withoutKeys(RootCA root) {
    RootCA.Builder without = root.toBuilder().clearCaKey();
    if (root.hasRootRotation()) {
      without.getRootRotationBuilder().clearCaKey();
    }
    return without.build();
  }

  private static int orDefault(int value, int otherwise) {
    return value == 0 ? otherwise : value;
  }
}
