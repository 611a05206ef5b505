package io.skep.scheduler.resource;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.NamedGenericResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The generic resources of one node: those it describes, those its tasks hold, and so those that
 * are free. A kind is either counted ({@code gpu-milli = 8000}) or a set of named units ({@code gpu
 * = GPU-1, GPU-2}); tasks ask for amounts of either.
 *
 * <p>What is free is always derived, in the order of the description, from what is described and
 * held now. So it does not depend on the order in which tasks came and went, and a changed
 * description needs no repair: more may be held than there is, and what is given back then pays
 * that off first.
 *
 * <p>One thread at a time. Cost is in the number of entries, which are few.
 */
public final class GenericPool {
  private final Map<String, Long> heldAmounts = new HashMap<>();
  private final Map<NamedGenericResource, Integer> heldUnits = new HashMap<>();
  private List<GenericResource> described;
  private List<GenericResource> free;

  /** A pool of what {@code described} lists, all of it free. */
  public GenericPool(List<GenericResource> described) {
    describe(described);
  }

  /** Replaces what there is. What is held stays held. */
  public void describe(List<GenericResource> newlyDescribed) {
    described = new ArrayList<>(newlyDescribed);
    free = null;
  }

  /** What nobody holds, in the order of the description; amounts are positive. */
  public List<GenericResource> free() {
    if (free == null) {
      free = Collections.unmodifiableList(deriveFree());
    }
    return free;
  }

