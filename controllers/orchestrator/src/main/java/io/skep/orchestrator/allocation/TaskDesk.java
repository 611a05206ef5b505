package io.skep.orchestrator.allocation;

import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.informer.Event;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hands new tasks to the scheduler once their networks are there and their service has its
 * endpoint: attaches the networks, with an address on each, copies the endpoint, and moves the task
 * from NEW to PENDING. A task that waits for what others have says so in its status. The addresses
 * of a task are free again when it has ended.
 */
final class TaskDesk {
  private final WaitingList list = new WaitingList();
  private final Set<String> planned = new HashSet<>();
  private final Networks networks;
  private final NetworkDesk networkDesk;
  private final ServiceDesk services;
  private final NodeDesk nodes;
  private final Consumer<String> wake;

  /** {@code wake} tells all who wait for a {@link Thing}. */
  TaskDesk(
      Networks networks,
      NetworkDesk networkDesk,
      ServiceDesk services,
      NodeDesk nodes,
      Consumer<String> wake) {
    this.networks = networks;
    this.networkDesk = networkDesk;
    this.services = services;
    this.nodes = nodes;
    this.wake = wake;
  }

  WaitingList list() {
    return list;
  }

  void observe(Event<Task> event) {
    Task task = event.object();
    boolean isGone = event instanceof Event.Deleted;
    List<NetworkAttachment> attachments =
        isGone || Tasks.isTerminal(task) ? List.of() : task.getNetworksList();
    hold(task.getId(), attachments);
    nodes.use(
        task.getId(),
        task.getNodeId(),
        attachments.stream().map(attachment -> attachment.getNetwork().getId()).toList());
    if (!isGone && isNew(task)) {
      list.add(task.getId());
    } else {
      list.remove(task.getId());
    }
  }

  private static boolean isNew(Task task) {
    return task.getStatus().getState() == TaskState.NEW;
  }

  private void hold(String id, List<NetworkAttachment> attachments) {
    networks
        .addresses
        .put(holder(id), NodeDesk.holdings(attachments))
        .forEach(freed -> wake.accept(Thing.network(freed)));
  }

  private static String holder(String id) {
    return "task/" + id;
  }

  void settle(ReadTx at) {
    for (String id : planned) {
      hold(
          id,
          at.get(Kinds.TASK, id)
              .filter(task -> !Tasks.isTerminal(task))
              .map(Task::getNetworksList)
              .orElse(List.of()));
    }
    planned.clear();
  }

  void plan(Round round) {
    for (String id : round.take(list)) {
      round.at().get(Kinds.TASK, id).filter(TaskDesk::isNew).ifPresent(task -> plan(round, task));
    }
  }

  private void plan(Round round, Task task) {
    Optional<Service> service = round.at().get(Kinds.SERVICE, task.getServiceId());
    if (!task.getServiceId().isEmpty() && service.filter(networks::isComplete).isEmpty()) {
      String id = task.getServiceId();
      await(round, task, Thing.service(id), services.obstacle(id));
      return;
    }
    boolean throughIngress = service.filter(Endpoints::usesIngress).isPresent();
    if (throughIngress && networks.ingress().isEmpty()) {
      await(round, task, Thing.INGRESS, "");
      return;
    }
    var wanted = new ArrayList<NetworkAttachmentConfig>();
    if (throughIngress) {
      String ingress = networks.ingress().orElseThrow().getId();
      wanted.add(NetworkAttachmentConfig.newBuilder().setTarget(ingress).build());
    }
    wanted.addAll(configs(task, service));
    attach(round, task, wanted)
        .ifPresent(
            attachments -> {
              var given = new TaskGrant(task, service, attachments, round.now());
              round.write(list, task.getId(), given);
            });
  }

  private static List<NetworkAttachmentConfig> configs(Task task, Optional<Service> service) {
    List<NetworkAttachmentConfig> own = task.getSpec().getNetworksList();
    return own.isEmpty() ? service.map(Endpoints::networks).orElse(own) : own;
  }

  /** A place on every network; empty, and nothing taken, if the task must wait for one of them. */
  private Optional<List<NetworkAttachment>> attach(
      Round round, Task task, List<NetworkAttachmentConfig> wanted) {
    var attachments = new ArrayList<NetworkAttachment>();
    for (NetworkAttachmentConfig config : wanted) {
      Optional<Network> network = networks.get(config.getTarget()).filter(networks::isAllocated);
      Optional<NetworkAttachment> attachment = network.flatMap(on -> attach(task, on, config));
      if (attachment.isEmpty()) {
        giveBack(task);
        await(
            round,
            task,
            Thing.network(config.getTarget()),
            network.map(on -> noAddress(round, on, config)).orElse(""));
        return Optional.empty();
      }
      attachments.add(attachment.get());
    }
    return Optional.of(attachments);
  }

  private Optional<NetworkAttachment> attach(
      Task task, Network network, NetworkAttachmentConfig config) {
    NetworkAttachment.Builder attachment =
        NetworkAttachment.newBuilder()
            .setNetwork(network)
            .addAllAliases(config.getAliasesList())
            .putAllDriverAttachmentOpts(config.getDriverAttachmentOptsMap());
    if (!networks.hasAddresses(network)) {
      return Optional.of(attachment.build());
    }
    planned.add(task.getId());
    return networks
        .addresses
        .give(holder(task.getId()), network.getId(), config.getAddressesList())
        .map(address -> attachment.addAddresses(address).build());
  }

  private void giveBack(Task task) {
    networks.addresses.put(holder(task.getId()), NodeDesk.holdings(task.getNetworksList()));
  }

  private String noAddress(Round round, Network network, NetworkAttachmentConfig config) {
    if (config.getAddressesCount() > 0) {
      return "none of the addresses %s is free on network \"%s\""
          .formatted(config.getAddressesList(), network.getSpec().getAnnotations().getName());
    }
    return networkDesk.grow(round, network) ? "" : networks.isFull(network);
  }

  private void await(Round round, Task task, String thing, String why) {
    list.await(task.getId(), thing);
    if (!why.equals(task.getStatus().getErr())) {
      round.write(list, task.getId(), tx -> explain(tx, task.getId(), why));
    }
  }

  private static void explain(Tx tx, String id, String why) {
    tx.get(Kinds.TASK, id)
        .filter(TaskDesk::isNew)
        .ifPresent(
            task -> {
              Task.Builder explained = task.toBuilder();
              explained.getStatusBuilder().setErr(why);
              tx.update(Kinds.TASK, explained.build());
            });
  }
}
