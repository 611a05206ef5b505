package io.skep.controller.custom;

import io.skep.api.Annotations;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Kind;
import io.skep.store.Marks;
import io.skep.store.NotFoundException;
import io.skep.store.ObjectKey;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.kind.Kinds;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A transaction of the store, with what objects are made of. As valid as that is. */
final class ObjectWrites implements ObjectTx {
  private final Tx tx;

  ObjectWrites(Tx tx) {
    this.tx = Objects.requireNonNull(tx, "tx");
  }

  @Override
  public <S, U, T extends Record & CustomObject<S, U>> T status(
      CustomKind<T> kind, T object, U status) {
    T current = current(kind, object, "update the status of");
    checkSame(
        kind, object, current, object.meta().statusGeneration(), current.meta().statusGeneration());
    return Objects.equals(current.status(), status)
        ? current
        : tx.update(kind, kind.records().withStatus(current, status));
  }

  @Override
  public <S, U, T extends Record & CustomObject<S, U>> T spec(
      CustomKind<T> kind, T object, S spec) {
    T current = current(kind, object, "update the spec of");
    checkSame(kind, object, current, object.meta().generation(), current.meta().generation());
    return Objects.equals(current.spec(), spec)
        ? current
        : tx.update(kind, kind.records().withSpec(current, spec));
  }

  private <T extends Record & CustomObject<?, ?>> T current(
      CustomKind<T> kind, T object, String operation) {
    return tx.get(kind, object.meta().id())
        .orElseThrow(() -> new NotFoundException(kind.key(object), operation));
  }

  private static <T extends Record & CustomObject<?, ?>> void checkSame(
      CustomKind<T> kind, T object, T current, long expected, long actual) {
    if (expected != actual) {
      throw new VersionConflictException(
          kind.key(object), object.meta().version(), current.meta().version());
    }
  }

  @Override
  public <K extends Comparable<? super K>, T> ChildSet<K, T> children(
      ObjectKey owner, Kind<T> kind, Function<? super T, ? extends K> key) {
    return new ChildSet<>(this, owner, kind, key);
  }

  // Of the stored resource, so that even an object whose payload cannot be read can be let go.

  @Override
  public void addFinalizer(CustomKind<?> kind, String id, String finalizer) {
    mark(
        kind,
        id,
        marks ->
            Marks.of(marks, Marks.FINALIZER).contains(finalizer)
                ? marks
                : Marks.with(marks, Marks.FINALIZER, finalizer));
  }

  @Override
  public void removeFinalizer(CustomKind<?> kind, String id, String finalizer) {
    mark(kind, id, marks -> Marks.without(marks, Marks.FINALIZER, finalizer));
  }

  private void mark(CustomKind<?> kind, String id, UnaryOperator<Annotations> change) {
    tx.get(Kinds.RESOURCE, id)
        .filter(kind::owns)
        .ifPresent(
            resource -> {
              Annotations marks = change.apply(resource.getAnnotations());
              if (!marks.equals(resource.getAnnotations())) {
                tx.update(Kinds.RESOURCE, resource.toBuilder().setAnnotations(marks).build());
              }
            });
  }

  @Override
  public <T> void orphan(Kind<T> kind, String id) {
    ChildForm<T> form = ChildForm.of(kind);
    tx.get(kind, id)
        .filter(child -> Marks.owner(form.annotations(child)).isPresent())
        .ifPresent(
            child ->
                tx.update(
                    kind, form.withAnnotations(child, ChildSet.orphaned(form.annotations(child)))));
  }

  @Override
  public <T> T delete(Kind<T> kind, String id) {
    T deleted = tx.delete(kind, id);
    if (tx.get(kind, id).isEmpty()) { // Else it waits for its finalizers, and so does the rest.
      new CascadeDelete(tx).follow(Marks.asOwner(kind, deleted));
    }
    return deleted;
  }

  @Override
  public String newId() {
    return tx.newId();
  }

  @Override
  public <T> T create(Kind<T> kind, T object) {
    return tx.create(kind, object);
  }

  @Override
  public <T> T update(Kind<T> kind, T object) {
    return tx.update(kind, object);
  }

  @Override
  public void apply(List<Change<?>> changes) {
    tx.apply(changes);
  }

  @Override
  public Version version() {
    return tx.version();
  }

  @Override
  public String historyId() {
    return tx.historyId();
  }

  @Override
  public <T> Optional<T> get(Kind<T> kind, String id) {
    return tx.get(kind, id);
  }

  @Override
  public <T> List<T> find(Kind<T> kind, By<T> by) {
    return tx.find(kind, by);
  }

  @Override
  public <T> Iterator<T> scan(Kind<T> kind, String from) {
    return tx.scan(kind, from);
  }

  @Override
  public <T> Stream<T> stream(Kind<T> kind, By<T> by) {
    return tx.stream(kind, by);
  }

  @Override
  public <T> Page<T> page(Kind<T> kind, By<T> by, PageCursor from, int limit) {
    return tx.page(kind, by, from, limit);
  }

  @Override
  public <T> int count(Kind<T> kind, By<T> by) {
    return tx.count(kind, by);
  }

  @Override
  public int count(Kind<?> kind) {
    return tx.count(kind);
  }
}
