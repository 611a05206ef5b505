package io.skep.server.control;

import io.skep.api.CreateServiceRequest;
import io.skep.api.CreateServiceResponse;
import io.skep.api.GetServiceRequest;
import io.skep.api.GetServiceResponse;
import io.skep.api.JobStatus;
import io.skep.api.ListServicesRequest;
import io.skep.api.ListServicesResponse;
import io.skep.api.RemoveServiceRequest;
import io.skep.api.RemoveServiceResponse;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateServiceRequest;
import io.skep.api.UpdateServiceResponse;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.server.spec.ServiceSpecs;
import io.skep.store.NameConflictException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ServiceKind;
import io.vertx.core.Future;
import java.time.InstantSource;

/** Calls about services. */
final class ServiceControl {
  private static final Origin ORIGIN = Origin.of("control/service");

  private final Store store;
  private final ServiceSpecs specs;
  private final InstantSource clock;

  ServiceControl(Store store, ServiceSpecs specs, InstantSource clock) {
    this.store = store;
    this.specs = specs;
    this.clock = clock;
  }

  void addTo(RpcTable table) {
    table
        .read("GetService", GetServiceRequest.getDefaultInstance(), this::get)
        .read("ListServices", ListServicesRequest.getDefaultInstance(), this::list)
        .write("CreateService", CreateServiceRequest.getDefaultInstance(), this::create)
        .write("UpdateService", UpdateServiceRequest.getDefaultInstance(), this::update)
        .write("RemoveService", RemoveServiceRequest.getDefaultInstance(), this::remove);
  }

  private GetServiceResponse get(GetServiceRequest request) {
    Service service = Requests.named(store.view(), Kinds.SERVICE, request.getServiceId());
    if (request.getInsertDefaults()) {
      service = service.toBuilder().setSpec(ServiceDefaults.filledIn(service.getSpec())).build();
    }
    return GetServiceResponse.newBuilder().setService(service).build();
  }

  private ListServicesResponse list(ListServicesRequest request) {
    ListServicesRequest.Filters filters = request.getFilters();
    return ListServicesResponse.newBuilder()
        .addAllServices(
            new AllOf<>(Kinds.SERVICE)
                .names(filters.getNamesList(), ServiceControl::name)
                .namePrefixes(filters.getNamePrefixesList(), ServiceControl::name)
                .idPrefixes(filters.getIdPrefixesList())
                .values(ServiceKind.RUNTIME, filters.getRuntimesList())
                .labels(
                    filters.getLabelsMap(),
                    service -> service.getSpec().getAnnotations().getLabelsMap())
                .in(store.view()))
        .build();
  }

  private Future<CreateServiceResponse> create(CreateServiceRequest request) {
    Requests.required(request.hasSpec());
    ServiceSpec spec = request.getSpec();
    specs.check(spec);
    return store
        .compute(ORIGIN, tx -> create(tx, spec))
        .map(done -> CreateServiceResponse.newBuilder().setService(done.value()).build());
  }

  private Service create(Tx tx, ServiceSpec spec) {
    ServiceNetworks.checkTargets(tx, spec);
    PublishedPorts.checkFree(tx, "", spec.getEndpoint());
    ServiceNetworks.checkIngress(tx, spec);
    ServiceReferences.check(tx, spec);
    Service.Builder service =
        Service.newBuilder()
            .setId(tx.newId())
            .setSpec(spec)
            .setSpecVersion(Version.getDefaultInstance());
    if (ServiceSpecs.isJob(spec)) {
      service.setJobStatus(
          JobStatus.newBuilder()
              .setJobIteration(Version.getDefaultInstance())
              .setLastExecution(Times.timestamp(clock.instant())));
    }
    try {
      return tx.create(Kinds.SERVICE, service.build());
    } catch (NameConflictException taken) {
      throw RefusedException.exists(
          "%s: service %s already exists"
              .formatted(taken.reason(), spec.getAnnotations().getName()));
    }
  }

  private Future<UpdateServiceResponse> update(UpdateServiceRequest request) {
    Requests.required(!request.getServiceId().isEmpty() && request.hasServiceVersion());
    Requests.required(request.hasSpec());
    specs.check(request.getSpec());
    return store
        .compute(
            ORIGIN,
            tx -> {
              ServiceNetworks.checkTargets(tx, request.getSpec());
              Service service = Requests.named(tx, Kinds.SERVICE, request.getServiceId());
              Service changed = new ServiceEdit(tx, service, request, clock.instant()).edited();
              return tx.update(
                  Kinds.SERVICE,
                  Requests.asRead(Kinds.SERVICE, changed, request.getServiceVersion()));
            })
        .map(done -> UpdateServiceResponse.newBuilder().setService(done.value()).build());
  }

  private Future<RemoveServiceResponse> remove(RemoveServiceRequest request) {
    return store
        .update(
            ORIGIN,
            tx ->
                tx.delete(
                    Kinds.SERVICE,
                    Requests.named(tx, Kinds.SERVICE, request.getServiceId()).getId()))
        .map(RemoveServiceResponse.getDefaultInstance());
  }

  private static String name(Service service) {
    return service.getSpec().getAnnotations().getName();
  }
}
