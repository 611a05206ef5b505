package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.RESOURCE;

import io.skep.api.Annotations;
import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.By;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.Marks;
import io.skep.store.Places;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.UnknownKindException;
import io.skep.store.index.IndexKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Objects of declared kinds. Names are unique over all kinds. */
public final class ResourceKind extends BuiltInKind<Resource> {
  /** By kind, exactly. */
  public static final Index<Resource, String> KIND = Index.of("kind", Resource::getKind);

  private static final Fields<Resource> FIELDS =
      new Fields<>(
          Resource.class,
          Resource.parser(),
          Resource::getId,
          Resource::getMeta,
          (resource, meta) -> resource.toBuilder().setMeta(meta).build(),
          Resource::getAnnotations);

  private static final Places<Resource> PLACES =
      new Places<>(
          RESOURCE,
          StoreAction::getResource,
          StoreAction.Builder::setResource,
          StoreSnapshot.RESOURCES_FIELD_NUMBER,
          StoreSnapshot::getResourcesList,
          StoreSnapshot.Builder::addResources);

  ResourceKind() {
    super("resource", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom(), KIND));
  }

  /** Resources of exactly that kind. */
  public static By<Resource> byKind(String kind) {
    return By.equal(KIND, kind);
  }

  /** Lets resources of {@code kind} into the store, unless they are let in already. */
  public static void declare(Tx tx, String kind, String description) {
    if (!isDeclared(tx, kind)) {
      tx.create(
          Kinds.EXTENSION,
          Extension.newBuilder()
              .setId(kind)
              .setAnnotations(Annotations.newBuilder().setName(kind))
              .setDescription(description)
              .build());
    }
  }

  /**
   * How this table finds what {@code by} means to a view of the resources of {@code kind}, which
   * are named {@code <kind>/<name>} as names are unique over all kinds: what {@link
   * io.skep.store.Kind#select} is to give.
   */
  public static <T> By<?> select(String kind, By<T> by) {
    String prefix = IndexKey.ofText(CaseFolding.fold(kind + "/"));
    if (by instanceof By.All<T>) {
      return byKind(kind);
    }
    if (by instanceof By.Equal<T> equal && equal.index().equals(Index.NAME)) {
      return new By.Equal<>(Index.NAME, prefix + equal.key());
    }
    if (by instanceof By.In<T> in && in.index().equals(Index.NAME)) {
      return new By.In<>(Index.NAME, in.keys().stream().map(prefix::concat).toList());
    }
    if (by instanceof By.StartsWith<T> start && start.index().equals(Index.NAME)) {
      return new By.StartsWith<>(Index.NAME, prefix + start.keyPrefix());
    }
    if (by instanceof By.Range<T> range && range.index().equals(Index.NAME)) {
      // What comes after the slash ends what begins with it.
      String end = IndexKey.ofText(CaseFolding.fold(kind)) + (char) ('/' + 1);
      return new By.Range<>(
          Index.NAME,
          prefix + range.fromKey(),
          range.toKey() == null ? end : prefix + range.toKey());
    }
    return by;
  }

  @Override
  public void checkCreate(ReadTx tx, Resource resource) {
    checkKind(tx, resource);
  }

  @Override
  public void checkUpdate(ReadTx tx, Resource after) {
    checkKind(tx, after);
  }

  @Override
  public Optional<Resource> remains(Resource before, Instant now) {
    Annotations marks = before.getAnnotations();
    if (!Marks.has(marks, Marks.FINALIZER)) {
      return Optional.empty();
    }
    return Optional.of(
        Marks.has(marks, Marks.DELETING)
            ? before
            : before.toBuilder()
                .setAnnotations(Marks.with(marks, Marks.DELETING, now.toString()))
                .build());
  }

  @Override
  public boolean survives(Resource before, Resource after) {
    if (!Marks.has(before.getAnnotations(), Marks.DELETING)) {
      return true;
    }
    if (!Marks.has(after.getAnnotations(), Marks.DELETING)) {
      throw new InvalidObjectException(
          key(after),
          "it is being deleted, which cannot be taken back; keep its entry " + Marks.DELETING);
    }
    List<String> allowed = Marks.of(before.getAnnotations(), Marks.FINALIZER);
    List<String> left = Marks.of(after.getAnnotations(), Marks.FINALIZER);
    for (String finalizer : left) {
      if (!allowed.contains(finalizer)) {
        throw new InvalidObjectException(
            key(after),
            "it is being deleted and gets no new finalizer, such as \"%s\"".formatted(finalizer));
      }
    }
    return !left.isEmpty();
  }

  @Override
  public void validate(Resource resource) {
    Annotations marks = resource.getAnnotations();
    if (Marks.has(marks, Marks.DELETING) && !Marks.has(marks, Marks.FINALIZER)) {
      throw new InvalidObjectException(
          key(resource),
          "it is marked with %s and has no finalizer, so it would never go; delete it instead"
              .formatted(Marks.DELETING));
    }
  }

  /**
   * Kinds compare exactly, here and where an extension is deleted. (Names compare without case, and
   * in a restored snapshot several extensions may have the same.)
   */
  private void checkKind(ReadTx tx, Resource resource) {
    if (!isDeclared(tx, resource.getKind())) {
      throw new UnknownKindException(key(resource), resource.getKind());
    }
  }

  private static boolean isDeclared(ReadTx tx, String kind) {
    return tx.find(Kinds.EXTENSION, By.name(kind)).stream()
        .anyMatch(extension -> extension.getAnnotations().getName().equals(kind));
  }
}
