package io.skep.server.control;

import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.SecretReference;
import io.skep.api.ServiceSpec;
import io.skep.server.RefusedException;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;

/** The secrets and configs that a service names: they must be there, under that id and name. */
final class ServiceReferences {
  private ServiceReferences() {}

  static void check(ReadTx at, ServiceSpec spec) {
    ContainerSpec container = spec.getTask().getContainer();
    refuse(
        "secret",
        container.getSecretsList().stream()
            .filter(secret -> !isThere(at, secret))
            .map(SecretReference::getSecretName)
            .toList());
    refuse(
        "config",
        container.getConfigsList().stream()
            .filter(config -> !isThere(at, config))
            .map(ConfigReference::getConfigName)
            .toList());
  }

  private static boolean isThere(ReadTx at, SecretReference reference) {
    return at.get(Kinds.SECRET, reference.getSecretId())
        .filter(s -> s.getSpec().getAnnotations().getName().equals(reference.getSecretName()))
        .isPresent();
  }

  private static boolean isThere(ReadTx at, ConfigReference reference) {
    return at.get(Kinds.CONFIG, reference.getConfigId())
        .filter(c -> c.getSpec().getAnnotations().getName().equals(reference.getConfigName()))
        .isPresent();
  }

  private static void refuse(String kind, List<String> missing) {
    if (!missing.isEmpty()) {
      throw RefusedException.invalid(
          "%s not found: %s"
              .formatted(missing.size() == 1 ? kind : kind + "s", String.join(", ", missing)));
    }
  }
}
