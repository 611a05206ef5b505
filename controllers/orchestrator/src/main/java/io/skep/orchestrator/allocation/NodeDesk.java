package io.skep.orchestrator.allocation;

import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.orchestrator.allocation.address.AddressBook.Holding;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives each node an address of its own, for the load balancer there, on the ingress network and on
 * every network of a task that is on the node and has not ended; takes it back when the last such
 * task is gone.
 */
final class NodeDesk {
  private final WaitingList list = new WaitingList();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> planned = new HashSet<>();
  private final Map<String, Use> uses = new HashMap<>();

  /** How many tasks on a node need a network: by node, then by network. */
  private final Map<String, Map<String, Integer>> needs = new HashMap<>();

  private final Networks networks;
  private final NetworkDesk networkDesk;
  private final Consumer<String> wake;

  /** What one task needs where. */
  private record Use(String nodeId, List<String> networkIds) {}

  /** {@code wake} tells all who wait for a {@link Thing}. */
  NodeDesk(Networks networks, NetworkDesk networkDesk, Consumer<String> wake) {
    this.networks = networks;
    this.networkDesk = networkDesk;
    this.wake = wake;
  }

  WaitingList list() {
    return list;
  }

  /** Every node is due a look. */
  void lookAtAll() {
    known.forEach(list::add);
  }

  void observe(Event<Node> event) {
    String id = event.object().getId();
    if (event instanceof Event.Deleted) {
      known.remove(id);
      list.remove(id);
      hold(id, List.of());
      return;
    }
    known.add(id);
    hold(id, event.object().getAttachmentsList());
    boolean isNews =
        !(event instanceof Event.Updated<Node> updated)
            || !updated.old().getAttachmentsList().equals(updated.object().getAttachmentsList());
    if (isNews) {
      list.add(id);
    }
  }

  /** The task needs these networks on that node, and no others; none once it has ended. */
  void use(String taskId, String nodeId, List<String> networkIds) {
    boolean isSomewhere = !nodeId.isEmpty() && !networkIds.isEmpty();
    Use now = isSomewhere ? new Use(nodeId, List.copyOf(networkIds)) : null;
    Use before = isSomewhere ? uses.put(taskId, now) : uses.remove(taskId);
    if (!Objects.equals(before, now)) {
      count(before, -1);
      count(now, 1);
    }
  }

  private void count(Use use, int change) {
    if (use == null) {
      return;
    }
    Map<String, Integer> ofNode = needs.computeIfAbsent(use.nodeId(), id -> new LinkedHashMap<>());
    for (String network : use.networkIds()) {
      int users = ofNode.merge(network, change, Integer::sum);
      if (users == 0) {
        ofNode.remove(network);
      }
      if (users == 0 || users == change) {
        list.add(use.nodeId());
      }
    }
    if (ofNode.isEmpty()) {
      needs.remove(use.nodeId());
    }
  }

  private void hold(String id, List<NetworkAttachment> attachments) {
    networks
        .addresses
        .put(holder(id), holdings(attachments))
        .forEach(freed -> wake.accept(Thing.network(freed)));
  }

  /** The addresses of {@code attachments}. */
  static List<Holding> holdings(List<NetworkAttachment> attachments) {
    var holdings = new ArrayList<Holding>();
    for (NetworkAttachment attachment : attachments) {
      for (String address : attachment.getAddressesList()) {
        holdings.add(new Holding(attachment.getNetwork().getId(), address));
      }
    }
    return holdings;
  }

  private static String holder(String id) {
    return "node/" + id;
  }

  void settle(ReadTx at) {
    for (String id : planned) {
      hold(id, at.get(Kinds.NODE, id).map(Node::getAttachmentsList).orElse(List.of()));
    }
    planned.clear();
  }

  void plan(Round round) {
    for (String id : round.take(list)) {
      if (!networks.isInert()) {
        round.at().get(Kinds.NODE, id).ifPresent(node -> plan(round, node));
      }
    }
  }

  private void plan(Round round, Node node) {
    Map<String, Network> missing = needed(node.getId());
    var attachments = new ArrayList<NetworkAttachment>();
    for (NetworkAttachment attachment : node.getAttachmentsList()) {
      if (isGood(attachment) && missing.remove(attachment.getNetwork().getId()) != null) {
        attachments.add(attachment);
      }
    }
    var given = new ArrayList<Network>();
    for (Network network : missing.values()) {
      planned.add(node.getId());
      Optional<String> address =
          networks.addresses.give(holder(node.getId()), network.getId(), List.of());
      if (address.isPresent()) {
        given.add(network);
        attachments.add(attachment(network, address.get()));
      } else {
        networkDesk.grow(round, network);
        list.await(node.getId(), Thing.network(network.getId()));
      }
    }
    if (!attachments.equals(node.getAttachmentsList())) {
      round.write(list, node.getId(), tx -> write(tx, node, attachments, given));
    }
  }

  private Map<String, Network> needed(String nodeId) {
    var needed = new LinkedHashMap<String, Network>();
    networks
        .ingress()
        .filter(networks::hasAddresses)
        .ifPresent(ingress -> needed.put(ingress.getId(), ingress));
    for (String id : needs.getOrDefault(nodeId, Map.of()).keySet()) {
      networks.get(id).filter(networks::hasAddresses).ifPresent(network -> needed.put(id, network));
    }
    return needed;
  }

  private boolean isGood(NetworkAttachment attachment) {
    return attachment.getAddressesCount() > 0
        && networks.addresses.isOf(attachment.getNetwork().getId(), attachment.getAddresses(0));
  }

  private static NetworkAttachment attachment(Network network, String address) {
    return NetworkAttachment.newBuilder().setNetwork(network).addAddresses(address).build();
  }

  private static void write(
      Tx tx, Node seen, List<NetworkAttachment> attachments, List<Network> given) {
    Optional<Node> stored = tx.get(Kinds.NODE, seen.getId());
    if (stored.isEmpty()) {
      return;
    }
    String name = "node " + seen.getId();
    if (!stored.get().getAttachmentsList().equals(seen.getAttachmentsList())) {
      throw new StaleAllocationException(name, "its attachments were changed");
    }
    given.forEach(network -> Round.checkUnchanged(tx, network, name));
    tx.update(
        Kinds.NODE,
        stored.get().toBuilder().clearAttachments().addAllAttachments(attachments).build());
  }
}
