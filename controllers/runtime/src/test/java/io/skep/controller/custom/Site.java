package io.skep.controller.custom;

import java.util.Map;

/** A site to test with. */
record Site(ObjectMeta meta, Spec spec, Status status)
    implements CustomObject<Site.Spec, Site.Status> {
  static final CustomKind<Site> SITE = CustomKind.of("site", Site.class);

  record Spec(String domain, int replicas) {}

  record Status(String phase) {}

  static Site named(String name) {
    return new Site(ObjectMeta.named(name), new Spec(name + ".example", 1), null);
  }

  Site with(Spec newSpec) {
    return new Site(meta, newSpec, status);
  }

  Site with(ObjectMeta newMeta) {
    return new Site(newMeta, spec, status);
  }

  Site labelled(String key, String value) {
    return with(meta.withLabels(Map.of(key, value)));
  }
}
