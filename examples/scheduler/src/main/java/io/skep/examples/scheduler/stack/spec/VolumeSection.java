package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Driver;
import io.skep.api.Mount.VolumeOptions;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import java.util.List;
import java.util.Map;

/** A volume of the file. A stack does not create volumes: nodes do, as the mounts tell them. */
final class VolumeSection {
  private static final Key<String> DRIVER = Key.of("driver", Scalars.TEXT);
  private static final Key<Map<String, String>> DRIVER_OPTS =
      Key.of("driver_opts", Mappings.options());
  private static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());

  static final Section SECTION =
      Section.of("a volume")
          .keys(External.NAME, External.EXTERNAL, DRIVER, DRIVER_OPTS, LABELS)
          .ignored("cluster volumes are not created", "x-cluster-spec")
          .build();

  private VolumeSection() {}

  /** Refuses what says how to create a volume that exists already. */
  static void check(Fields volume, Scope scope) {
    if (External.isExpected(volume)) {
      for (Key<?> key : List.of(DRIVER, DRIVER_OPTS, LABELS)) {
        volume
            .value(key)
            .ifPresent(
                value ->
                    scope
                        .findings()
                        .refuse(
                            value.named(),
                            "key '%s' has no place in an external volume; remove one of both"
                                .formatted(key.name())));
      }
    }
  }

  /** Tells the node how to create the volume. */
  static void describe(Fields volume, VolumeOptions.Builder options, Scope scope) {
    if (External.isExpected(volume)) {
      return;
    }
    options.putAllLabels(scope.labels(volume.get(LABELS, Map.of())));
    if (volume.has(DRIVER) || volume.has(DRIVER_OPTS)) {
      options.setDriverConfig(
          Driver.newBuilder()
              .setName(volume.get(DRIVER, ""))
              .putAllOptions(volume.get(DRIVER_OPTS, Map.of())));
    }
  }
}
