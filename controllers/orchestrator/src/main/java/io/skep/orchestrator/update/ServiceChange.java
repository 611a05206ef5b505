package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of a service when its user changes it, or takes the last change back. To be stored
 * in the transaction that has read the service; the orchestrators do the rest.
 *
 * <pre>{@code
 * store.update(
 *     tx -> {
 *       Service service = tx.get(Kinds.SERVICE, id).orElseThrow();
 *       tx.update(Kinds.SERVICE, ServiceChange.to(service, newSpec, clock.instant()));
 *     });
 * }</pre>
 *
 * <p>All pure. What the new specification says is not checked here.
 */
public final class ServiceChange {
  private ServiceChange() {}

  /**
   * {@code stored}, asking for {@code spec} from now on: keeps what it asked for before, to go back
   * to; forgets how far the change before has come, so that the update of that ends and another one
   * begins; and starts a job again.
   *
   * @param stored as it was read, with its version, which becomes that of the specification
   */
  public static Service to(Service stored, ServiceSpec spec, Instant now) {
    Service.Builder changed =
        stored.toBuilder()
            .setPreviousSpec(stored.getSpec())
            .setSpec(spec)
            .setSpecVersion(stored.getMeta().getVersion())
            .clearPreviousSpecVersion()
            .clearUpdateStatus();
    if (stored.hasSpecVersion()) {
      changed.setPreviousSpecVersion(stored.getSpecVersion());
    }
    startJobAgain(changed, now);
    return changed.build();
  }

  /**
   * {@code stored}, asking again for what it asked for before its last change. Doing that twice
   * brings back what the first has taken back. Empty if there is nothing to go back to.
   */
  public static Optional<Service> back(Service stored, Instant now) {
    if (!stored.hasPreviousSpec()) {
      return Optional.empty();
    }
    Service.Builder changed = stored.toBuilder();
    revert(changed);
    changed.setPreviousSpec(stored.getSpec());
    if (stored.hasSpecVersion()) {
      changed.setPreviousSpecVersion(stored.getSpecVersion());
    }
    changed.setUpdateStatus(
        UpdateStatus.newBuilder()
            .setState(UpdateState.ROLLBACK_STARTED)
            .setMessage("manually requested rollback")
            .setStartedAt(Times.timestamp(now)));
    startJobAgain(changed, now);
    return Optional.of(changed.build());
  }

  /** The specification before becomes the current one, and there is none before it any more. */
  static void revert(Service.Builder service) {
    service.setSpec(service.getPreviousSpec()).clearPreviousSpec().clearSpecVersion();
    if (service.hasPreviousSpecVersion()) {
      service.setSpecVersion(service.getPreviousSpecVersion()).clearPreviousSpecVersion();
    }
  }

  private static void startJobAgain(Service.Builder service, Instant now) {
    if (!service.getSpec().hasReplicatedJob() && !service.getSpec().hasGlobalJob()) {
      return;
    }
    long iteration = service.getJobStatus().getJobIteration().getIndex();
    service
        .getJobStatusBuilder()
        .setJobIteration(Version.newBuilder().setIndex(iteration + 1))
        .setLastExecution(Times.timestamp(now));
  }
}
