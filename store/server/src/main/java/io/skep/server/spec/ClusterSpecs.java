package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.AcceptancePolicy.RoleAdmissionPolicy;
import io.skep.api.CAConfig;
import io.skep.api.ClusterSpec;
import io.skep.api.RootCA;
import io.skep.api.wire.Times;
import io.skep.server.RefusedException;
import java.time.Duration;

/** What users may ask of the cluster. */
public final class ClusterSpecs {
  /** The name of the one cluster that a store has. */
  public static final String NAME = "default";

  private static final Duration SHORTEST_EXPIRY = Duration.ofHours(1);

  private ClusterSpecs() {}

  /** Refuses a spec that no cluster can have, by its first fault. */
  public static void check(ClusterSpec spec) {
    CAConfig authority = spec.getCaConfig();
    if (authority.hasNodeCertExpiry()
        && Times.duration(authority.getNodeCertExpiry()).compareTo(SHORTEST_EXPIRY) < 0) {
      throw invalid("minimum certificate expiry time is: 1h0m0s");
    }
    checkPolicies(spec);
    if (Lengths.isNegative(spec.getDispatcher().getHeartbeatPeriod())) {
      throw invalid("heartbeat time period cannot be a negative duration");
    }
    if (!spec.getAnnotations().getName().equals(NAME)) {
      throw invalid("modification of cluster name is not allowed");
    }
  }

  @SuppressWarnings("deprecation") // Sent all the same.
  private static void checkPolicies(ClusterSpec spec) {
    for (RoleAdmissionPolicy policy : spec.getAcceptancePolicy().getPoliciesList()) {
      String algorithm = policy.getSecret().getAlg();
      if (policy.hasSecret() && !algorithm.equalsIgnoreCase("bcrypt")) {
        throw invalid("hashing algorithm is not supported: " + algorithm);
      }
    }
  }

  /** Refuses what only a certificate authority could do: a change of the root. */
  public static void checkAuthority(CAConfig wanted, RootCA root) {
    if (!wanted.getSigningCaKey().isEmpty() && wanted.getSigningCaCert().isEmpty()) {
      throw invalid("a signing CA key needs its certificate; send both, or neither");
    }
    boolean otherRoot =
        !wanted.getSigningCaCert().isEmpty() && !wanted.getSigningCaCert().equals(root.getCaCert());
    if (otherRoot || wanted.getForceRotate() != root.getLastForcedRotation()) {
      throw RefusedException.unimplemented(
          "the root certificate cannot be changed by this server; leave signing_ca_cert empty and"
              + " force_rotate at "
              + Long.toUnsignedString(root.getLastForcedRotation()));
    }
  }
}
