package io.skep.controller.custom;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.store.Kind;
import io.skep.store.Table;

/**
 * What a set of children has to know about their kind. Pure.
 *
 * @param <T> the objects
 */
interface ChildForm<T> {
  Annotations annotations(T object);

  T withAnnotations(T object, Annotations annotations);

  T withId(T object, String id);

  /** {@code present} with what {@code wanted} declares; equal to it if that is so already. */
  T merged(T present, T wanted);

  /**
   * The form of {@code kind}.
   *
   * @throws IllegalArgumentException if its objects have no place for an owner
   */
  @SuppressWarnings("unchecked") // A table's objects are messages, and each form is of its kind.
  static <T> ChildForm<T> of(Kind<T> kind) {
    if (kind instanceof CustomKind<T> custom) {
      return custom.childForm();
    }
    if (kind instanceof Table<?>) {
      return (ChildForm<T>) new MessageChildren<>((Class<? extends Message>) kind.type());
    }
    throw new IllegalArgumentException(
        "objects of kind \"%s\" cannot belong to others; make it a CustomKind"
            .formatted(kind.name()));
  }
}
