package io.skep.server.control;

import com.google.protobuf.Message;
import io.skep.api.Version;
import io.skep.server.RefusedException;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.vertx.grpc.common.GrpcStatus;

/** What all calls about single objects have in common. */
final class Requests {
  private Requests() {}

  /**
   * The object that a call is about.
   *
   * @throws RefusedException if the call names none, or one that is not there
   */
  static <M extends Message> M named(ReadTx at, Table<M> table, String id) {
    return named(at, table, id, "invalid argument");
  }

  /** As {@link #named(ReadTx, Table, String)}, where {@code text} says that the id is missing. */
  static <M extends Message> M named(ReadTx at, Table<M> table, String id, String text) {
    required(id, text);
    return at.get(table, id).orElseThrow(() -> RefusedException.notFound(table.name(), id));
  }

  /** The object that a call is to remove, where SwarmKit says so in other words. */
  static <M extends Message> M toRemove(ReadTx at, Table<M> table, String id) {
    return at.get(table, id)
        .orElseThrow(
            () ->
                new RefusedException(
                    GrpcStatus.NOT_FOUND, "could not find " + table.name() + " " + id));
  }

  /** Refuses a call that lacks {@code id}. */
  static void required(String id, String text) {
    if (id.isEmpty()) {
      throw RefusedException.invalid(text);
    }
  }

  /** Refuses a call that lacks something that it cannot be done without. */
  static void required(boolean present) {
    if (!present) {
      throw RefusedException.invalid();
    }
  }

  /**
   * {@code object} with the version at which the caller has read it, so that an update is refused
   * if somebody wrote in between.
   */
  static <M extends Message> M asRead(Table<M> table, M object, Version version) {
    return table.withMeta(object, table.meta(object).toBuilder().setVersion(version).build());
  }
}
