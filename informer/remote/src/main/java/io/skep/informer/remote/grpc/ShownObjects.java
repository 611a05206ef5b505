package io.skep.informer.remote.grpc;

import io.skep.api.Node;
import io.skep.api.Secret;
import java.util.Optional;

/**
 * What a list and a watch both tell of an object. Where one tells more, it is left out here: else
 * the object would differ with the way it came, at the same version.
 */
final class ShownObjects {
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
}
