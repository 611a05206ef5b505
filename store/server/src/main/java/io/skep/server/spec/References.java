package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.FileTarget;
import io.skep.api.Privileges.CredentialSpec;
import io.skep.api.SecretReference;
import java.util.HashMap;
import java.util.Map;

/** The secrets and configs that a container is to see. */
final class References {
  private References() {}

  static void checkSecrets(ContainerSpec container) {
    Map<String, String> files = new HashMap<>();
    for (SecretReference secret : container.getSecretsList()) {
      if (secret.getSecretId().isEmpty() || secret.getSecretName().isEmpty()) {
        throw invalid("malformed secret reference");
      }
      if (secret.getTargetCase() == SecretReference.TargetCase.TARGET_NOT_SET) {
        throw invalid("malformed secret reference, no target provided");
      }
      checkFile("secret", files, secret.getFile(), secret.getSecretName());
    }
  }

  static void checkConfigs(ContainerSpec container) {
    Map<String, String> files = new HashMap<>();
    for (ConfigReference config : container.getConfigsList()) {
      if (config.getConfigId().isEmpty() || config.getConfigName().isEmpty()) {
        throw invalid("malformed config reference");
      }
      switch (config.getTargetCase()) {
        case TARGET_NOT_SET -> throw invalid("malformed config reference, no target provided");
        case FILE -> checkFile("config", files, config.getFile(), config.getConfigName());
        case RUNTIME -> {}
      }
    }
    checkCredentials(container);
  }

  /** {@code files} are those of the references before, with the names of their objects. */
  private static void checkFile(
      String kind, Map<String, String> files, FileTarget file, String name) {
    if (file.getName().isEmpty()) {
      throw invalid(
          "malformed file %s reference, invalid target file name provided".formatted(kind));
    }
    String other = files.putIfAbsent(file.getName(), name);
    if (other != null) {
      throw invalid(
          "%s references '%s' and '%s' have a conflicting target: '%s'"
              .formatted(kind, other, name, file.getName()));
    }
  }

  private static void checkCredentials(ContainerSpec container) {
    CredentialSpec credentials = container.getPrivileges().getCredentialSpec();
    if (credentials.getSourceCase() != CredentialSpec.SourceCase.CONFIG) {
      return;
    }
    boolean referenced =
        container.getConfigsList().stream()
            .anyMatch(
                config ->
                    config.hasRuntime() && config.getConfigId().equals(credentials.getConfig()));
    if (!referenced) {
      throw invalid(
          "CredentialSpec references config '%s', but that config isn't in config references with RuntimeTarget"
              .formatted(credentials.getConfig()));
    }
  }
}
