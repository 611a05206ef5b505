package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ResourceRequirements;
import io.skep.api.Resources;
import java.math.BigDecimal;

/** What a task wants of a node. */
final class ResourceSpecs {
  private static final long LEAST_NANO_CPUS = 1_000_000;
  private static final long LEAST_MEMORY = 4L << 20;
  private static final int NANO_DIGITS = 9;

  private ResourceSpecs() {}

  static void check(ResourceRequirements requirements) {
    check(requirements.getLimits());
    check(requirements.getReservations());
  }

  private static void check(Resources resources) {
    long nanoCpus = resources.getNanoCpus();
    if (nanoCpus != 0 && nanoCpus < LEAST_NANO_CPUS) {
      throw invalid(
          "invalid cpu value %s: Must be at least 0.001"
              .formatted(GoText.number(BigDecimal.valueOf(nanoCpus, NANO_DIGITS))));
    }
    long memory = resources.getMemoryBytes();
    if (memory != 0 && memory < LEAST_MEMORY) {
      throw invalid("invalid memory value %d: Must be at least 4MiB".formatted(memory));
    }
  }
}
