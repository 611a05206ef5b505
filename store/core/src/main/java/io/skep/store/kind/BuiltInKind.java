package io.skep.store.kind;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import java.util.List;
import java.util.Optional;

/** A table whose objects lie where {@link Fields} and {@link Places} say; names are unique. */
abstract class BuiltInKind<M extends Message> implements Table<M> {
  private final String name;
  private final Fields<M> fields;
  private final Places<M> places;
  private final List<Index<M, ?>> indexes;

  BuiltInKind(String name, Fields<M> fields, Places<M> places, List<Index<M, ?>> indexes) {
    this.name = name;
    this.fields = fields;
    this.places = places;
    this.indexes = indexes;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Class<M> type() {
    return fields.type();
  }

  @Override
  public final String id(M object) {
    return fields.id().apply(object);
  }

  @Override
  public final Meta meta(M object) {
    return fields.meta().apply(object);
  }

  @Override
  public final M withMeta(M object, Meta meta) {
    return fields.withMeta().apply(object, meta);
  }

  @Override
  public final Annotations annotations(M object) {
    return fields.annotations().apply(object);
  }

  @Override
  public final List<Index<M, ?>> indexes() {
    return indexes;
  }

  @Override
  public Optional<String> uniqueName(M object) {
    return Optional.of(CaseFolding.fold(fields.name(object)));
  }

  @Override
  public final StoreAction action(StoreActionKind action, M object) {
    StoreAction.Builder item = StoreAction.newBuilder().setAction(action);
    places.intoAction().accept(item, object);
    return item.build();
  }

  @Override
  public final Optional<M> fromAction(StoreAction action) {
    return action.getTargetCase() == places.target()
        ? Optional.of(places.inAction().apply(action))
        : Optional.empty();
  }

  @Override
  public final List<M> fromSnapshot(StoreSnapshot snapshot) {
    return places.inSnapshot().apply(snapshot);
  }

  @Override
  public final void toSnapshot(StoreSnapshot.Builder snapshot, Iterable<M> objects) {
    objects.forEach(object -> places.intoSnapshot().accept(snapshot, object));
  }

  /** The key of {@code object}. */
  final ObjectKey key(M object) {
    return ObjectKey.of(this, id(object));
  }

  @Override
  public final String toString() {
    return name;
  }
}
