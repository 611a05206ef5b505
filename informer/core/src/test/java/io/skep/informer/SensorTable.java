package io.skep.informer;

import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.Resource;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Optional;

/**
 * A table as somebody outside the store adds one: sensors, each on a node, with names that no two
 * share. Its messages are of a type that is there; one of the user's own would do as well.
 */
final class SensorTable implements Table<Resource> {
  static final SensorTable SENSORS = new SensorTable();

  /** By the id of the node. */
  static final Index<Resource, String> NODE = Index.of("node", Resource::getKind);

  private SensorTable() {}

  @Override
  public String name() {
    return "sensor";
  }

  @Override
  public Class<Resource> type() {
    return Resource.class;
  }

  @Override
  public Parser<Resource> parser() {
    return Resource.parser();
  }

  @Override
  public String id(Resource sensor) {
    return sensor.getId();
  }

  @Override
  public Meta meta(Resource sensor) {
    return sensor.getMeta();
  }

  @Override
  public Resource withMeta(Resource sensor, Meta meta) {
    return sensor.toBuilder().setMeta(meta).build();
  }

  @Override
  public Annotations annotations(Resource sensor) {
    return sensor.getAnnotations();
  }

  @Override
  public List<Index<Resource, ?>> indexes() {
    return List.of(
        Index.ofKeyed(
            Index.NAME,
            sensor -> sensor.getAnnotations().getName(),
            name -> IndexKey.ofText(CaseFolding.fold(name))),
        NODE);
  }

  @Override
  public Optional<String> uniqueName(Resource sensor) {
    return Optional.of(CaseFolding.fold(sensor.getAnnotations().getName()));
  }

  @Override
  public void checkCreate(ReadTx tx, Resource sensor) {
    if (tx.get(Kinds.NODE, sensor.getKind()).isEmpty()) {
      throw refused(sensor, "there is no node \"" + sensor.getKind() + "\"");
    }
  }

  @Override
  public void checkUpdate(ReadTx tx, Resource after) {
    checkCreate(tx, after);
  }

  @Override
  public void checkDelete(ReadTx tx, Resource before) {
    if (before.getAnnotations().containsLabels("in-use")) {
      throw refused(before, "it is in use");
    }
  }

  @Override
  public void validate(Resource sensor) {
    if (sensor.getAnnotations().getName().isEmpty()) {
      throw refused(sensor, "it has no name");
    }
  }

  private InvalidObjectException refused(Resource sensor, String reason) {
    return new InvalidObjectException(ObjectKey.of(this, sensor.getId()), reason);
  }
}
