package io.skep.informer.shared;

import com.google.protobuf.Message;
import io.skep.api.Node;
import io.skep.store.Kind;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;

/** Nodes, seen by a kind that fails when it is told to. */
final class FlakyKind implements Kind<Node> {
  boolean broken;

  @Override
  public String name() {
    return "flaky";
  }

  @Override
  public Class<Node> type() {
    return Node.class;
  }

  @Override
  public Table<?> table() {
    return Kinds.NODE;
  }

  @Override
  public String id(Node node) {
    if (broken) {
      throw new IllegalStateException("flaky");
    }
    return node.getId();
  }

  @Override
  public boolean owns(Message stored) {
    return true;
  }

  @Override
  public Node decode(Message stored) {
    return (Node) stored;
  }

  @Override
  public Message encode(Node node) {
    return node;
  }
}
