package io.skep.controller.graph;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;

/** A child to test with: it can be held by a finalizer, and be up or not. */
record Part(ObjectMeta meta, String spec, String status) implements CustomObject<String, String> {
  static final CustomKind<Part> PART = CustomKind.of("part", Part.class);

  static Part of(String name, String spec) {
    return new Part(ObjectMeta.named(name), spec, null);
  }

  String name() {
    return meta.name();
  }

  boolean isUp() {
    return "up".equals(status);
  }
}
