package io.skep.testkit;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;

/** So many tasks, all with the contents of one config. */
record ReplicaGroup(ObjectMeta meta, Spec spec, Status status)
    implements CustomObject<ReplicaGroup.Spec, ReplicaGroup.Status> {
  static final CustomKind<ReplicaGroup> GROUP = CustomKind.of("replica-group", ReplicaGroup.class);

  record Spec(int replicas, String configId) {}

  record Status(String phase, int wanted) {}

  static ReplicaGroup named(String name, int replicas, String configId) {
    return new ReplicaGroup(ObjectMeta.named(name), new Spec(replicas, configId), null);
  }

  ReplicaGroup scaledTo(int replicas) {
    return new ReplicaGroup(meta, new Spec(replicas, spec.configId), status);
  }
}
