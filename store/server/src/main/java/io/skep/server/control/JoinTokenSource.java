package io.skep.server.control;

import io.skep.api.Cluster;
import io.skep.server.RefusedException;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * New join tokens, in SwarmKit's form: the digest of the root certificate, by which a newcomer
 * knows the cluster, and a secret of 128 bits, by which the cluster knows the newcomer.
 */
final class JoinTokenSource {
  private static final int SECRET_BYTES = 16;
  private static final int SECRET_DIGITS = 25;
  private static final int DIGEST_DIGITS = 50;
  private static final int RADIX = 36;
  private static final int HEX = 16;
  private static final String DIGEST = "sha256:";

  private final RandomGenerator random;

  JoinTokenSource(RandomGenerator random) {
    this.random = random;
  }

  /** Another token for {@code cluster}. */
  String next(Cluster.Builder cluster) {
    String digest = cluster.getRootCa().getCaCertHash();
    if (!digest.startsWith(DIGEST)) {
      throw RefusedException.precondition(
          "the cluster has no root certificate, and so no join tokens to rotate");
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return String.join(
        "-",
        cluster.getFips() ? "SWMTKN-2-1" : "SWMTKN-1",
        padded(new BigInteger(digest.substring(DIGEST.length()), HEX), DIGEST_DIGITS),
        padded(new BigInteger(1, secret), SECRET_DIGITS));
  }

  private static String padded(BigInteger number, int digits) {
    String text = number.toString(RADIX);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
