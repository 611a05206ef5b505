package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import com.google.protobuf.Duration;
import io.skep.api.ContainerSpec;
import io.skep.api.HealthConfig;
import io.skep.api.Mount;
import java.util.HashSet;
import java.util.Set;

/** What a container is made of. */
final class ContainerSpecs {
  private ContainerSpecs() {}

  static void check(ContainerSpec container) {
    SpecTemplates.check(container);
    checkImage(container.getImage());
    checkMounts(container);
    if (container.hasHealthcheck()) {
      checkHealth(container.getHealthcheck());
    }
  }

  private static void checkImage(String image) {
    if (image.isEmpty()) {
      throw invalid("ContainerSpec: image reference must be provided");
    }
    if (!ImageReference.isValid(image)) {
      throw invalid("ContainerSpec: " + GoText.quoted(image) + " is not a valid repository/tag");
    }
  }

  /** Two targets that differ before their templates are filled in may be the same afterwards. */
  private static void checkMounts(ContainerSpec container) {
    Set<String> targets = new HashSet<>();
    for (Mount mount : container.getMountsList()) {
      String target = SpecTemplates.expand(mount.getTarget());
      if (!targets.add(target)) {
        throw invalid("ContainerSpec: duplicate mount point: " + target);
      }
    }
  }

  private static void checkHealth(HealthConfig health) {
    checkLength("Interval", health.getInterval());
    checkLength("Timeout", health.getTimeout());
    checkLength("StartPeriod", health.getStartPeriod());
    checkLength("StartInterval", health.getStartInterval());
    if (health.getRetries() < 0) {
      throw invalid("ContainerSpec: Retries in HealthConfig cannot be negative");
    }
  }

  private static void checkLength(String name, Duration length) {
    if (Lengths.isTooShort(length)) {
      throw invalid("ContainerSpec: " + name + " in HealthConfig cannot be less than 1ms");
    }
  }
}
