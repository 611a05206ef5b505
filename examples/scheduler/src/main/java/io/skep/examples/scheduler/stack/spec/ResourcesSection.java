package io.skep.examples.scheduler.stack.spec;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.ResourceRequirements;
import io.skep.api.Resources;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code deploy.resources}. */
final class ResourcesSection {
  /** A manager accepts nothing between it and none: a thousandth of a processor. */
  private static final long LEAST_NANO_CPUS = 1_000_000;

  /** A manager accepts nothing between it and none: 4 MiB. */
  private static final long LEAST_MEMORY_BYTES = 4L << 20;

  private static final Key<Long> CPUS = Key.of("cpus", Quantities.NANO_CPUS);
  private static final Key<Long> MEMORY = Key.of("memory", Quantities.SIZE_BYTES);
  private static final Key<Long> PIDS = Key.of("pids", Scalars.INTEGER);

  private static final Key<String> KIND = Key.of("kind", Scalars.TEXT);
  private static final Key<Long> AMOUNT = Key.of("value", Scalars.range(1, Long.MAX_VALUE));
  private static final Key<Fields> DISCRETE =
      Key.of("discrete_resource_spec", Section.of("a resource").keys(KIND, AMOUNT).build());
  private static final Key<List<Value<Fields>>> GENERIC =
      Key.of(
          "generic_resources", Lists.of(Section.of("a generic resource").keys(DISCRETE).build()));

  private static final Key<Fields> LIMITS =
      Key.of("limits", Section.of("resource limits").keys(CPUS, MEMORY, PIDS).build());
  private static final Key<Fields> RESERVATIONS =
      Key.of(
          "reservations",
          Section.of("resource reservations")
              .keys(CPUS, MEMORY, GENERIC)
              .ignored("a stack reserves devices as 'generic_resources'", "devices")
              .build());

  static final Key<Fields> RESOURCES =
      Key.of("resources", Section.of("resources").keys(LIMITS, RESERVATIONS).build());

  private ResourcesSection() {}

  static ResourceRequirements of(Fields deploy, Scope scope) {
    ResourceRequirements.Builder requirements = ResourceRequirements.newBuilder();
    deploy
        .get(RESOURCES)
        .ifPresent(
            resources -> {
              resources
                  .get(LIMITS)
                  .ifPresent(limits -> requirements.setLimits(amounts(limits, scope)));
              resources
                  .get(RESERVATIONS)
                  .ifPresent(
                      reserved -> requirements.setReservations(reservations(reserved, scope)));
            });
    return requirements.build();
  }

  /** The most processes of a container; 0 for any number. */
  static long pidsLimit(Fields deploy) {
    return deploy
        .get(RESOURCES)
        .flatMap(resources -> resources.get(LIMITS))
        .map(limits -> limits.get(PIDS, 0L))
        .orElse(0L);
  }

  private static Resources.Builder amounts(Fields fields, Scope scope) {
    fields
        .value(CPUS)
        .filter(cpus -> isTooSmall(cpus.get(), LEAST_NANO_CPUS))
        .ifPresent(cpus -> scope.refuse(cpus, "must be 0 or at least 0.001 processors"));
    fields
        .value(MEMORY)
        .filter(memory -> isTooSmall(memory.get(), LEAST_MEMORY_BYTES))
        .ifPresent(memory -> scope.refuse(memory, "must be 0 or at least 4 MiB of memory"));
    return Resources.newBuilder()
        .setNanoCpus(fields.get(CPUS, 0L))
        .setMemoryBytes(fields.get(MEMORY, 0L));
  }

  private static boolean isTooSmall(long amount, long least) {
    return amount != 0 && amount < least;
  }

  private static Resources reservations(Fields fields, Scope scope) {
    Resources.Builder resources = amounts(fields, scope);
    Set<String> kinds = new HashSet<>();
    for (Value<Fields> item : fields.get(GENERIC, List.of())) {
      if (!item.get().has(DISCRETE)) {
        scope.refuse(item, "key 'discrete_resource_spec' is missing");
      }
      item.get()
          .value(DISCRETE)
          .ifPresent(
              resource -> {
                if (!kinds.add(resource.get().get(KIND, ""))) {
                  scope.refuse(resource, "the kind is reserved already; add the two values up");
                }
                resources.addGeneric(generic(resource, scope));
              });
    }
    return resources.build();
  }

  private static GenericResource generic(Value<Fields> resource, Scope scope) {
    for (Key<?> required : List.of(KIND, AMOUNT)) {
      if (!resource.get().has(required)) {
        scope.refuse(resource, "key '%s' is missing".formatted(required.name()));
      }
    }
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(
            DiscreteGenericResource.newBuilder()
                .setKind(resource.get().get(KIND, ""))
                .setValue(resource.get().get(AMOUNT, 0L)))
        .build();
  }
}
