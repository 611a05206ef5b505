package io.skep.controller.graph;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;

/** The owner in the example of docs/design/dependent-graph.md. */
record Website(ObjectMeta meta, Spec spec, Status status)
    implements CustomObject<Website.Spec, Website.Status> {
  static final CustomKind<Website> WEBSITE = CustomKind.of("website", Website.class);

  record Spec(String page, int replicas, boolean isPublic) {}

  record Status(String phase) {}

  static Website named(String name, Spec spec) {
    return new Website(ObjectMeta.named(name), spec, null);
  }
}
