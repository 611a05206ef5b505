package io.skep.manager.members;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.server.control.OrphanedTasks;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a node for each member of the cluster, where this one leads: drained, as there is no agent
 * on it, ready while it answers, and gone when the member has been removed, which makes orphans of
 * the tasks that somebody let on it all the same. A node of which somebody wants a worker is a
 * member that goes. Nodes that it did not make are left alone, also one that has the name of a
 * member.
 */
public final class MemberNodes implements Reconciler<Void> {
  /** The label of an engine that is a member: users change the spec only, so it stays. */
  public static final String LABEL = "io.skep.member";

  /** How often members are looked at, of whom nothing in the store tells. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  private static final List<String> KEYS = List.of("members");

  private final Roster roster;
  private final InstantSource clock;

  /**
   * Of the members of {@code roster}.
   *
   * @param clock stamps the tasks whose node goes
   */
  public MemberNodes(Roster roster, InstantSource clock) {
    this.roster = roster;
    this.clock = clock;
  }

  @Override
  public void declare(Sources<Void> on) {
    on.single(KEYS.get(0)).mapped(Kinds.NODE, (node, at) -> isOurs(node) ? KEYS : List.of());
  }

  @Override
  public Future<Result> reconcile(Run<Void> run) {
    Optional<List<MemberHealth>> health = roster.health();
    if (health.isEmpty()) {
      return run.again(PAUSE); // It has just ceased to lead, and ends.
    }
    Optional<String> demoted =
        health.get().stream()
            .map(each -> each.member().id())
            .filter(id -> isDemoted(run.at(), id))
            .findFirst();
    Future<Void> removed = demoted.map(roster::remove).orElseGet(Future::succeededFuture);
    return removed.compose(
        done -> run.commit(tx -> settle(tx, without(health.get(), demoted)), Result.again(PAUSE)));
  }

  /** The leader itself goes when another one leads. */
  private boolean isDemoted(ReadTx at, String id) {
    return !id.equals(roster.self())
        && at.get(Kinds.NODE, id)
            .filter(MemberNodes::isOurs)
            .filter(node -> node.getSpec().getDesiredRole() == NodeRole.WORKER)
            .isPresent();
  }

  private static List<MemberHealth> without(List<MemberHealth> all, Optional<String> removed) {
    return all.stream().filter(each -> !removed.equals(Optional.of(each.member().id()))).toList();
  }

  private void settle(Tx tx, List<MemberHealth> members) {
    Set<String> ids = members.stream().map(each -> each.member().id()).collect(Collectors.toSet());
    for (Node node : tx.find(Kinds.NODE, NodeKind.byRole(NodeRole.MANAGER))) {
      if (isOurs(node) && !ids.contains(node.getId())) {
        OrphanedTasks.of(tx, node.getId(), clock.instant());
        tx.delete(Kinds.NODE, node.getId());
      }
    }
    members.forEach(each -> settle(tx, each));
  }

  private static void settle(Tx tx, MemberHealth member) {
    Optional<Node> before = tx.get(Kinds.NODE, member.member().id());
    if (before.isEmpty()) {
      tx.create(Kinds.NODE, withStatus(node(member.member()), member));
      return;
    }
    Node after = withStatus(before.get(), member);
    if (isOurs(after) && !after.equals(before.get())) {
      tx.update(Kinds.NODE, after);
    }
  }

  private static boolean isOurs(Node node) {
    return node.getDescription().getEngine().containsLabels(LABEL);
  }

  private static Node node(Member member) {
    Node.Builder node = Node.newBuilder().setId(member.id()).setRole(NodeRole.MANAGER);
    node.getSpecBuilder()
        .setDesiredRole(NodeRole.MANAGER)
        .setMembership(NodeSpec.Membership.ACCEPTED)
        .setAvailability(NodeSpec.Availability.DRAIN);
    node.getDescriptionBuilder().setHostname(member.id()).getEngineBuilder().putLabels(LABEL, "");
    // Unknown, and there: SwarmKit's command line looks inside without asking.
    node.getDescriptionBuilder().getPlatformBuilder();
    node.getDescriptionBuilder().getResourcesBuilder();
    return node.build();
  }

  private static Node withStatus(Node node, MemberHealth member) {
    String address = member.member().address();
    Node.Builder changed = node.toBuilder();
    changed
        .getStatusBuilder()
        .setState(member.answers() ? NodeStatus.State.READY : NodeStatus.State.DOWN)
        .setMessage(member.answers() ? "" : "the manager does not answer")
        .setAddr(address.substring(0, address.lastIndexOf(':')));
    return changed.build();
  }
}
