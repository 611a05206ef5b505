package io.skep.store.kind;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.ObjectKey;
import io.skep.store.Places;
import io.skep.store.Table;
import java.util.List;
import java.util.Optional;

/** A table whose objects lie where {@link Fields} and {@link Places} say; names are unique. */
abstract class BuiltInKind<M extends Message> implements Table<M> {
  private final String name;
  private final Fields<M> fields;
  private final Optional<Places<M>> places;
  private final List<Index<M, ?>> indexes;

  BuiltInKind(String name, Fields<M> fields, Places<M> places, List<Index<M, ?>> indexes) {
    this.name = name;
    this.fields = fields;
    this.places = Optional.of(places);
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
  public List<String> identity() {
    return List.of("id", "meta", fields.annotationsPath());
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
  public final Parser<M> parser() {
    return fields.parser();
  }

  @Override
  public final Optional<Places<M>> places() {
    return places;
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
