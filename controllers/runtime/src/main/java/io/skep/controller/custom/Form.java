package io.skep.controller.custom;

import com.google.protobuf.ByteString;
import io.skep.api.Resource;
import io.skep.store.InvalidObjectException;

/**
 * How objects of a kind lie in resources. Immutable, any thread.
 *
 * @param <T> the objects
 */
interface Form<T> {
  Class<T> type();

  String id(T object);

  /** The stored object but for its payload, with the name as users see it. */
  Resource shell(T object);

  T withId(T object, String id);

  /**
   * {@code after} as it is to follow {@code before}, which is null for a new object: counted on.
   *
   * @throws InvalidObjectException if it lacks something
   */
  T succeed(T before, T after);

  /** The same objects as children of others. */
  ChildForm<T> asChildren();

  /** The version of the schema that {@link #payload} writes. */
  int schema();

  /** The payload of {@code object}. */
  ByteString payload(T object);

  /**
   * The object that {@code payload} and {@code shell} hold.
   *
   * @param schema the version of the schema that the payload was written in
   * @throws InvalidObjectException if the payload does not fit
   */
  T read(Resource shell, int schema, ByteString payload);
}
