package io.skep.store;

import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Where SwarmKit's log entries and snapshots hold the objects of one table. Immutable; any thread.
 *
 * @param target which object an action is about
 * @param inAction the object of an action with that target
 * @param intoAction sets it
 * @param field the number of the field of a snapshot that lists the objects
 * @param inSnapshot the objects that a snapshot lists there
 * @param intoSnapshot appends one
 * @param <M> the stored message
 */
public record Places<M extends Message>(
    StoreAction.TargetCase target,
    Function<StoreAction, M> inAction,
    BiConsumer<StoreAction.Builder, M> intoAction,
    int field,
    Function<StoreSnapshot, List<M>> inSnapshot,
    BiConsumer<StoreSnapshot.Builder, M> intoSnapshot) {
  /** Refuses a place that is not told. */
  public Places {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(inAction, "inAction");
    Objects.requireNonNull(intoAction, "intoAction");
    Objects.requireNonNull(inSnapshot, "inSnapshot");
    Objects.requireNonNull(intoSnapshot, "intoSnapshot");
  }

  /** The change as an item of a log entry. */
  public StoreAction action(StoreActionKind action, M object) {
    StoreAction.Builder item = StoreAction.newBuilder().setAction(action);
    intoAction.accept(item, object);
    return item.build();
  }

  /** The object of {@code action}, if the action is about this table. */
  public Optional<M> in(StoreAction action) {
    return action.getTargetCase() == target
        ? Optional.of(inAction.apply(action))
        : Optional.empty();
  }

  /** The objects that {@code snapshot} holds of this table, in its order. */
  public List<M> in(StoreSnapshot snapshot) {
    return inSnapshot.apply(snapshot);
  }

  /** Appends {@code objects} to {@code snapshot}. */
  public void into(StoreSnapshot.Builder snapshot, Iterable<M> objects) {
    objects.forEach(object -> intoSnapshot.accept(snapshot, object));
  }
}
