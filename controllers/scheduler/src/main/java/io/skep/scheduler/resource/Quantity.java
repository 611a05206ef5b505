package io.skep.scheduler.resource;

import io.skep.api.GenericResource;
import io.skep.api.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * So much of one resource. Immutable.
 *
 * @param sort of which resource
 * @param kind the kind of a generic resource; empty for all others
 * @param amount billionths of a core, bytes, or units of a generic resource; may be negative
 */
public record Quantity(Sort sort, String kind, long amount) {
  /** The sorts of resources. */
  public enum Sort {
    /** Processors, in billionths of a core. */
    CPU,
    /** Memory, in bytes. */
    MEMORY,
    /** A resource of the operator's, in units. */
    GENERIC
  }

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal KIB = BigDecimal.valueOf(1_024);
  private static final List<String> MEMORY_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  /** Refuses nulls. */
  public Quantity {
    Objects.requireNonNull(sort, "sort");
    Objects.requireNonNull(kind, "kind");
  }

  /**
   * What {@code resources} lists: CPU and memory, even if that is 0, then each kind of generic
   * resources.
   */
  public static List<Quantity> all(Resources resources) {
    var all = new ArrayList<Quantity>();
    all.add(new Quantity(Sort.CPU, "", resources.getNanoCpus()));
    all.add(new Quantity(Sort.MEMORY, "", resources.getMemoryBytes()));
    resources.getGenericList().stream()
        .map(GenericResources::kind)
        .distinct()
        .map(kind -> generic(kind, resources.getGenericList()))
        .forEach(all::add);
    return all;
  }

  /** How much {@code resources} has of what this is some of. */
  public Quantity in(Resources resources) {
    return switch (sort) {
      case CPU -> of(resources.getNanoCpus());
      case MEMORY -> of(resources.getMemoryBytes());
      case GENERIC -> generic(kind, resources.getGenericList());
    };
  }

  /** Of what this is some, as for people. */
  public String name() {
    return switch (sort) {
      case CPU -> "CPUs";
      case MEMORY -> "memory";
      case GENERIC -> kind;
    };
  }

  /** Another amount of the same. */
  public Quantity of(long newAmount) {
    return new Quantity(sort, kind, newAmount);
  }

  /** How much less {@code there} is than this; 0 if it is enough. */
  public Quantity lacking(Quantity there) {
    return of(Math.max(0, amount - there.amount));
  }

  /** As for people, rounded up in the third digit after the point: {@code 1.5 CPUs}. */
  @Override
  public String toString() {
    return text(RoundingMode.CEILING);
  }

  /** As {@link Object#toString}, rounded down: for what there is, rather than what is needed. */
  public String atLeast() {
    return text(RoundingMode.FLOOR);
  }

  private String text(RoundingMode rounding) {
    return switch (sort) {
      case CPU -> {
        String cores = plain(BigDecimal.valueOf(amount).divide(NANOS, 3, rounding));
        yield cores + (cores.equals("1") ? " CPU" : " CPUs");
      }
      case MEMORY -> memory(rounding);
      case GENERIC -> amount + " " + kind;
    };
  }

  private String memory(RoundingMode rounding) {
    BigDecimal value = BigDecimal.valueOf(amount);
    int unit = 0;
    while (value.abs().compareTo(KIB) >= 0 && unit < MEMORY_UNITS.size() - 1) {
      value = value.divide(KIB); // Exact: halves have finite decimals.
      unit++;
    }
    return plain(value.setScale(3, rounding)) + " " + MEMORY_UNITS.get(unit) + " of memory";
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** As {@link GenericPool} counts: the first entry of the kind decides in which form. */
  private static Quantity generic(String kind, List<GenericResource> entries) {
    long units = 0;
    for (GenericResource entry : entries) {
      if (GenericResources.kind(entry).equals(kind)) {
        if (entry.hasDiscreteResourceSpec() && units == 0) {
          return new Quantity(Sort.GENERIC, kind, entry.getDiscreteResourceSpec().getValue());
        }
        units += entry.hasNamedResourceSpec() ? 1 : 0;
      }
    }
    return new Quantity(Sort.GENERIC, kind, units);
  }
}
