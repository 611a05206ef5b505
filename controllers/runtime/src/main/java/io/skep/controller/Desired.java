package io.skep.controller;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.controller.custom.CustomObject;
import io.skep.store.Marks;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an object asks for, as far as that can be told: its spec, the mark of its deletion, and the
 * finalizers that it has to wait for. Immutable.
 *
 * @param spec the object's field {@code spec}; empty if it has none, so that nobody can tell
 *     whether it asks for something else than before
 * @param annotations where the marks are
 */
public record Desired(Optional<Object> spec, Annotations annotations) {
  /** Refuses nulls. */
  public Desired {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(annotations, "annotations");
  }

  /** What {@code object} asks for, which has {@code annotations}. */
  public static Desired of(Object object, Annotations annotations) {
    return new Desired(specOf(object), annotations);
  }

  /** The spec of {@code object}; empty if it has none. */
  public static Optional<Object> specOf(Object object) {
    if (object instanceof CustomObject<?, ?> custom) {
      return Optional.ofNullable(custom.spec());
    }
    if (object instanceof Message message) {
      FieldDescriptor field = message.getDescriptorForType().findFieldByName("spec");
      return Optional.ofNullable(field).map(message::getField);
    }
    return Optional.empty();
  }

  /**
   * Whether this, after {@code before}, is news to who brings it about: the spec differs or cannot
   * be compared, the deletion has been asked for, or a finalizer has been added.
   */
  public boolean isNewsAfter(Desired before) {
    return spec.isEmpty()
        || !spec.equals(before.spec)
        || (isBeingDeleted() && !before.isBeingDeleted())
        || !before.finalizers().containsAll(finalizers());
  }

  /** Whether the object is marked as being deleted. */
  public boolean isBeingDeleted() {
    return Marks.has(annotations, Marks.DELETING);
  }

  private List<String> finalizers() {
    return Marks.of(annotations, Marks.FINALIZER);
  }
}
