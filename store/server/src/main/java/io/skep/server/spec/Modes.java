package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ServiceSpec;

/** How many tasks a service is to have. Numbers above the signed ones were negative in a client. */
final class Modes {
  private Modes() {}

  static void check(ServiceSpec spec) {
    switch (spec.getModeCase()) {
      case REPLICATED -> checkReplicas(spec.getReplicated().getReplicas());
      case REPLICATED_JOB -> {
        if (spec.getReplicatedJob().getMaxConcurrent() < 0) {
          throw invalid("Maximum concurrent jobs must not be negative");
        }
        if (spec.getReplicatedJob().getTotalCompletions() < 0) {
          throw invalid("Total completed jobs must not be negative");
        }
      }
      case GLOBAL, GLOBAL_JOB -> {}
      case MODE_NOT_SET -> throw invalid("Unrecognized service mode");
    }
  }

  private static void checkReplicas(long replicas) {
    if (replicas < 0) {
      throw invalid("Number of replicas must be non-negative");
    }
  }
}
