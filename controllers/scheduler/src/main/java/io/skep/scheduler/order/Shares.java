package io.skep.scheduler.order;

import io.skep.api.GenericResource;
import io.skep.api.Resources;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.resource.Quantity;
import java.util.List;

/**
 * How full a node would be with one more task, by resource: CPU, memory and each kind of generic
 * resource that the node describes, from 0 for nothing to 1 for all of it.
 */
final class Shares {
  private final Resources described;
  private final NodeView node;
  private final List<Quantity> wanted;
  private double sum;
  private double sumOfSquares;
  private int count;
  private double largestPart = -1;
  private double dominant;

  private Shares(NodeView node, List<Quantity> wanted) {
    this.node = node;
    this.wanted = wanted;
    this.described = node.node().getDescription().getResources();
  }

  /** The shares of {@code node} once it holds {@code wanted} besides. */
  static Shares with(NodeView node, List<Quantity> wanted) {
    var shares = new Shares(node, wanted);
    shares.add(new Quantity(Quantity.Sort.CPU, "", shares.described.getNanoCpus()));
    shares.add(new Quantity(Quantity.Sort.MEMORY, "", shares.described.getMemoryBytes()));
    shares.addGeneric();
    return shares;
  }

  /** Of the resource of which the task takes the largest part of the node; 0 if of none. */
  double dominant() {
    return dominant;
  }

  /** The mean; 0 if the node describes nothing. */
  double mean() {
    return count == 0 ? 0 : sum / count;
  }

  /** The standard deviation: 0 if all are alike, 0.5 at most. */
  double deviation() {
    // Rounding may leave a little less than nothing.
    return count == 0 ? 0 : Math.sqrt(Math.max(0, sumOfSquares / count - mean() * mean()));
  }

  private void addGeneric() {
    List<GenericResource> entries = described.getGenericList();
    for (int i = 0; i < entries.size(); i++) {
      String kind = GenericResources.kind(entries.get(i));
      if (isFirst(kind, entries, i)) {
        add(new Quantity(Quantity.Sort.GENERIC, kind, 0).in(described));
      }
    }
  }

  private static boolean isFirst(String kind, List<GenericResource> entries, int index) {
    for (int i = 0; i < index; i++) {
      if (GenericResources.kind(entries.get(i)).equals(kind)) {
        return false;
      }
    }
    return true;
  }

  private void add(Quantity there) {
    double all = there.amount();
    if (all <= 0) {
      return;
    }
    double asked = asked(there);
    double share = Math.min(1, Math.max(0, (all - node.free(there).amount() + asked) / all));
    count++;
    sum += share;
    sumOfSquares += share * share;
    if (asked > 0 && asked / all > largestPart) {
      largestPart = asked / all;
      dominant = share;
    }
  }

  private double asked(Quantity there) {
    for (Quantity quantity : wanted) {
      if (quantity.sort() == there.sort() && quantity.kind().equals(there.kind())) {
        return quantity.amount();
      }
    }
    return 0;
  }
}
