package io.skep.examples.scheduler.revision;

import io.skep.api.JobStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import java.time.Instant;

/** Stores and changes services as a control API does (api.C-31, api.C-33). All pure. */
public final class ServiceChange {
  private ServiceChange() {}

  /** A new service; a job is asked for at {@code now}. */
  public static Service create(String id, ServiceSpec spec, Instant now) {
    Service.Builder service =
        Service.newBuilder().setId(id).setSpec(spec).setSpecVersion(Version.getDefaultInstance());
    if (isJob(spec)) {
      service.setJobStatus(
          JobStatus.newBuilder()
              .setJobIteration(Version.getDefaultInstance())
              .setLastExecution(Times.timestamp(now)));
    }
    return service.build();
  }

  /**
   * {@code stored} with another spec: the old one is kept to go back to, tasks of the new one are
   * told apart by the version at which the service was read, and whatever update was under way is
   * forgotten. A job is run again.
   */
  public static Service update(Service stored, ServiceSpec spec, Instant now) {
    Service.Builder service =
        stored.toBuilder()
            .setPreviousSpec(stored.getSpec())
            .setSpec(spec)
            .setSpecVersion(stored.getMeta().getVersion())
            .clearUpdateStatus();
    if (stored.hasSpecVersion()) {
      service.setPreviousSpecVersion(stored.getSpecVersion());
    } else {
      service.clearPreviousSpecVersion();
    }
    if (isJob(spec)) {
      long iteration = stored.getJobStatus().getJobIteration().getIndex() + 1;
      service.setJobStatus(
          JobStatus.newBuilder()
              .setJobIteration(Version.newBuilder().setIndex(iteration))
              .setLastExecution(Times.timestamp(now)));
    }
    return service.build();
  }

  private static boolean isJob(ServiceSpec spec) {
    return spec.hasReplicatedJob() || spec.hasGlobalJob();
  }
}
