package io.skep.controller.owner;

import com.google.protobuf.Message;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.Cascade;
import io.skep.controller.custom.ObjectTx;
import io.skep.informer.Event;
import io.skep.store.BatchResult;
import io.skep.store.By;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Deletes what belonged to objects that are gone, or lets it belong to nobody, as its {@link
 * Cascade} says. A store with owner references needs one such controller:
 *
 * <pre>{@code
 * manager.add("owner-cleanup", new OwnerCleanup());
 * }</pre>
 *
 * <p>It also finds what lost its owner while nobody looked, and what was given an owner that is
 * gone. An object that is marked as being deleted is still an owner until it goes.
 */
public final class OwnerCleanup implements Reconciler<Void> {
  private static final String KEY = "owners";

  private final List<Table<?>> tables;

  /** Owners that may be gone. No more than there are objects, and empty after each run. */
  private final Set<ObjectKey> suspects = new LinkedHashSet<>();

  /** For the built-in kinds and all custom ones. */
  public OwnerCleanup() {
    this(Kinds.ALL);
  }

  /** For the objects of {@code tables}, and owners in them. */
  public OwnerCleanup(List<? extends Table<?>> tables) {
    this.tables = List.copyOf(tables);
  }

  @Override
  public void declare(Sources<Void> on) {
    on.single(KEY);
    tables.forEach(table -> declare(on, table));
  }

  private <M extends Message> void declare(Sources<Void> on, Table<M> table) {
    on.observed(table, event -> suspected(table, event).ifPresent(suspects::add));
    on.mapped(table, (object, at) -> List.of(KEY), event -> suspected(table, event).isPresent());
  }

  /** The owner that may be gone, by this event. */
  private static <M extends Message> Optional<ObjectKey> suspected(
      Table<M> table, Event<? extends M> event) {
    return event instanceof Event.Deleted<? extends M>
        ? Optional.of(Marks.asOwner(table, event.object()))
        : Marks.owner(table.annotations(event.object()));
  }

  @Override
  public Future<Result> reconcile(Run<Void> run) {
    List<ObjectKey> seen = List.copyOf(suspects);
    List<Consumer<? super Tx>> steps = new ArrayList<>();
    for (ObjectKey owner : seen) {
      if (!exists(owner, run.at())) {
        tables.forEach(table -> release(table, owner, run.at(), steps));
      }
    }
    if (steps.isEmpty()) {
      seen.forEach(suspects::remove);
      return run.done();
    }
    return run.batch(steps.iterator()).map(result -> judge(result, seen));
  }

  private Result judge(BatchResult result, List<ObjectKey> seen) {
    if (!result.failures().isEmpty()) {
      return Result.failed(result.failures().get(0).cause());
    }
    seen.forEach(suspects::remove);
    return Result.done();
  }

  private boolean exists(ObjectKey owner, ReadTx at) {
    for (Table<?> table : tables) {
      if (table.name().equals(owner.kind())) {
        return at.get(table, owner.id()).isPresent();
      }
    }
    return at.get(Kinds.RESOURCE, owner.id())
        .filter(resource -> resource.getKind().equals(owner.kind()))
        .isPresent();
  }

  private static <M extends Message> void release(
      Table<M> table, ObjectKey owner, ReadTx at, List<Consumer<? super Tx>> steps) {
    for (M child : at.find(table, By.<M>custom(Marks.OWNER, owner.toString()))) {
      if (!Marks.has(table.annotations(child), Marks.DELETING)) {
        steps.add(tx -> release(table, table.id(child), owner, ObjectTx.over(tx)));
      }
    }
  }

  private static <M extends Message> void release(
      Table<M> table, String id, ObjectKey owner, ObjectTx tx) {
    tx.get(table, id)
        .filter(child -> Marks.owner(table.annotations(child)).equals(Optional.of(owner)))
        .ifPresent(
            child -> {
              if (Cascade.of(table.annotations(child)) == Cascade.ORPHAN) {
                tx.orphan(table, id);
              } else {
                tx.delete(table, id);
              }
            });
  }
}
