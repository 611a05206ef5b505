package io.skep.examples.scheduler.check;

import io.skep.api.GenericResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Generic resources of one kind: so many alike, or some with names.
 *
 * @param alike the sum of the amounts
 * @param named the names, repeats kept
 */
record Units(long alike, List<String> named) {
  static final Units NONE = new Units(0, List.of());

  /** {@code resources} by their kind. */
  static Map<String, Units> byKind(List<GenericResource> resources) {
    var kinds = new LinkedHashMap<String, Units>();
    for (GenericResource resource : resources) {
      if (resource.hasNamedResourceSpec()) {
        kinds.merge(
            resource.getNamedResourceSpec().getKind(),
            new Units(0, List.of(resource.getNamedResourceSpec().getValue())),
            Units::plus);
      } else {
        kinds.merge(
            resource.getDiscreteResourceSpec().getKind(),
            new Units(resource.getDiscreteResourceSpec().getValue(), List.of()),
            Units::plus);
      }
    }
    return kinds;
  }

  Units plus(Units other) {
    var names = new ArrayList<>(named);
    names.addAll(other.named);
    return new Units(alike + other.alike, List.copyOf(names));
  }

  /** How many units there are, in whichever form. */
  long count() {
    return alike + named.size();
  }
}
