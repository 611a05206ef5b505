package io.skep.examples.attach.row;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.store.ReadTx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** What is shown of one object. Immutable; two are equal if they show the same. */
public sealed interface Row permits NodeRow, ServiceRow, TaskRow {
  /** Of a node. */
  static Row of(Node node) {
    return NodeRow.of(node);
  }

  /** Of a service whose tasks are in {@code at}. */
  static Row of(Service service, ReadTx at) {
    return ServiceRow.of(service, at);
  }

  /** Of a task whose service and node are in {@code at}. */
  static Row of(Task task, ReadTx at) {
    return TaskRow.of(task, at);
  }

  /** The section that it is a row of. */
  Section section();

  /** Which object it is. */
  String id();

  /** How people call the object. */
  String name();

  /** Its cells in the section's table, the name first. */
  List<String> cells(Instant now);

  /** All but the name, in words. */
  String words();

  /** All that is shown, for programs. */
  JsonObject json();
}
