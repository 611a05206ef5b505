package io.skep.server.spec;

import static io.skep.server.Specs.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.EndpointSpec;
import io.skep.api.EndpointSpec.ResolutionMode;
import io.skep.api.FileTarget;
import io.skep.api.GenericRuntimeSpec;
import io.skep.api.GlobalJob;
import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.ReplicatedJob;
import io.skep.api.RuntimeTarget;
import io.skep.api.SecretReference;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateConfig;
import io.skep.server.PlacementRules;
import io.skep.server.RefusedException;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecsTest {
  /** Knows that there is no constraint without an operator. */
  private static final PlacementRules RULES =
      new PlacementRules() {
        @Override
        public Optional<String> fault(List<String> constraints) {
          return constraints.stream()
              .filter(constraint -> !constraint.contains("="))
              .findFirst()
              .map(constraint -> "constraint expected one operator from ==, !=");
        }

        @Override
        public boolean fits(List<String> constraints, Node node) {
          return false;
        }
      };

  private final ServiceSpecs specs = new ServiceSpecs(RULES);

  @Test // api.C-20
  void theFirstFaultIsTold() {
    Consumer<ServiceSpec.Builder> allWrong =
        spec -> {
          spec.getTaskBuilder().clearContainer();
          spec.clearReplicated();
        };

    assertThat(fault(service("", allWrong)).getMessage()).isEqualTo("meta: name must be provided");
    assertThat(fault(service("web", allWrong)).getMessage()).isEqualTo("TaskSpec: missing runtime");
    assertThat(fault(service("web", ServiceSpec.Builder::clearReplicated)).getMessage())
        .isEqualTo("Unrecognized service mode");
    assertThatCode(() -> specs.check(service("web"))).doesNotThrowAnyException();
  }

  @ParameterizedTest // api.A-4
  @ValueSource(
      strings = {
        "a",
        "A-b_c",
        "0",
        "a--b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void goodNames(String name) {
    assertThatCode(() -> specs.check(service(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest // api.A-4
  @ValueSource(strings = {"-", "a-", "_a", "a.b", "a b", "\u00e9a", "a\n", "\u212a"})
  void badNames(String name) {
    assertRefused(service(name), "name must be valid as a DNS name component");
  }

  @Test // api.A-4
  void aLongNameIsLookedAtOnce() {
    assertRefused(service("a".repeat(64)), "name must be 63 characters or fewer");
    assertRefused(service("a".repeat(100_000) + "!"), "name must be valid as a DNS name component");
  }

  @ParameterizedTest // api.C-21
  @CsvSource({
    "999999, 0.000999999",
    "500000, 0.0005",
    "1000, 1e-06",
    "1, 1e-09",
    "-1, -1e-09",
    "-5000000000000000, -5e+06",
    "-1500000000, -1.5"
  })
  void tooLittleCpu(long nanos, String told) {
    ServiceSpec spec =
        service(
            "web",
            it -> it.getTaskBuilder().getResourcesBuilder().getLimitsBuilder().setNanoCpus(nanos));

    assertRefused(spec, "invalid cpu value " + told + ": Must be at least 0.001");
  }

  @ParameterizedTest // api.C-21
  @ValueSource(longs = {4194303, 1, -1})
  void tooLittleMemory(long bytes) {
    ServiceSpec spec =
        service(
            "web",
            it ->
                it.getTaskBuilder()
                    .getResourcesBuilder()
                    .getReservationsBuilder()
                    .setMemoryBytes(bytes));

    assertRefused(spec, "invalid memory value " + bytes + ": Must be at least 4MiB");
  }

  @Test // api.C-21
  void restartsConstraintsAndRuntimes() {
    assertRefused(
        service("web", it -> it.getTaskBuilder().getRestartBuilder().setDelay(seconds(-1))),
        "TaskSpec: restart-delay cannot be negative");
    assertRefused(
        service("web", it -> it.getTaskBuilder().getRestartBuilder().setWindow(seconds(-1))),
        "TaskSpec: restart-window cannot be negative");
    RefusedException unreadable =
        fault(
            service(
                "web",
                it -> it.getTaskBuilder().getPlacementBuilder().addConstraints("node.role")));
    assertThat(unreadable.status()).isEqualTo(GrpcStatus.UNKNOWN);
    assertThat(unreadable).hasMessage("constraint expected one operator from ==, !=");
    RefusedException attachment =
        fault(service("web", it -> it.getTaskBuilder().getAttachmentBuilder().setContainerId("c")));
    assertThat(attachment.status()).isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(attachment).hasMessage("RuntimeSpec: unimplemented runtime in service spec");
  }

  @ParameterizedTest // api.C-22
  @ValueSource(
      strings = {
        "nginx",
        "nginx:1.27",
        "library/nginx",
        "a__b/c-d/e.f:v1",
        "localhost/x",
        "localhost:5000/x:y",
        "registry.example.com:5000/a/b@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "[::1]:5000/x",
        "Registry/x"
      })
  void imagesThatHaveAName(String image) {
    assertThatCode(() -> specs.check(container(it -> it.setImage(image))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest // api.C-22
  @ValueSource(
      strings = {
        "NGINX",
        "nginx:",
        "nginx:-a",
        "a//b",
        "/a",
        "a/",
        "a b",
        "a_-b",
        "-a",
        "nginx@sha256:abc",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void imagesThatHaveNone(String image) {
    assertRefused(
        container(it -> it.setImage(image)),
        "ContainerSpec: \"" + image + "\" is not a valid repository/tag");
  }

  @Test // api.C-22
  void anImageIsNeededAndItsNameIsShownInQuotes() {
    assertRefused(
        container(ContainerSpec.Builder::clearImage),
        "ContainerSpec: image reference must be provided");
    assertRefused(
        container(it -> it.setImage("a\"b\n")),
        "ContainerSpec: \"a\\\"b\\n\" is not a valid repository/tag");
  }

  @Test // api.C-22
  void mountsHaveDifferentTargetsAlsoOnceTemplatesAreFilledIn() {
    assertRefused(
        container(it -> it.addMounts(mount("/data")).addMounts(mount("/data"))),
        "ContainerSpec: duplicate mount point: /data");
    assertRefused(
        container(it -> it.addMounts(mount("/{{.Task.Slot}}")).addMounts(mount("/1"))),
        "ContainerSpec: duplicate mount point: /1");
    assertThatCode(
            () ->
                specs.check(
                    container(
                        it ->
                            it.addMounts(mount("/{{.Node.ID}}"))
                                .addMounts(mount("/{{ .Task.ID }}"))
                                .addMounts(mount("/{{index .Service.Labels \"a\"}}"))
                                .addMounts(mount("/data")))))
        .doesNotThrowAnyException();
  }

  @Test // api.C-22
  void aTemplateThatNobodyCouldFillInIsRefused() {
    assertThat(fault(container(it -> it.addEnv("A={{.Task.Nmae}}"))).getMessage())
        .startsWith("ContainerSpec: template: \"A={{.Task.Nmae}}\": there is no field .Task.Nmae");
    assertRefused(
        container(it -> it.setHostname("{{.Task.Slot")),
        "ContainerSpec: template: \"{{.Task.Slot\" has \"{{\" without its \"}}\"");
  }

  @Test // api.C-22
  void timesOfAHealthCheckAreNoneOrAMillisecond() {
    Duration short_ = Duration.newBuilder().setNanos(999_999).build();

    assertHealth(it -> it.getHealthcheckBuilder().setInterval(short_), "Interval");
    assertHealth(it -> it.getHealthcheckBuilder().setTimeout(seconds(-1)), "Timeout");
    assertHealth(it -> it.getHealthcheckBuilder().setStartPeriod(short_), "StartPeriod");
    assertHealth(it -> it.getHealthcheckBuilder().setStartInterval(short_), "StartInterval");
    assertRefused(
        container(it -> it.getHealthcheckBuilder().setRetries(-1)),
        "ContainerSpec: Retries in HealthConfig cannot be negative");
    assertThatCode(
            () ->
                specs.check(
                    container(
                        it ->
                            it.getHealthcheckBuilder()
                                .setInterval(Duration.newBuilder().setNanos(1_000_000))
                                .setTimeout(seconds(0)))))
        .doesNotThrowAnyException();
  }

  @Test // api.C-23
  void genericRuntimes() {
    Any payload = Any.newBuilder().setTypeUrl("t").setValue(ByteString.copyFromUtf8("v")).build();

    assertRefused(generic("ab", payload), "Generic runtime: Invalid name \"ab\"");
    assertRefused(
        generic("Container", payload), "Generic runtime: \"Container\" is a reserved name");
    assertRefused(generic("vms", null), "Generic runtime is missing payload");
    assertRefused(
        generic("vms", payload.toBuilder().clearTypeUrl().build()),
        "Generic runtime is missing payload type");
    assertRefused(
        generic("vms", payload.toBuilder().clearValue().build()),
        "Generic runtime has an empty payload");
    assertThatCode(() -> specs.check(generic("vms", payload))).doesNotThrowAnyException();
  }

  @Test // api.C-24
  void updatesAndRollbacksFollowTheSameRules() {
    UpdateConfig delay = UpdateConfig.newBuilder().setDelay(seconds(-1)).build();
    UpdateConfig monitor = UpdateConfig.newBuilder().setMonitor(seconds(-1)).build();
    UpdateConfig ratio = UpdateConfig.newBuilder().setMaxFailureRatio(1.01f).build();
    UpdateConfig nothing = UpdateConfig.newBuilder().setMaxFailureRatio(Float.NaN).build();

    assertRefused(
        service("web", it -> it.setUpdate(delay)), "TaskSpec: update-delay cannot be negative");
    assertRefused(
        service("web", it -> it.setUpdate(monitor)), "TaskSpec: update-monitor cannot be negative");
    String range = "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1";
    assertRefused(service("web", it -> it.setUpdate(ratio)), range);
    assertRefused(service("web", it -> it.setRollback(ratio)), range);
    assertRefused(service("web", it -> it.setUpdate(nothing)), range);
  }

  @Test // api.C-25
  void modes() {
    assertRefused(
        service("web", it -> it.getReplicatedBuilder().setReplicas(-1)),
        "Number of replicas must be non-negative");
    assertRefused(
        service("web", it -> it.setReplicatedJob(ReplicatedJob.newBuilder().setMaxConcurrent(-1))),
        "Maximum concurrent jobs must not be negative");
    assertRefused(
        service(
            "web", it -> it.setReplicatedJob(ReplicatedJob.newBuilder().setTotalCompletions(-1))),
        "Total completed jobs must not be negative");
    assertRefused(
        service(
            "web",
            it ->
                it.setGlobalJob(GlobalJob.getDefaultInstance())
                    .setUpdate(UpdateConfig.getDefaultInstance())),
        "Jobs may not have an update config");
  }

  @Test // api.C-26
  void endpoints() {
    PortConfig ingress = PortConfig.newBuilder().setPublishedPort(80).build();
    PortConfig host = ingress.toBuilder().setPublishMode(PublishMode.HOST).build();

    assertRefused(
        endpoint(it -> it.setMode(ResolutionMode.DNSRR).addPorts(ingress)),
        "EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    assertRefused(
        endpoint(it -> it.addPorts(ingress).addPorts(host)),
        "EndpointSpec: duplicate published ports provided");
    assertThatCode(
            () ->
                specs.check(
                    endpoint(
                        it ->
                            it.addPorts(ingress)
                                .addPorts(ingress.toBuilder().setProtocol(Protocol.UDP))
                                .addPorts(ingress.toBuilder().clearPublishedPort())
                                .addPorts(ingress.toBuilder().clearPublishedPort()))))
        .doesNotThrowAnyException();
  }

  @Test // api.C-27
  void references() {
    SecretReference secret =
        SecretReference.newBuilder()
            .setSecretId("1")
            .setSecretName("a")
            .setFile(FileTarget.newBuilder().setName("f"))
            .build();
    ConfigReference config =
        ConfigReference.newBuilder()
            .setConfigId("2")
            .setConfigName("c")
            .setFile(FileTarget.newBuilder().setName("f"))
            .build();

    assertRefused(
        container(it -> it.addSecrets(secret.toBuilder().clearSecretId())),
        "malformed secret reference");
    assertRefused(
        container(it -> it.addSecrets(secret.toBuilder().clearFile())),
        "malformed secret reference, no target provided");
    assertRefused(
        container(it -> it.addSecrets(secret.toBuilder().setFile(FileTarget.getDefaultInstance()))),
        "malformed file secret reference, invalid target file name provided");
    assertRefused(
        container(it -> it.addSecrets(secret).addSecrets(secret.toBuilder().setSecretName("b"))),
        "secret references 'a' and 'b' have a conflicting target: 'f'");
    assertRefused(
        container(it -> it.addConfigs(config.toBuilder().clearConfigName())),
        "malformed config reference");
    assertRefused(
        container(it -> it.addConfigs(config.toBuilder().clearFile())),
        "malformed config reference, no target provided");
    assertRefused(
        container(it -> it.addConfigs(config).addConfigs(config.toBuilder().setConfigName("d"))),
        "config references 'c' and 'd' have a conflicting target: 'f'");
    assertThatCode(() -> specs.check(container(it -> it.addSecrets(secret).addConfigs(config))))
        .as("the same file of a secret and a config")
        .doesNotThrowAnyException();
  }

  @Test // api.C-27
  void credentialsAreAmongTheConfigsForTheRuntime() {
    ConfigReference runtime =
        ConfigReference.newBuilder()
            .setConfigId("2")
            .setConfigName("c")
            .setRuntime(RuntimeTarget.getDefaultInstance())
            .build();
    Consumer<ContainerSpec.Builder> credentials =
        it -> it.getPrivilegesBuilder().getCredentialSpecBuilder().setConfig("2");

    assertRefused(
        container(credentials),
        "CredentialSpec references config '2', but that config isn't in config references with"
            + " RuntimeTarget");
    assertThatCode(() -> specs.check(container(credentials.andThen(it -> it.addConfigs(runtime)))))
        .doesNotThrowAnyException();
  }

  private void assertHealth(Consumer<ContainerSpec.Builder> otherwise, String field) {
    assertRefused(
        container(otherwise),
        "ContainerSpec: " + field + " in HealthConfig cannot be less than 1ms");
  }

  private void assertRefused(ServiceSpec spec, String text) {
    RefusedException refusal = fault(spec);
    assertThat(refusal).hasMessage(text);
    assertThat(refusal.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  private RefusedException fault(ServiceSpec spec) {
    RefusedException refusal =
        catchThrowableOfType(RefusedException.class, () -> specs.check(spec));
    assertThat(refusal).as("refusal of %s", spec).isNotNull();
    return refusal;
  }

  private static ServiceSpec container(Consumer<ContainerSpec.Builder> otherwise) {
    return service("web", spec -> otherwise.accept(spec.getTaskBuilder().getContainerBuilder()));
  }

  private static ServiceSpec endpoint(Consumer<EndpointSpec.Builder> otherwise) {
    return service("web", spec -> otherwise.accept(spec.getEndpointBuilder()));
  }

  private static ServiceSpec generic(String kind, Any payload) {
    GenericRuntimeSpec.Builder runtime = GenericRuntimeSpec.newBuilder().setKind(kind);
    if (payload != null) {
      runtime.setPayload(payload);
    }
    return service("web", spec -> spec.getTaskBuilder().setGeneric(runtime));
  }

  private static Mount mount(String target) {
    return Mount.newBuilder().setTarget(target).build();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
