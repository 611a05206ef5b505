package io.skep.server.control;

import io.skep.api.JobStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateServiceRequest;
import io.skep.api.UpdateServiceRequest.Rollback;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import io.skep.server.RefusedException;
import io.skep.server.spec.ServiceSpecs;
import io.skep.store.ReadTx;
import java.time.Instant;

/** What a user's update makes of a service: a new spec, or the one before. */
final class ServiceEdit {
  private final ReadTx at;
  private final Service service;
  private final UpdateServiceRequest request;
  private final Instant now;

  ServiceEdit(ReadTx at, Service service, UpdateServiceRequest request, Instant now) {
    this.at = at;
    this.service = service;
    this.request = request;
    this.now = now;
  }

  /**
   * The service after the update.
   *
   * @throws RefusedException if there can be no such update
   */
  Service edited() {
    check(service.getSpec(), request.getSpec());
    Service.Builder edited = service.toBuilder();
    if (request.getRollback() == Rollback.PREVIOUS) {
      goBack(edited);
    } else {
      goForward(edited);
    }
    if (ServiceSpecs.isJob(edited.getSpec())) {
      edited.setJobStatus(nextRun());
    }
    ServiceNetworks.checkIngress(at, edited.getSpec());
    return edited.build();
  }

  @SuppressWarnings("deprecation") // Where services kept their networks before tasks did.
  private void check(ServiceSpec before, ServiceSpec after) {
    if (before.hasEndpoint() != after.hasEndpoint()
        || !before.getEndpoint().equals(after.getEndpoint())) {
      PublishedPorts.checkFree(at, service.getId(), after.getEndpoint());
    }
    if (!before.getNetworksList().equals(after.getNetworksList())
        && before.getTask().getNetworksList().equals(after.getTask().getNetworksList())) {
      throw RefusedException.unimplemented(
          "networks must be migrated to TaskSpec before being changed");
    }
    ServiceReferences.check(at, after);
    if (before.getModeCase() != after.getModeCase()) {
      throw RefusedException.unimplemented("service mode change is not allowed");
    }
    if (!before.getAnnotations().getName().equals(after.getAnnotations().getName())) {
      throw RefusedException.unimplemented("renaming services is not supported");
    }
  }

  private void goForward(Service.Builder edited) {
    edited.setPreviousSpec(service.getSpec()).clearPreviousSpecVersion();
    if (service.hasSpecVersion()) {
      edited.setPreviousSpecVersion(service.getSpecVersion());
    }
    edited
        .setSpec(request.getSpec())
        .setSpecVersion(request.getServiceVersion())
        .clearUpdateStatus();
  }

  private void goBack(Service.Builder edited) {
    if (!service.hasPreviousSpec()) {
      throw RefusedException.precondition(
          "service %s does not have a previous spec".formatted(service.getId()));
    }
    goForward(edited);
    edited.setSpec(service.getPreviousSpec()).clearSpecVersion();
    if (service.hasPreviousSpecVersion()) {
      edited.setSpecVersion(service.getPreviousSpecVersion());
    }
    edited.setUpdateStatus(
        UpdateStatus.newBuilder()
            .setState(UpdateState.ROLLBACK_STARTED)
            .setStartedAt(Times.timestamp(now))
            .setMessage("manually requested rollback"));
  }

  private JobStatus nextRun() {
    long current = service.getJobStatus().getJobIteration().getIndex();
    return JobStatus.newBuilder()
        .setJobIteration(Version.newBuilder().setIndex(current + 1))
        .setLastExecution(Times.timestamp(now))
        .build();
  }
}
