package io.skep.examples.scheduler.stack.spec;

import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.Privileges.CredentialSpec;
import io.skep.api.RuntimeTarget;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.List;
import java.util.Optional;

/** A service's {@code credential_spec}. */
final class CredentialSection {
  private static final Key<String> CONFIG = Key.of("config", Scalars.TEXT);
  private static final Key<String> FILE = Key.of("file", Scalars.TEXT);
  private static final Key<String> REGISTRY = Key.of("registry", Scalars.TEXT);

  static final Key<Fields> CREDENTIAL_SPEC =
      Key.of("credential_spec", Section.of("credential_spec").keys(CONFIG, FILE, REGISTRY).build());

  private CredentialSection() {}

  static void describe(
      Fields service, FileObjects configs, ContainerSpec.Builder container, Scope scope) {
    Optional<Value<Fields>> written = service.value(CREDENTIAL_SPEC);
    if (written.isEmpty()) {
      return;
    }
    Fields fields = written.get().get();
    if (List.of(CONFIG, FILE, REGISTRY).stream().filter(fields::has).count() > 1) {
      scope.refuse(written.get(), "one source is possible; keep config, file or registry");
    }
    CredentialSpec.Builder credential = CredentialSpec.newBuilder();
    fields.get(FILE).ifPresent(credential::setFile);
    fields.get(REGISTRY).ifPresent(credential::setRegistry);
    fields
        .value(CONFIG)
        .flatMap(configs::use)
        .ifPresent(
            name -> {
              credential.setConfig(name);
              // The runtime reads it; no container gets it as a file.
              container.addConfigs(
                  ConfigReference.newBuilder()
                      .setConfigName(name)
                      .setRuntime(RuntimeTarget.getDefaultInstance()));
            });
    container.getPrivilegesBuilder().setCredentialSpec(credential);
  }
}
