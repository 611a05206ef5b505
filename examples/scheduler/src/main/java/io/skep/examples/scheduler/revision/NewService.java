package io.skep.examples.scheduler.revision;

import io.skep.api.JobStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import java.time.Instant;

/** Makes services as a control API does (api.C-31). Pure. */
public final class NewService {
  private NewService() {}

  /** A new service; a job is asked for at {@code now}. */
  public static Service of(String id, ServiceSpec spec, Instant now) {
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

  private static boolean isJob(ServiceSpec spec) {
    return spec.hasReplicatedJob() || spec.hasGlobalJob();
  }
}
