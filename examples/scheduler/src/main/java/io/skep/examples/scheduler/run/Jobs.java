package io.skep.examples.scheduler.run;

import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;

/** Services that no controller runs yet. */
final class Jobs {
  private static final String REASON = "not started: jobs are not supported yet";

  private Jobs() {}

  static List<Waiting> notStarted(ReadTx view) {
    return view.list(Kinds.SERVICE).stream()
        .filter(service -> isJob(service.getSpec()))
        .map(Jobs::waiting)
        .toList();
  }

  private static boolean isJob(ServiceSpec spec) {
    return spec.hasReplicatedJob() || spec.hasGlobalJob();
  }

  private static Waiting waiting(Service job) {
    long completions = job.getSpec().getReplicatedJob().getTotalCompletions();
    int count = (int) Math.min(Integer.MAX_VALUE, Math.max(1, completions));
    return new Waiting(job.getSpec().getAnnotations().getName(), count, REASON);
  }
}
