package io.skep.controller.custom;

import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Resource;
import io.skep.api.wire.Times;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who a custom object is, whom it belongs to, and which write it comes from. Immutable.
 *
 * <p>Begin with {@link #named}; what the store fills in is in the objects that it returns.
 */
public final class ObjectMeta {
  /** The stored object but for its payload, with the name as users see it. */
  private final Resource shell;

  private final long generation;
  private final long statusGeneration;

  ObjectMeta(Resource shell, long generation, long statusGeneration) {
    this.shell = shell;
    this.generation = generation;
    this.statusGeneration = statusGeneration;
  }

  /** For a new object called {@code name}, which is unique in its kind. Its id is given to it. */
  public static ObjectMeta named(String name) {
    return identified("", name);
  }

  /** For a new object with an id of the caller's: it must never have been used before. */
  public static ObjectMeta identified(String id, String name) {
    return new ObjectMeta(
        Resource.newBuilder()
            .setId(Objects.requireNonNull(id, "id"))
            .setAnnotations(Annotations.newBuilder().setName(name))
            .build(),
        0,
        0);
  }

  /** The id; empty until the object is stored, unless it was chosen by the caller. */
  public String id() {
    return shell.getId();
  }

  /** The name, unique in the kind whatever its case. */
  public String name() {
    return shell.getAnnotations().getName();
  }

  /** The labels; unmodifiable. */
  public Map<String, String> labels() {
    return shell.getAnnotations().getLabelsMap();
  }

  /** How often the spec has been written differently; 1 for the first. 0 until stored. */
  public long generation() {
    return generation;
  }

  /** How often the status has been written differently; 0 as long as there is none. */
  public long statusGeneration() {
    return statusGeneration;
  }

  /** The version of the write that this object comes from; zero until stored. */
  public Version version() {
    return new Version(shell.getMeta().getVersion().getIndex());
  }

  /** When the object was created; empty until stored. */
  public Optional<Instant> createdAt() {
    return shell.getMeta().hasCreatedAt()
        ? Optional.of(Times.instant(shell.getMeta().getCreatedAt()))
        : Optional.empty();
  }

  /** The object that this one belongs to, if any. */
  public Optional<ObjectKey> owner() {
    return Marks.owner(shell.getAnnotations());
  }

  /** Who has to clean up before the object may go. */
  public List<String> finalizers() {
    return Marks.of(shell.getAnnotations(), Marks.FINALIZER);
  }

  /** Since when the object is being deleted; empty if it is not. */
  public Optional<Instant> deletingSince() {
    return Marks.deletingSince(shell.getAnnotations());
  }

  /** The values of the entries that others may find the object by under {@code key}. */
  public List<String> indexed(String key) {
    return Marks.of(shell.getAnnotations(), key);
  }

  /** With another name. */
  public ObjectMeta withName(String name) {
    return with(shell.getAnnotations().toBuilder().setName(name));
  }

  /** With {@code labels} in place of all that there were. */
  public ObjectMeta withLabels(Map<String, String> labels) {
    return with(shell.getAnnotations().toBuilder().clearLabels().putAllLabels(labels));
  }

  /** With the label {@code key=value}, in place of one with that key. */
  public ObjectMeta withLabel(String key, String value) {
    return with(shell.getAnnotations().toBuilder().putLabels(key, value));
  }

  /**
   * Belonging to {@code owner}.
   *
   * @throws IllegalStateException if it belongs to another: an object has one owner
   */
  public ObjectMeta withOwner(ObjectKey owner) {
    return with(Marks.withOwner(shell.getAnnotations(), owner).toBuilder());
  }

  /** With one more finalizer; the same if it has it. */
  public ObjectMeta withFinalizer(String name) {
    return finalizers().contains(name)
        ? this
        : with(Marks.with(shell.getAnnotations(), Marks.FINALIZER, name).toBuilder());
  }

  /** Without a finalizer; the same if it has it not. */
  public ObjectMeta withoutFinalizer(String name) {
    return without(entry -> entry.getKey().equals(Marks.FINALIZER) && entry.getVal().equals(name));
  }

  /** With the values that others may find the object by under {@code key}, in place of former. */
  public ObjectMeta withIndexed(String key, String... values) {
    if (key.startsWith("skep.")) {
      throw new IllegalArgumentException(
          "key \"%s\" is one of Skep's own; choose one that does not begin with \"skep.\""
              .formatted(key));
    }
    ObjectMeta cleared = without(entry -> entry.getKey().equals(key));
    Annotations marks = cleared.shell.getAnnotations();
    for (String value : values) {
      marks = Marks.with(marks, key, value);
    }
    return with(marks.toBuilder());
  }

  private ObjectMeta without(Predicate<IndexEntry> which) {
    List<IndexEntry> left = new ArrayList<>(shell.getAnnotations().getIndicesList());
    return left.removeIf(which)
        ? with(shell.getAnnotations().toBuilder().clearIndices().addAllIndices(left))
        : this;
  }

  private ObjectMeta with(Annotations.Builder annotations) {
    return new ObjectMeta(
        shell.toBuilder().setAnnotations(annotations).build(), generation, statusGeneration);
  }

  ObjectMeta withAnnotations(Annotations annotations) {
    return with(annotations.toBuilder());
  }

  ObjectMeta withId(String id) {
    return new ObjectMeta(shell.toBuilder().setId(id).build(), generation, statusGeneration);
  }

  ObjectMeta withGenerations(long ofSpec, long ofStatus) {
    return new ObjectMeta(shell, ofSpec, ofStatus);
  }

  Resource shell() {
    return shell;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectMeta meta
        && shell.equals(meta.shell)
        && generation == meta.generation
        && statusGeneration == meta.statusGeneration;
  }

  @Override
  public int hashCode() {
    return shell.hashCode();
  }

  @Override
  public String toString() {
    return "%s (%s) at version %s, generation %d"
        .formatted(name(), id().isEmpty() ? "not stored" : id(), version(), generation);
  }
}
