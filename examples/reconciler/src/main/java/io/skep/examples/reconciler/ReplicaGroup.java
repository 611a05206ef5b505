package io.skep.examples.reconciler;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;

/** A number of tasks that are all configured alike. */
record ReplicaGroup(ObjectMeta meta, Spec spec, Status status)
    implements CustomObject<ReplicaGroup.Spec, ReplicaGroup.Status> {

  static final CustomKind<ReplicaGroup> KIND = CustomKind.of("replica-group", ReplicaGroup.class);

  /**
   * What is asked for.
   *
   * @param config the id of the config that says which image the tasks run
   */
  record Spec(int replicas, String config) {}

  /** What is. */
  record Status(String phase, int wanted) {}
}
