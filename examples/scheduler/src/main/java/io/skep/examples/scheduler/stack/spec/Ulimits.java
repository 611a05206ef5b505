package io.skep.examples.scheduler.stack.spec;

import io.skep.api.ContainerSpec.Ulimit;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A service's {@code ulimits}: a number for each, or a soft and a hard one. */
final class Ulimits {
  private static final Key<Long> SOFT = Key.of("soft", Scalars.INTEGER);
  private static final Key<Long> HARD = Key.of("hard", Scalars.INTEGER);
  private static final Section BOTH = Section.of("a ulimit").keys(SOFT, HARD).build();

  /** A limit that has no name yet. */
  private static final Type<Ulimit> LIMIT = Ulimits::read;

  static final Key<Map<String, Value<Ulimit>>> ULIMITS =
      Key.of("ulimits", Mappings.of("ulimits", LIMIT));

  private Ulimits() {}

  private static Optional<Ulimit> read(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping)) {
      return Scalars.INTEGER.read(node, reading).map(both -> limit(both, both));
    }
    Optional<Fields> fields = BOTH.read(node, reading);
    for (Key<Long> required : List.of(SOFT, HARD)) {
      if (fields.isPresent() && !fields.get().has(required)) {
        return reading.refuse(node, "key '%s' is missing".formatted(required.name()));
      }
    }
    return fields.map(limits -> limit(limits.get(SOFT, 0L), limits.get(HARD, 0L)));
  }

  private static Ulimit limit(long soft, long hard) {
    return Ulimit.newBuilder().setSoft(soft).setHard(hard).build();
  }

  /** The limits ordered by name. */
  static List<Ulimit> of(Fields service) {
    Map<String, Ulimit> named = new TreeMap<>();
    service
        .get(ULIMITS, Map.of())
        .forEach((name, limit) -> named.put(name, limit.get().toBuilder().setName(name).build()));
    return List.copyOf(named.values());
  }
}
