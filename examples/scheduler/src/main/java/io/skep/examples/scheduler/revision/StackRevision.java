package io.skep.examples.scheduler.revision;

import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackLabels;
import io.skep.orchestrator.plan.Wanted;
import io.skep.orchestrator.update.ServiceChange;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the stored objects of a stack those of its file, in one transaction.
 *
 * <p>What is missing is created. Services that differ get the new spec, and those that the file has
 * no longer are deleted, as {@code docker stack deploy --prune} does it; services that do not
 * differ are left alone. Networks that exist stay as they are. Of secrets and configs that exist
 * only the labels change: other content is refused, and so is another mode of a service. One
 * transaction, one thread.
 */
public final class StackRevision {
  private final Stack stack;
  private final IdSource ids;
  private final Instant now;
  private final List<String> added = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<String> unchanged = new ArrayList<>();

  private StackRevision(Stack stack, IdSource ids, Instant now) {
    this.stack = stack;
    this.ids = ids;
    this.now = now;
  }

  /**
   * Applies {@code stack} in {@code tx}.
   *
   * @param ids for new objects
   * @param now for jobs, which are asked for at a time
   * @throws RefusedException if something cannot be changed so; the transaction is to be given up
   */
  public static StackChange apply(Tx tx, Stack stack, IdSource ids, Instant now) {
    return new StackRevision(stack, ids, now).apply(tx);
  }

  /**
   * What {@link #apply} would do to services, for a plan; the other objects of {@code stack} are
   * put into {@code tx}.
   *
   * @throws RefusedException as {@link #apply} does
   */
  public static Wanted wanted(Tx tx, Stack stack, IdSource ids) {
    var revision = new StackRevision(stack, ids, Instant.EPOCH);
    var objects = new StackObjects(tx, ids);
    objects.putAll(stack);
    List<ServiceSpec> services = stack.servicesWith(objects);
    for (ServiceSpec spec : services) {
      tx.find(Kinds.SERVICE, By.name(name(spec)))
          .forEach(stored -> checkMode(stored.getSpec(), spec));
    }
    return new Wanted(
        services, revision.others(tx).stream().map(other -> name(other.getSpec())).toList());
  }

  private StackChange apply(Tx tx) {
    var objects = new StackObjects(tx, ids);
    List<String> notices = objects.putAll(stack);
    removeOthers(tx);
    for (ServiceSpec spec : stack.servicesWith(objects)) {
      put(tx, spec);
    }
    return new StackChange(added, changed, removed, unchanged, notices);
  }

  private void removeOthers(Tx tx) {
    for (Service other : others(tx)) {
      tx.delete(Kinds.SERVICE, other.getId());
      removed.add(shortName(other.getSpec()));
    }
  }

  /** The stack's services that the file does not have, in the order of their names. */
  private List<Service> others(Tx tx) {
    Set<String> names =
        stack.services().stream()
            .map(spec -> spec.getAnnotations().getName())
            .collect(Collectors.toSet());
    return tx.list(Kinds.SERVICE).stream()
        .filter(service -> isOfStack(service) && !names.contains(name(service.getSpec())))
        .sorted(Comparator.comparing(service -> name(service.getSpec())))
        .toList();
  }

  private boolean isOfStack(Service service) {
    return service
        .getSpec()
        .getAnnotations()
        .getLabelsOrDefault(StackLabels.NAMESPACE, "")
        .equals(stack.name().text());
  }

  private void put(Tx tx, ServiceSpec spec) {
    List<Service> stored = tx.find(Kinds.SERVICE, By.name(name(spec)));
    if (stored.isEmpty()) {
      tx.create(Kinds.SERVICE, NewService.of(ids.next(), spec, now));
      added.add(shortName(spec));
      return;
    }
    ServiceSpec before = stored.get(0).getSpec();
    if (before.equals(spec)) {
      unchanged.add(shortName(spec));
      return;
    }
    checkMode(before, spec);
    tx.update(Kinds.SERVICE, ServiceChange.to(stored.get(0), spec, now));
    changed.add("%s (%s)".formatted(shortName(spec), SpecDifference.between(before, spec)));
  }

  private static void checkMode(ServiceSpec before, ServiceSpec spec) {
    if (before.getModeCase() != spec.getModeCase()) {
      throw new RefusedException(
          "service %s: service mode change is not allowed (%s is asked for, %s is stored); remove the"
                  .formatted(name(spec), word(spec), word(before))
              + " service first, or give it another name");
    }
  }

  /** As the file calls it. */
  private String shortName(ServiceSpec spec) {
    String name = name(spec);
    String prefix = stack.name().scope("");
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private static String name(ServiceSpec spec) {
    return spec.getAnnotations().getName();
  }

  private static String word(ServiceSpec spec) {
    return switch (spec.getModeCase()) {
      case REPLICATED -> "replicated";
      case GLOBAL -> "global";
      case REPLICATED_JOB -> "replicated-job";
      case GLOBAL_JOB -> "global-job";
      case MODE_NOT_SET -> "no mode";
    };
  }
}