  /** Whether {@link #claim} would succeed. */
  public boolean covers(List<GenericResource> reservations) {
    for (int i = 0; i < reservations.size(); i++) {
      if (!isCovered(reservations, i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The units that a task with {@code reservations} gets: of a counted kind the amount, of a named
   * one the first free units. Only says so; {@link #hold} takes them.
   *
   * @throws InsufficientResourcesException if something is missing, or a reservation is no amount
   *     of at least 1, or a kind is reserved twice
   */
  public List<GenericResource> claim(List<GenericResource> reservations) {
    for (int i = 0; i < reservations.size(); i++) {
      if (!isCovered(reservations, i)) {
        throw new InsufficientResourcesException(shortage(reservations.get(i)));
      }
    }
    var claimed = new ArrayList<GenericResource>();
    for (GenericResource reservation : reservations) {
      DiscreteGenericResource wanted = reservation.getDiscreteResourceSpec();
      GenericResource first = firstFree(wanted.getKind());
      if (first.hasDiscreteResourceSpec()) {
        claimed.add(reservation);
      } else {
        free().stream()
            .filter(entry -> isUnitOf(wanted.getKind(), entry))
            .limit(wanted.getValue())
            .forEach(claimed::add);
      }
    }
    return claimed;
  }

  /** Whether {@code unit}, an amount or a named unit, is free. */
  public boolean has(GenericResource unit) {
    if (unit.hasNamedResourceSpec()) {
      return free().contains(unit);
    }
    DiscreteGenericResource amount = unit.getDiscreteResourceSpec();
    GenericResource first = firstFree(amount.getKind());
    return first != null
        && first.hasDiscreteResourceSpec()
        && first.getDiscreteResourceSpec().getValue() >= amount.getValue();
  }

  /** Takes {@code units}, whether or not they are free or even described. */
  public void hold(List<GenericResource> units) {
    change(units, 1);
  }

  /** Gives back {@code units} that were held. */
  public void release(List<GenericResource> units) {
    change(units, -1);
  }

  private void change(List<GenericResource> units, int sign) {
    for (GenericResource unit : units) {
      if (unit.hasNamedResourceSpec()) {
        heldUnits.merge(unit.getNamedResourceSpec(), sign, GenericPool::sumOrNone);
      } else {
        DiscreteGenericResource amount = unit.getDiscreteResourceSpec();
        heldAmounts.merge(amount.getKind(), sign * amount.getValue(), GenericPool::sumOrNone);
      }
      free = null;
    }
  }

  private static Integer sumOrNone(Integer a, Integer b) {
    return a + b == 0 ? null : Integer.valueOf(a + b);
  }

  private static Long sumOrNone(Long a, Long b) {
    return a + b == 0 ? null : Long.valueOf(a + b);
  }

  private List<GenericResource> deriveFree() {
    if (heldAmounts.isEmpty() && heldUnits.isEmpty()) {
      return described;
    }
    var left = new ArrayList<GenericResource>(described.size());
    for (GenericResource entry : described) {
      if (entry.hasNamedResourceSpec()) {
        if (!heldUnits.containsKey(entry.getNamedResourceSpec())) {
          left.add(entry);
        }
      } else {
        DiscreteGenericResource amount = entry.getDiscreteResourceSpec();
        long value = amount.getValue() - heldAmounts.getOrDefault(amount.getKind(), 0L);
        if (value > 0) {
          left.add(GenericResources.amount(amount.getKind(), value));
        }
      }
    }
    return left;
  }

  /** Whether the reservation at {@code index} can be met, and no earlier one is of its kind. */
  private boolean isCovered(List<GenericResource> reservations, int index) {
    GenericResource reservation = reservations.get(index);
    DiscreteGenericResource wanted = reservation.getDiscreteResourceSpec();
    for (int i = 0; i < index; i++) {
      if (GenericResources.kind(reservations.get(i)).equals(wanted.getKind())) {
        return false;
      }
    }
    return reservation.hasDiscreteResourceSpec()
        && wanted.getValue() >= 1
        && wanted.getValue() <= freeOf(wanted.getKind());
  }

  /** Why {@code reservation} cannot be met. */
  private String shortage(GenericResource reservation) {
    DiscreteGenericResource wanted = reservation.getDiscreteResourceSpec();
    if (!reservation.hasDiscreteResourceSpec()) {
      return "a task reserves amounts, but here it is the unit '%s'"
          .formatted(reservation.getNamedResourceSpec().getValue());
    }
    if (wanted.getValue() < 1) {
      return "a task reserves at least 1, but here it is " + wanted.getValue();
    }
    long there = freeOf(wanted.getKind());
    return there < wanted.getValue()
        ? "%d of '%s' are reserved but %d are free"
            .formatted(wanted.getValue(), wanted.getKind(), there)
        : "the kind '%s' is reserved twice; reserve the sum".formatted(wanted.getKind());
  }

  /**
   * How much of {@code kind} is free; negative if more of an amount is held than there is, so much
   * then has to be given back before any is free.
   */
  public long balance(String kind) {
    for (GenericResource entry : described) {
      if (entry.hasDiscreteResourceSpec() && GenericResources.kind(entry).equals(kind)) {
        return entry.getDiscreteResourceSpec().getValue() - heldAmounts.getOrDefault(kind, 0L);
      }
      if (isUnitOf(kind, entry)) {
        return unitsOf(kind);
      }
    }
    return 0;
  }

  /** How much of {@code kind} is free; the first entry decides how the kind is counted. */
  private long freeOf(String kind) {
    GenericResource first = firstFree(kind);
    if (first == null) {
      return 0;
    }
    return first.hasDiscreteResourceSpec()
        ? first.getDiscreteResourceSpec().getValue()
        : unitsOf(kind);
  }

  private long unitsOf(String kind) {
    long count = 0;
    for (GenericResource entry : free()) {
      count += isUnitOf(kind, entry) ? 1 : 0;
    }
    return count;
  }

  private GenericResource firstFree(String kind) {
    for (GenericResource entry : free()) {
      if (GenericResources.kind(entry).equals(kind)) {
        return entry;
      }
    }
    return null;
  }

  private static boolean isUnitOf(String kind, GenericResource entry) {
    return entry.hasNamedResourceSpec() && entry.getNamedResourceSpec().getKind().equals(kind);
  }
}
