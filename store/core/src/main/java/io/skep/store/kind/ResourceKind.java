package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.RESOURCE;

import io.skep.api.Resource;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Places;
import io.skep.store.ReadTx;
import io.skep.store.UnknownKindException;
import java.util.List;

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

  @Override
  public void checkCreate(ReadTx tx, Resource resource) {
    checkKind(tx, resource);
  }

  @Override
  public void checkUpdate(ReadTx tx, Resource after) {
    checkKind(tx, after);
  }

  /**
   * Kinds compare exactly, here and where an extension is deleted. (Names compare without case, and
   * in a restored snapshot several extensions may have the same.)
   */
  private void checkKind(ReadTx tx, Resource resource) {
    String kind = resource.getKind();
    boolean declared =
        tx.find(Kinds.EXTENSION, By.name(kind)).stream()
            .anyMatch(extension -> extension.getAnnotations().getName().equals(kind));
    if (!declared) {
      throw new UnknownKindException(key(resource), kind);
    }
  }
}
