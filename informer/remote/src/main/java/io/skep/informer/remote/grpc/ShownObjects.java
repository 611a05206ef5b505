package io.skep.informer.remote.grpc;

import io.skep.api.Cluster;
import io.skep.api.Node;
import io.skep.api.RootCA;
import io.skep.api.Secret;
import java.util.Optional;

/**
 * What a list and a watch both tell of an object. Where one tells more, it is left out here: else
 * the object would differ with the way it came, at the same version.
 */
final class ShownObjects {
  // What a list says of a cluster that leaves these to the manager.
  private static final String ADDRESS_POOL = "10.0.0.0/8";
  private static final int SUBNET_SIZE = 24;
  private static final int VXLAN_PORT = 4789;

  private ShownObjects() {}

  /** Lists add how a manager stands in the quorum; no watch tells when that changes. */
  static Node of(Node node) {
    return node.hasManagerStatus() ? node.toBuilder().clearManagerStatus().build() : node;
  }

  /** Lists leave the data out, and the secrets that the manager keeps for itself. */
  static Optional<Secret> of(Secret secret) {
    if (secret.getInternal()) {
      return Optional.empty();
    }
    if (secret.getSpec().getData().isEmpty()) {
      return Optional.of(secret);
    }
    Secret.Builder shown = secret.toBuilder();
    shown.getSpecBuilder().clearData();
    return Optional.of(shown.build());
  }

  /** Lists leave keys out, and all that concerns nobody else, and tell the defaults. */
  static Cluster of(Cluster cluster) {
    Cluster.Builder shown =
        Cluster.newBuilder()
            .setId(cluster.getId())
            .setMeta(cluster.getMeta())
            .setSpec(cluster.getSpec())
            .setRootCa(withoutKeys(cluster.getRootCa()))
            .putAllBlacklistedCertificates(cluster.getBlacklistedCertificatesMap())
            .addAllDefaultAddressPool(cluster.getDefaultAddressPoolList())
            .setSubnetSize(orDefault(cluster.getSubnetSize(), SUBNET_SIZE))
            .setVXLANUDPPort(orDefault(cluster.getVXLANUDPPort(), VXLAN_PORT));
    shown.getSpecBuilder().getCaConfigBuilder().clearSigningCaKey().clearSigningCaCert();
    if (shown.getDefaultAddressPoolCount() == 0) {
      shown.addDefaultAddressPool(ADDRESS_POOL);
    }
    return shown.build();
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
