package io.skep.examples.scheduler.stack.spec;

import io.skep.api.ConfigSpec;
import io.skep.api.NetworkSpec;
import io.skep.api.SecretSpec;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StandIns;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole stack file. */
public final class StackSection {
  private static final Key<Map<String, Value<Fields>>> SERVICES =
      Key.of("services", Mappings.ofNamed("services", ServiceSection.SECTION));
  private static final Key<Map<String, Value<Fields>>> NETWORKS =
      Key.of("networks", Mappings.ofNamed("networks", NetworkSection.SECTION.orEmpty()));
  private static final Key<Map<String, Value<Fields>>> VOLUMES =
      Key.of("volumes", Mappings.ofNamed("volumes", VolumeSection.SECTION.orEmpty()));
  private static final Key<Map<String, Value<Fields>>> SECRETS =
      Key.of("secrets", Mappings.ofNamed("secrets", FileObjectSection.SECRETS));
  private static final Key<Map<String, Value<Fields>>> CONFIGS =
      Key.of("configs", Mappings.ofNamed("configs", FileObjectSection.CONFIGS));

  /** The keys of a file. */
  public static final Section SECTION =
      Section.of("a stack file")
          .keys(FormatVersion.VERSION, SERVICES, NETWORKS, VOLUMES, SECRETS, CONFIGS)
          .ignored("a stack gets its name from who deploys it", "name")
          .ignored("a stack has no use for it", "models")
          .refused("a stack file is whole; copy in what it includes", "include")
          .build();

  private StackSection() {}

  /** The stack that {@code file} describes, unless {@code scope}'s findings have a problem. */
  public static Stack convert(Fields file, Scope scope) {
    var networks = new Networks(file.get(NETWORKS, Map.of()), scope);
    var secrets = new FileObjects(FileObjectSection.SECRET, file.get(SECRETS, Map.of()), scope);
    var configs = new FileObjects(FileObjectSection.CONFIG, file.get(CONFIGS, Map.of()), scope);
    var mounts = new Mounts(file.get(VOLUMES, Map.of()), scope);
    var conversion = new ServiceConversion(scope, networks, mounts, secrets, configs);
    List<ServiceSpec> services = new ArrayList<>();
    file.get(SERVICES, Map.of())
        .forEach((key, service) -> services.add(conversion.convert(key, service)));
    List<NetworkSpec> networkSpecs = networks.specs();
    List<SecretSpec> secretSpecs = secrets.secrets();
    List<ConfigSpec> configSpecs = configs.configs();
    var standIns =
        new StandIns(networks.standIns(), secrets.secretStandIns(), configs.configStandIns());
    checkServices(file, scope);
    return new Stack(
        scope.stack(),
        services,
        networkSpecs,
        secretSpecs,
        configSpecs,
        standIns,
        scope.findings().notices());
  }

  private static void checkServices(Fields file, Scope scope) {
    Optional<Map<String, Value<Fields>>> services = file.get(SERVICES);
    if (!file.has(SERVICES)) {
      scope.findings().refuse(file.node(), "key 'services' is missing; a stack needs a service");
    } else if (services.isPresent() && services.get().isEmpty() && !scope.findings().isRefused()) {
      scope.findings().refuse(file.node(), "the file has no services; a stack needs one");
    }
  }
}
