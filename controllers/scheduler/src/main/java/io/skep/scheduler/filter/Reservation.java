package io.skep.scheduler.filter;

import io.skep.api.GenericResource;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.resource.GenericPool;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.resource.InsufficientResourcesException;
import io.skep.scheduler.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a task reserves, against what nodes have: for explanations only. */
final class Reservation {
  private static final long THOUSANDTHS = 1_000;

  private final Resources resources;
  private final List<Quantity> wanted;

  Reservation(Task task) {
    this.resources = task.getSpec().getResources().getReservations();
    this.wanted = Quantity.all(resources);
  }

  /** What one node needs to cover it; one that is overcommitted takes not even nothing. */
  List<Remedy> remedies(NodeView node) {
    Optional<DeadEnd> invalid = invalid();
    if (invalid.isPresent()) {
      return List.of(new Remedy.Other("correct the reservation, then place", Remedy.Reach.SERVICE));
    }
    Resources described = node.node().getDescription().getResources();
    var most = new ArrayList<Quantity>();
    var lacking = new ArrayList<Quantity>();
    long effort = 1;
    for (Quantity quantity : wanted) {
      Quantity there = quantity.in(described);
      Quantity lack = least(quantity, there).lacking(node.free(quantity));
      if (quantity.amount() > there.amount()) {
        most.add(there);
      }
      if (lack.amount() > 0) {
        lacking.add(lack);
        effort = Math.max(effort, thousandths(lack.amount(), there.amount()));
      }
    }
    var remedies = new ArrayList<Remedy>();
    if (!most.isEmpty()) {
      remedies.add(new Remedy.ReserveLess(most));
    }
    if (!lacking.isEmpty()) {
      remedies.add(new Remedy.Free(lacking, (int) effort));
    }
    return remedies;
  }

  /** Why no node will ever cover it. */
  List<DeadEnd> deadEnds(List<NodeView> nodes) {
    Optional<DeadEnd> invalid = invalid();
    if (invalid.isPresent()) {
      return List.of(invalid.get());
    }
    var deadEnds = new ArrayList<DeadEnd>();
    for (Quantity quantity : wanted) {
      NodeView largest = nodes.get(0);
      for (NodeView node : nodes) {
        if (described(node, quantity).amount() > described(largest, quantity).amount()) {
          largest = node;
        }
      }
      Quantity there = described(largest, quantity);
      if (there.amount() < quantity.amount()) {
        deadEnds.add(new DeadEnd.TooLarge(quantity, there, largest.name()));
      }
    }
    if (deadEnds.isEmpty() && nodes.stream().noneMatch(this::isCoveredIfEmpty)) {
      deadEnds.add(
          new DeadEnd.TooLargeTogether(wanted.stream().filter(q -> q.amount() > 0).toList()));
    }
    return deadEnds;
  }

  private boolean isCoveredIfEmpty(NodeView node) {
    return wanted.stream().allMatch(q -> q.amount() <= described(node, q).amount());
  }

  /** What would be wrong with it on a node that has plenty of everything. */
  private Optional<DeadEnd> invalid() {
    List<GenericResource> plenty =
        wanted.stream()
            .filter(quantity -> quantity.sort() == Quantity.Sort.GENERIC)
            .map(quantity -> GenericResources.amount(quantity.kind(), Long.MAX_VALUE))
            .toList();
    try {
      new GenericPool(plenty).claim(resources.getGenericList());
      return Optional.empty();
    } catch (InsufficientResourcesException e) {
      return Optional.of(new DeadEnd.InvalidReservation(e.getMessage()));
    }
  }

  private static Quantity described(NodeView node, Quantity quantity) {
    return quantity.in(node.node().getDescription().getResources());
  }

  private static Quantity least(Quantity a, Quantity b) {
    return a.amount() <= b.amount() ? a : b;
  }

  private static long thousandths(long part, long whole) {
    return whole <= 0
        ? THOUSANDTHS
        : Math.min(THOUSANDTHS, (long) Math.ceil((double) part / whole * THOUSANDTHS));
  }
}
