package io.skep.controller.runtime;

import io.skep.api.Annotations;
import io.skep.store.Marks;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads to which objects of one kind others belong. Immutable.
 *
 * @param kind the kind of the owners
 */
record Owners(String kind) {
  /** The ids of the owners before and after {@code change}, each once. */
  Set<String> of(NetChange change) {
    Set<String> ids = new LinkedHashSet<>();
    add(change.oldAnnotations(), ids);
    add(change.newAnnotations(), ids);
    return ids;
  }

  private void add(Optional<Annotations> annotations, Set<String> ids) {
    annotations
        .flatMap(Marks::owner)
        .filter(owner -> owner.kind().equals(kind))
        .ifPresent(owner -> ids.add(owner.id()));
  }
}
