package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.EXTENSION;

import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.ExtensionInUseException;
import io.skep.store.ImmutableExtensionException;
import io.skep.store.NameConflictException;
import io.skep.store.ObjectKey;
import io.skep.store.Places;
import io.skep.store.ReadTx;
import java.util.List;

/**
 * Declared kinds of resources: the kind of a resource is the name of an extension. Names are unique
 * and never those of built-in kinds; extensions never change.
 */
final class ExtensionKind extends BuiltInKind<Extension> {
  private static final Fields<Extension> FIELDS =
      new Fields<>(
          Extension.class,
          Extension.parser(),
          Extension::getId,
          Extension::getMeta,
          (extension, meta) -> extension.toBuilder().setMeta(meta).build(),
          Extension::getAnnotations);

  private static final Places<Extension> PLACES =
      new Places<>(
          EXTENSION,
          StoreAction::getExtension,
          StoreAction.Builder::setExtension,
          StoreSnapshot.EXTENSIONS_FIELD_NUMBER,
          StoreSnapshot::getExtensionsList,
          StoreSnapshot.Builder::addExtensions);

  ExtensionKind() {
    super("extension", FIELDS, PLACES, List.of(FIELDS.byName().exactOnly(), FIELDS.byCustom()));
  }

  @Override
  public void checkCreate(ReadTx tx, Extension extension) {
    String name = FIELDS.name(extension);
    if (Kinds.named(name).isPresent()) {
      throw new NameConflictException(key(extension), name, "a built-in kind");
    }
  }

  @Override
  public void checkUpdate(ReadTx tx, Extension after) {
    throw new ImmutableExtensionException(key(after));
  }

  @Override
  public void checkDelete(ReadTx tx, Extension before) {
    List<Resource> users = tx.find(Kinds.RESOURCE, ResourceKind.byKind(FIELDS.name(before)));
    if (!users.isEmpty()) {
      ObjectKey example = ObjectKey.of(Kinds.RESOURCE, users.get(0).getId());
      throw new ExtensionInUseException(key(before), example);
    }
  }
}
