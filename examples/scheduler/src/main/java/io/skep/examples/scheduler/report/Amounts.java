package io.skep.examples.scheduler.report;

import io.skep.api.GenericResource;
import io.skep.api.Resources;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of each resource: what a node has, or what a task reserves. Immutable.
 *
 * @param nanoCpus thousand-millionths of a processor
 * @param memoryBytes bytes of memory
 * @param generic units by kind, named ones counted, in the order of their kinds
 */
public record Amounts(long nanoCpus, long memoryBytes, SortedMap<String, Long> generic) {
  /** Nothing of anything. */
  public static final Amounts NONE = new Amounts(0, 0, new TreeMap<>());

  public Amounts {
    generic = Collections.unmodifiableSortedMap(new TreeMap<>(generic));
  }

  /** The amounts that {@code resources} names. */
  public static Amounts of(Resources resources) {
    var generic = new TreeMap<String, Long>();
    for (GenericResource unit : resources.getGenericList()) {
      if (unit.hasNamedResourceSpec()) {
        generic.merge(unit.getNamedResourceSpec().getKind(), 1L, Long::sum);
      } else {
        generic.merge(
            unit.getDiscreteResourceSpec().getKind(),
            unit.getDiscreteResourceSpec().getValue(),
            Long::sum);
      }
    }
    return new Amounts(resources.getNanoCpus(), resources.getMemoryBytes(), generic);
  }

  /** These and {@code other} together. */
  public Amounts plus(Amounts other) {
    var sum = new TreeMap<>(generic);
    other.generic.forEach((kind, units) -> sum.merge(kind, units, Long::sum));
    return new Amounts(nanoCpus + other.nanoCpus, memoryBytes + other.memoryBytes, sum);
  }
}
