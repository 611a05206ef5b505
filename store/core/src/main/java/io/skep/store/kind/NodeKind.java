package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.NODE;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Label;
import io.skep.store.Places;
import java.util.List;
import java.util.Optional;

/**
 * Machines. What finds a node by name is its host name, once its agent has told it; several nodes
 * may have the same.
 */
public final class NodeKind extends BuiltInKind<Node> {
  /** By the number of the {@link NodeRole} that the node has, which may not be the desired one. */
  public static final Index<Node, Long> ROLE =
      Index.ofNumber("role", node -> (long) node.getRoleValue());

  /** By the number of the {@link NodeSpec.Membership}. */
  public static final Index<Node, Long> MEMBERSHIP =
      Index.ofNumber("membership", node -> (long) node.getSpec().getMembershipValue());

  /** By the labels that the node's engine was started with. */
  public static final Index<Node, Label> ENGINE_LABEL =
      Index.labels("enginelabel", node -> node.getDescription().getEngine().getLabelsMap());

  private static final Fields<Node> FIELDS =
      new Fields<>(
          Node.class,
          Node.parser(),
          Node::getId,
          Node::getMeta,
          (node, meta) -> node.toBuilder().setMeta(meta).build(),
          node -> node.getSpec().getAnnotations());

  private static final Places<Node> PLACES =
      new Places<>(
          NODE,
          StoreAction::getNode,
          StoreAction.Builder::setNode,
          StoreSnapshot.NODES_FIELD_NUMBER,
          StoreSnapshot::getNodesList,
          StoreSnapshot.Builder::addNodes);

  NodeKind() {
    super(
        "node",
        FIELDS,
        PLACES,
        List.of(Fields.byName(NodeKind::hostname), FIELDS.byCustom(), ROLE, MEMBERSHIP));
  }

  /** Nodes that have that role, whichever is desired. */
  public static By<Node> byRole(NodeRole role) {
    return By.equal(ROLE, (long) role.getNumber());
  }

  /** Nodes of that membership. */
  public static By<Node> byMembership(NodeSpec.Membership membership) {
    return By.equal(MEMBERSHIP, (long) membership.getNumber());
  }

  /** Nodes whose engine was started with the label {@code key=value}. */
  public static By<Node> byEngineLabel(String key, String value) {
    return By.equal(ENGINE_LABEL, new Label(key, value));
  }

  @Override
  public List<Index<Node, Label>> labels() {
    return List.of(super.labels().get(0), ENGINE_LABEL);
  }

  @Override
  public Optional<String> givenName(Node node) {
    return Optional.ofNullable(hostname(node));
  }

  @Override
  public Optional<String> uniqueName(Node node) {
    return Optional.empty();
  }

  private static String hostname(Node node) {
    return node.hasDescription() ? node.getDescription().getHostname() : null;
  }
}
