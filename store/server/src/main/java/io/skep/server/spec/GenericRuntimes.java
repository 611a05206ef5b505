package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.GenericRuntimeSpec;
import java.util.Set;

/** What is to run and is no container. */
final class GenericRuntimes {
  private static final int SHORTEST_KIND = 3;
  private static final Set<String> RESERVED = Set.of("container", "attachment");

  private GenericRuntimes() {}

  static void check(GenericRuntimeSpec runtime) {
    String kind = runtime.getKind();
    if (kind.length() < SHORTEST_KIND) {
      throw invalid("Generic runtime: Invalid name " + GoText.quoted(kind));
    }
    if (RESERVED.stream().anyMatch(kind::equalsIgnoreCase)) {
      throw invalid("Generic runtime: " + GoText.quoted(kind) + " is a reserved name");
    }
    if (!runtime.hasPayload()) {
      throw invalid("Generic runtime is missing payload");
    }
    if (runtime.getPayload().getTypeUrl().isEmpty()) {
      throw invalid("Generic runtime is missing payload type");
    }
    if (runtime.getPayload().getValue().isEmpty()) {
      throw invalid("Generic runtime has an empty payload");
    }
  }
}
