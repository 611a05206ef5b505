package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ServiceSpec;
import io.skep.server.PlacementRules;
import io.skep.server.RefusedException;

/** What users may ask of a service. Immutable. */
public final class ServiceSpecs {
  private final PlacementRules rules;

  /** Placement constraints are checked by {@code rules}. */
  public ServiceSpecs(PlacementRules rules) {
    this.rules = rules;
  }

  /**
   * Refuses a spec that no service can have, by its first fault: name, task, mode, updates,
   * endpoint.
   *
   * @throws RefusedException if there is one
   */
  public void check(ServiceSpec spec) {
    Names.checkDns(spec.getAnnotations());
    TaskSpecs.check(spec.getTask(), rules);
    Modes.check(spec);
    if (!isJob(spec)) {
      UpdateConfigs.check(spec.getUpdate());
      UpdateConfigs.check(spec.getRollback());
    } else if (spec.hasUpdate()) {
      throw invalid("Jobs may not have an update config");
    }
    EndpointSpecs.check(spec.getEndpoint());
  }

  /** Whether the tasks of such a service are to end. */
  public static boolean isJob(ServiceSpec spec) {
    return spec.hasReplicatedJob() || spec.hasGlobalJob();
  }
}
