package io.skep.server.control;

import com.google.protobuf.ByteString;
import io.skep.api.Cluster;
import io.skep.api.EncryptionKey;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The keys that open what managers keep on disk. */
public final class UnlockKeys {
  /** Whose key it is: of all managers. */
  private static final String MANAGERS = "swarm-manager";

  private static final int KEY_BYTES = 32;

  private UnlockKeys() {}

  /** The key that a locked manager needs; empty if managers are not locked. */
  public static ByteString ofManagers(Cluster cluster) {
    return find(cluster.getUnlockKeysList()).map(EncryptionKey::getKey).orElse(ByteString.EMPTY);
  }

  /** Gives {@code cluster} the key that its spec asks for, or takes it away. */
  static void adjust(Cluster.Builder cluster, boolean rotate, RandomGenerator random) {
    List<EncryptionKey> before = List.copyOf(cluster.getUnlockKeysList());
    boolean locked = cluster.getSpec().getEncryptionConfig().getAutoLockManagers();
    boolean present = find(before).isPresent();
    if (locked && present && !rotate) {
      return;
    }
    cluster.clearUnlockKeys();
    before.stream().filter(key -> !isOfManagers(key)).forEach(cluster::addUnlockKeys);
    if (locked) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      cluster.addUnlockKeys(
          EncryptionKey.newBuilder().setSubsystem(MANAGERS).setKey(ByteString.copyFrom(key)));
    }
  }

  private static Optional<EncryptionKey> find(List<EncryptionKey> keys) {
    return keys.stream().filter(UnlockKeys::isOfManagers).findFirst();
  }

  private static boolean isOfManagers(EncryptionKey key) {
    return key.getSubsystem().equals(MANAGERS);
  }
}
