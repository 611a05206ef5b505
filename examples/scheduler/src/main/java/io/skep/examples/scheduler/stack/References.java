package io.skep.examples.scheduler.stack;

import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Privileges.CredentialSpec;
import io.skep.api.SecretReference;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskSpec;

/** Puts ids where a stack's services hold names. */
final class References {
  private References() {}

  static ServiceSpec resolve(ServiceSpec service, ObjectIds ids) {
    ServiceSpec.Builder resolved = service.toBuilder();
    TaskSpec.Builder task = resolved.getTaskBuilder();
    for (NetworkAttachmentConfig.Builder network : task.getNetworksBuilderList()) {
      network.setTarget(ids.network(network.getTarget()));
    }
    ContainerSpec.Builder container = task.getContainerBuilder();
    for (SecretReference.Builder secret : container.getSecretsBuilderList()) {
      secret.setSecretId(ids.secret(secret.getSecretName()));
    }
    for (ConfigReference.Builder config : container.getConfigsBuilderList()) {
      config.setConfigId(ids.config(config.getConfigName()));
    }
    if (container.getPrivileges().getCredentialSpec().getSourceCase()
        == CredentialSpec.SourceCase.CONFIG) {
      CredentialSpec.Builder credential =
          container.getPrivilegesBuilder().getCredentialSpecBuilder();
      credential.setConfig(ids.config(credential.getConfig()));
    }
    return resolved.build();
  }
}
