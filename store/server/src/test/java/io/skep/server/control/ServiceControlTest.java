package io.skep.server.control;

import static io.skep.server.Specs.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.skep.api.ConfigReference;
import io.skep.api.CreateServiceRequest;
import io.skep.api.CreateServiceResponse;
import io.skep.api.FileTarget;
import io.skep.api.GetServiceRequest;
import io.skep.api.GetServiceResponse;
import io.skep.api.GlobalService;
import io.skep.api.ListServicesRequest;
import io.skep.api.ListServicesResponse;
import io.skep.api.Network;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.RemoveServiceRequest;
import io.skep.api.RemoveServiceResponse;
import io.skep.api.ReplicatedJob;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Secret;
import io.skep.api.SecretReference;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateServiceRequest;
import io.skep.api.UpdateServiceRequest.Rollback;
import io.skep.api.UpdateServiceResponse;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceControlTest {
  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-1, api.A-3, api.C-31, api.C-32
  void aServiceThatWasCreatedIsFoundUnderTheIdThatTheServerChose() {
    Service created = create(service("web"));

    assertThat(created.getId()).matches("[0-9a-z]{25}");
    assertThat(created.hasSpecVersion()).isTrue();
    assertThat(created.getSpecVersion().getIndex()).isZero();
    assertThat(created.hasJobStatus()).isFalse();
    assertThat(created.getMeta().getVersion().getIndex()).isPositive();
    assertThat(get(created.getId(), false)).isEqualTo(created);
  }

  @Test // api.A-8, api.C-20, api.C-33
  void whatIsMissingIsSaid() {
    assertThat(rig.refused("GetService", GetServiceRequest.newBuilder().setServiceId("x").build()))
        .isEqualTo(Refusal.notFound("service x not found"));
    assertThat(rig.refused("GetService", GetServiceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("CreateService", CreateServiceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    Service web = create(service("web"));
    assertThat(rig.refused("UpdateService", update(web).clearServiceVersion().build()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("UpdateService", update(web).clearSpec().build()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("UpdateService", update(web).setServiceId("x").build()))
        .isEqualTo(Refusal.notFound("service x not found"));
  }

  @Test // api.C-20, api.C-22
  void aBadSpecIsRefusedAndChangesNothing() {
    assertThat(
            rig.refused(
                "CreateService",
                CreateServiceRequest.newBuilder()
                    .setSpec(
                        service(
                            "web", it -> it.getTaskBuilder().getContainerBuilder().clearImage()))
                    .build()))
        .isEqualTo(Refusal.invalid("ContainerSpec: image reference must be provided"));
    assertThat(rig.store().view().list(Kinds.SERVICE)).isEmpty();
  }

  @Test // api.C-31
  void aTakenNameIsToldAsTaken() {
    create(service("web"));

    assertThat(
            rig.refused(
                "CreateService", CreateServiceRequest.newBuilder().setSpec(service("WEB")).build()))
        .isEqualTo(
            Refusal.exists("name conflicts with an existing object: service WEB already exists"));
  }

  @Test // api.C-31, api.C-33
  void aJobHasRuns() {
    Service job = create(service("job", it -> it.setReplicatedJob(ReplicatedJob.newBuilder())));
    assertThat(job.getJobStatus().getJobIteration().getIndex()).isZero();
    assertThat(job.getJobStatus().getLastExecution()).isEqualTo(Times.timestamp(Rig.NOW));

    Service again = updated(update(job));

    assertThat(again.getJobStatus().getJobIteration().getIndex()).isEqualTo(1);
  }

  @Test // api.C-32
  void defaultsAreFilledInOnRequestAndNotStored() {
    Service web = create(service("web"));

    ServiceSpec filled = get(web.getId(), true).getSpec();

    assertThat(filled.getTask().getContainer().getStopGracePeriod()).isEqualTo(seconds(10));
    assertThat(filled.getTask().getContainer().hasPullOptions()).isTrue();
    assertThat(filled.getTask().getContainer().hasDnsConfig()).isTrue();
    assertThat(filled.getTask().hasResources()).isTrue();
    assertThat(filled.getTask().hasPlacement()).isTrue();
    assertThat(filled.getTask().getRestart().getCondition()).isEqualTo(RestartCondition.ANY);
    assertThat(filled.getTask().getRestart().getDelay()).isEqualTo(seconds(5));
    assertThat(filled.getUpdate().getParallelism()).isEqualTo(1);
    assertThat(filled.getUpdate().getMonitor()).isEqualTo(seconds(5));
    assertThat(filled.getRollback()).isEqualTo(filled.getUpdate());
    assertThat(get(web.getId(), false)).isEqualTo(web);
  }

  @Test // api.C-32
  void whatWasSaidStaysAsItIs() {
    Service web =
        create(
            service(
                "web",
                it -> {
                  it.getTaskBuilder().getRestartBuilder().setCondition(RestartCondition.NONE);
                  it.getTaskBuilder().getContainerBuilder().setStopGracePeriod(seconds(1));
                  it.getUpdateBuilder().setParallelism(3);
                }));

    ServiceSpec filled = get(web.getId(), true).getSpec();

    assertThat(filled.getTask().getRestart().getCondition()).isEqualTo(RestartCondition.NONE);
    assertThat(filled.getTask().getRestart().getDelay()).isEqualTo(seconds(5));
    assertThat(filled.getTask().getContainer().getStopGracePeriod()).isEqualTo(seconds(1));
    assertThat(filled.getUpdate().getParallelism()).isEqualTo(3);
    assertThat(filled.getUpdate().getMonitor()).isEqualTo(seconds(5));
  }

  @Test // api.A-3, api.C-33
  void anUpdateKeepsTheSpecBeforeAndTellsTheNewVersion() {
    Service web = create(service("web"));
    ServiceSpec three = service("web", it -> it.getReplicatedBuilder().setReplicas(3));

    Service updated = updated(update(web).setSpec(three));

    assertThat(updated.getSpec()).isEqualTo(three);
    assertThat(updated.getPreviousSpec()).isEqualTo(web.getSpec());
    assertThat(updated.getPreviousSpecVersion()).isEqualTo(web.getSpecVersion());
    assertThat(updated.getSpecVersion()).isEqualTo(web.getMeta().getVersion());
    assertThat(updated.hasUpdateStatus()).isFalse();
    assertThat(updated.getMeta().getVersion().getIndex())
        .isGreaterThan(web.getMeta().getVersion().getIndex());
    assertThat(rig.refused("UpdateService", update(web).setSpec(three).build()))
        .isEqualTo(Refusal.unknown("update out of sequence"));
  }

  @Test // api.C-33
  void aRollbackSwapsTheSpecs() {
    Service web = create(service("web"));
    assertThat(rig.refused("UpdateService", update(web).setRollback(Rollback.PREVIOUS).build()))
        .isEqualTo(
            Refusal.precondition("service " + web.getId() + " does not have a previous spec"));
    Service three =
        updated(
            update(web).setSpec(service("web", it -> it.getReplicatedBuilder().setReplicas(3))));

    Service back = updated(update(three).setRollback(Rollback.PREVIOUS));

    assertThat(back.getSpec()).isEqualTo(web.getSpec());
    assertThat(back.getSpecVersion()).isEqualTo(web.getSpecVersion());
    assertThat(back.getPreviousSpec()).isEqualTo(three.getSpec());
    assertThat(back.getPreviousSpecVersion()).isEqualTo(three.getSpecVersion());
    assertThat(back.getUpdateStatus().getState()).isEqualTo(UpdateState.ROLLBACK_STARTED);
    assertThat(back.getUpdateStatus().getMessage()).isEqualTo("manually requested rollback");
  }

  @Test // api.C-33
  @SuppressWarnings("deprecation") // Where services kept their networks before tasks did.
  void modeNameAndTheServicesOwnNetworksCannotChange() {
    Service web = create(service("web"));

    assertThat(
            rig.refused(
                "UpdateService",
                changed(web, it -> it.setGlobal(GlobalService.getDefaultInstance()))))
        .isEqualTo(Refusal.unimplemented("service mode change is not allowed"));
    assertThat(
            rig.refused(
                "UpdateService", changed(web, it -> it.getAnnotationsBuilder().setName("web2"))))
        .isEqualTo(Refusal.unimplemented("renaming services is not supported"));
    assertThat(
            rig.refused(
                "UpdateService",
                changed(
                    web,
                    it -> it.addNetworks(NetworkAttachmentConfig.newBuilder().setTarget("n")))))
        .isEqualTo(
            Refusal.unimplemented("networks must be migrated to TaskSpec before being changed"));
  }

  @Test // api.C-29
  void tasksCannotBeOnTheIngressNetwork() {
    String ingress = ingress();

    assertThat(
            rig.refused(
                "CreateService",
                CreateServiceRequest.newBuilder()
                    .setSpec(
                        service(
                            "web",
                            it -> it.getTaskBuilder().addNetworksBuilder().setTarget(ingress)))
                    .build()))
        .isEqualTo(
            Refusal.invalid(
                "Service cannot be explicitly attached to the ingress network \"ingress\""));
  }

  @Test // api.C-30, api.C-31, api.C-33
  void aPortIsOfOneServiceUnlessBothHaveItOnTheirNodes() {
    assertThat(refusedPort("early", 80, PublishMode.INGRESS))
        .isEqualTo(
            Refusal.precondition(
                "service needs ingress network, but no ingress network is present"));
    ingress();
    Service web = create(published("web", 80, PublishMode.INGRESS));
    Service dns = create(published("dns", 53, PublishMode.HOST));

    String taken =
        "port '80' is already in use by service 'web' (" + web.getId() + ") as an ingress port";
    assertThat(refusedPort("other", 80, PublishMode.INGRESS)).isEqualTo(Refusal.invalid(taken));
    assertThat(refusedPort("other", 80, PublishMode.HOST)).isEqualTo(Refusal.invalid(taken));
    assertThat(refusedPort("other", 53, PublishMode.INGRESS))
        .isEqualTo(
            Refusal.invalid(
                "port '53' is already in use by service 'dns' ("
                    + dns.getId()
                    + ") as a host-published port"));
    create(published("second", 53, PublishMode.HOST));
    updated(
        update(web)
            .setSpec(web.getSpec().toBuilder().setReplicated(web.getSpec().getReplicated())));
    assertThat(
            rig.refused(
                "UpdateService",
                update(dns).setSpec(published("dns", 80, PublishMode.HOST)).build()))
        .isEqualTo(Refusal.invalid(taken));
  }

  @Test // api.C-30
  void aPortThatAServiceWasGivenIsTakenToo() {
    ingress();
    Service web = create(published("web", 0, PublishMode.INGRESS));
    rig.write(
        tx -> {
          Service.Builder given = web.toBuilder();
          given.getEndpointBuilder().addPortsBuilder().setPublishedPort(30_000);
          return tx.update(Kinds.SERVICE, given.build());
        });

    assertThat(refusedPort("other", 30_000, PublishMode.INGRESS).text())
        .startsWith("port '30000' is already in use by service 'web'");
  }

  @Test // api.C-28
  void whatIsReferencedMustBeThereUnderThatName() {
    rig.write(tx -> tx.create(Kinds.SECRET, secret("s1", "key")));
    Consumer<ServiceSpec.Builder> one = it -> addSecret(it, "s1", "other", "a");
    Consumer<ServiceSpec.Builder> two = one.andThen(it -> addSecret(it, "s2", "gone", "b"));
    Consumer<ServiceSpec.Builder> configs =
        it ->
            it.getTaskBuilder()
                .getContainerBuilder()
                .addConfigs(
                    ConfigReference.newBuilder()
                        .setConfigId("c")
                        .setConfigName("conf")
                        .setFile(FileTarget.newBuilder().setName("f")));

    assertThat(refusedSpec(one)).isEqualTo(Refusal.invalid("secret not found: other"));
    assertThat(refusedSpec(two)).isEqualTo(Refusal.invalid("secrets not found: other, gone"));
    assertThat(refusedSpec(configs)).isEqualTo(Refusal.invalid("config not found: conf"));
    create(service("good", it -> addSecret(it, "s1", "key", "a")));
  }

  @Test // api.C-34
  void aServiceGoesAtOnce() {
    Service web = create(service("web"));
    RemoveServiceRequest remove =
        RemoveServiceRequest.newBuilder().setServiceId(web.getId()).build();

    rig.control("RemoveService", remove, RemoveServiceResponse.getDefaultInstance());

    assertThat(rig.store().view().list(Kinds.SERVICE)).isEmpty();
    assertThat(rig.refused("RemoveService", remove))
        .isEqualTo(Refusal.notFound("service " + web.getId() + " not found"));
    assertThat(rig.refused("RemoveService", RemoveServiceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
  }

  @Test // api.A-5, api.A-6, api.A-7, api.C-35
  void allFiltersMustHoldAndNamesCompareWithTheirCase() {
    create(service("web", it -> it.getAnnotationsBuilder().putLabels("tier", "front")));
    create(service("worker", it -> it.getAnnotationsBuilder().putLabels("tier", "back")));
    create(service("db"));

    assertThat(list(it -> {})).hasSize(3);
    assertThat(list(it -> it.addNames("worker").addNames("web"))).containsExactly("worker", "web");
    assertThat(list(it -> it.addNames("WEB"))).isEmpty();
    assertThat(list(it -> it.addNamePrefixes("w"))).containsExactly("web", "worker");
    assertThat(list(it -> it.addNamePrefixes("w").putLabels("tier", "back")))
        .containsExactly("worker");
    assertThat(list(it -> it.putLabels("tier", ""))).containsExactlyInAnyOrder("web", "worker");
    assertThat(list(it -> it.addNames("web").addRuntimes("container"))).containsExactly("web");
    assertThat(list(it -> it.addNames("web").addRuntimes("vms"))).isEmpty();
    assertThat(list(it -> it.addIdPrefixes(""))).hasSize(3);
  }

  private Service create(ServiceSpec spec) {
    return rig.control(
            "CreateService",
            CreateServiceRequest.newBuilder().setSpec(spec).build(),
            CreateServiceResponse.getDefaultInstance())
        .getService();
  }

  private Service get(String id, boolean insertDefaults) {
    return rig.control(
            "GetService",
            GetServiceRequest.newBuilder()
                .setServiceId(id)
                .setInsertDefaults(insertDefaults)
                .build(),
            GetServiceResponse.getDefaultInstance())
        .getService();
  }

  private static UpdateServiceRequest.Builder update(Service service) {
    return UpdateServiceRequest.newBuilder()
        .setServiceId(service.getId())
        .setServiceVersion(service.getMeta().getVersion())
        .setSpec(service.getSpec());
  }

  private static UpdateServiceRequest changed(
      Service service, Consumer<ServiceSpec.Builder> otherwise) {
    UpdateServiceRequest.Builder update = update(service);
    otherwise.accept(update.getSpecBuilder());
    return update.build();
  }

  private Service updated(UpdateServiceRequest.Builder request) {
    return rig.control("UpdateService", request.build(), UpdateServiceResponse.getDefaultInstance())
        .getService();
  }

  private List<String> list(Consumer<ListServicesRequest.Filters.Builder> filters) {
    ListServicesRequest.Builder request = ListServicesRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig
        .control("ListServices", request.build(), ListServicesResponse.getDefaultInstance())
        .getServicesList()
        .stream()
        .map(service -> service.getSpec().getAnnotations().getName())
        .toList();
  }

  private Refusal refusedSpec(Consumer<ServiceSpec.Builder> otherwise) {
    return rig.refused(
        "CreateService",
        CreateServiceRequest.newBuilder().setSpec(service("bad", otherwise)).build());
  }

  private Refusal refusedPort(String name, int port, PublishMode mode) {
    return rig.refused(
        "CreateService",
        CreateServiceRequest.newBuilder().setSpec(published(name, port, mode)).build());
  }

  private static ServiceSpec published(String name, int port, PublishMode mode) {
    return service(
        name,
        it ->
            it.getEndpointBuilder()
                .addPorts(
                    PortConfig.newBuilder()
                        .setTargetPort(8080)
                        .setPublishedPort(port)
                        .setPublishMode(mode)));
  }

  private static void addSecret(ServiceSpec.Builder spec, String id, String name, String file) {
    spec.getTaskBuilder()
        .getContainerBuilder()
        .addSecrets(
            SecretReference.newBuilder()
                .setSecretId(id)
                .setSecretName(name)
                .setFile(FileTarget.newBuilder().setName(file)));
  }

  private static Secret secret(String id, String name) {
    Secret.Builder secret = Secret.newBuilder().setId(id);
    secret.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return secret.build();
  }

  private String ingress() {
    return rig.write(
            tx -> {
              Network.Builder network = Network.newBuilder().setId(tx.newId());
              network.getSpecBuilder().setIngress(true).getAnnotationsBuilder().setName("ingress");
              return tx.create(Kinds.NETWORK, network.build());
            })
        .getId();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
