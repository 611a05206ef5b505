package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.BoolValue;
import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.EndpointSpec;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskSpec;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.StackLabels;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns the services of a file into specs, given the objects that they use. */
final class ServiceConversion {
  private static final Pattern UNFIT_FOR_IMAGE = Pattern.compile("[^a-z0-9]+");

  private final Scope scope;
  private final Networks networks;
  private final Mounts mounts;
  private final FileObjects secrets;
  private final FileObjects configs;

  ServiceConversion(
      Scope scope, Networks networks, Mounts mounts, FileObjects secrets, FileObjects configs) {
    this.scope = scope;
    this.networks = networks;
    this.mounts = mounts;
    this.secrets = secrets;
    this.configs = configs;
  }

  ServiceSpec convert(String key, Value<Fields> written) {
    Fields service = written.get();
    Fields deploy = service.section(ServiceSection.DEPLOY);
    String name = scope.stack().scope(key);
    ObjectNames.checkDns("service", name, written, scope);
    String image = image(key, written);
    ServiceSpec.Builder spec =
        ServiceSpec.newBuilder()
            .setAnnotations(
                Annotations.newBuilder()
                    .setName(name)
                    .putAllLabels(scope.labels(DeploySection.labels(deploy)))
                    .putLabels(StackLabels.IMAGE, image))
            .setTask(task(key, image, service, deploy))
            .setEndpoint(endpoint(service, deploy));
    DeploySection.describeMode(deploy, spec, scope);
    deploy
        .get(UpdateSection.UPDATE)
        .ifPresent(fields -> spec.setUpdate(UpdateSection.of(fields, scope)));
    deploy
        .get(UpdateSection.ROLLBACK)
        .ifPresent(fields -> spec.setRollback(UpdateSection.of(fields, scope)));
    return spec.build();
  }

  private String image(String key, Value<Fields> written) {
    Fields service = written.get();
    if (service.has(ContainerSection.IMAGE)) {
      return service.get(ContainerSection.IMAGE, "");
    }
    if (!service.has(ServiceSection.BUILD)) {
      String hint = key.startsWith("x-") ? ", or move this extension to the top level" : "";
      scope
          .findings()
          .refuse(
              written.named(),
              "service '%s' has neither image nor build; name its image%s".formatted(key, hint));
      return "";
    }
    String standIn = standInImage(key);
    scope
        .findings()
        .notice(
            Notice.Kind.STAND_IN_IMAGE,
            written.named(),
            "service '%s' has build and no image; its image is taken to be %s"
                .formatted(key, standIn));
    return standIn;
  }

  private String standInImage(String key) {
    String name = "%s-%s".formatted(scope.stack(), key).toLowerCase(Locale.ROOT);
    return UNFIT_FOR_IMAGE.matcher(name).replaceAll("-") + ":latest";
  }

  private TaskSpec task(String key, String image, Fields service, Fields deploy) {
    TaskSpec.Builder task =
        TaskSpec.newBuilder()
            .setContainer(container(image, service, deploy))
            .setResources(ResourcesSection.of(deploy, scope))
            .setPlacement(PlacementSection.of(service, deploy, scope))
            .addAllNetworks(networks.attach(key, service.get(ServiceSection.NETWORKS, Map.of())));
    DeploySection.restartPolicy(deploy).ifPresent(task::setRestart);
    service
        .get(LoggingSection.LOGGING)
        .ifPresent(logging -> task.setLogDriver(LoggingSection.of(logging)));
    return task.build();
  }

  private EndpointSpec endpoint(Fields service, Fields deploy) {
    return new EndpointConversion(scope).of(service, DeploySection.endpointMode(deploy));
  }

  private ContainerSpec container(String image, Fields service, Fields deploy) {
    ContainerSpec.Builder container =
        ContainerSpec.newBuilder()
            .setImage(image)
            .putAllLabels(scope.labels(service.get(ContainerSection.LABELS, Map.of())))
            .addAllCommand(service.get(ContainerSection.ENTRYPOINT, List.of()))
            .addAllArgs(service.get(ContainerSection.COMMAND, List.of()))
            .addAllEnv(EnvironmentSection.of(service, scope))
            .addAllMounts(mounts.of(service))
            .addAllSecrets(FileReferences.secrets(service, secrets, scope))
            .addAllConfigs(FileReferences.configs(service, configs, scope))
            .addAllHosts(service.get(ExtraHosts.EXTRA_HOSTS, List.of()))
            .addAllUlimits(Ulimits.of(service))
            .setPidsLimit(ResourcesSection.pidsLimit(deploy));
    describeProcess(service, container);
    describeSurroundings(service, container);
    CredentialSection.describe(service, configs, container, scope);
    return container.build();
  }

  private static void describeProcess(Fields service, ContainerSpec.Builder container) {
    container
        .setDir(service.get(ContainerSection.WORKING_DIR, ""))
        .setUser(service.get(ContainerSection.USER, ""))
        .addAllGroups(texts(service, ContainerSection.GROUP_ADD))
        .setHostname(service.get(ContainerSection.HOSTNAME, ""))
        .setTty(service.get(ContainerSection.TTY, false))
        .setOpenStdin(service.get(ContainerSection.STDIN_OPEN, false))
        .setReadOnly(service.get(ContainerSection.READ_ONLY, false))
        .setStopSignal(service.get(ContainerSection.STOP_SIGNAL, ""))
        .setOomScoreAdj(service.get(ContainerSection.OOM_SCORE_ADJ, 0L));
    service.get(ContainerSection.INIT).ifPresent(init -> container.setInit(BoolValue.of(init)));
    service.get(ContainerSection.STOP_GRACE_PERIOD).ifPresent(container::setStopGracePeriod);
    service.get(ContainerSection.ISOLATION).ifPresent(container::setIsolation);
  }

  private void describeSurroundings(Fields service, ContainerSpec.Builder container) {
    var capabilities =
        Capabilities.of(
            texts(service, ContainerSection.CAP_ADD), texts(service, ContainerSection.CAP_DROP));
    container
        .addAllCapabilityAdd(capabilities.added())
        .addAllCapabilityDrop(capabilities.dropped())
        .putAllSysctls(service.get(ContainerSection.SYSCTLS, Map.of()));
    ContainerSpec.DNSConfig dns =
        ContainerSpec.DNSConfig.newBuilder()
            .addAllNameservers(texts(service, ContainerSection.DNS))
            .addAllSearch(texts(service, ContainerSection.DNS_SEARCH))
            .addAllOptions(texts(service, ContainerSection.DNS_OPT))
            .build();
    if (!dns.equals(ContainerSpec.DNSConfig.getDefaultInstance())) {
      container.setDnsConfig(dns);
    }
    service
        .get(HealthcheckSection.HEALTHCHECK)
        .ifPresent(check -> container.setHealthcheck(HealthcheckSection.of(check, scope)));
  }

  private static List<String> texts(Fields service, Key<List<Value<String>>> key) {
    return Lists.plain(service.get(key, List.of()));
  }
}
