package io.skep.orchestrator.allocation;

import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands new tasks to the scheduler once their networks are there and their service has its
 * endpoint: attaches the networks, copies the endpoint, and moves the task from NEW to PENDING. A
 * task that waits because another service has the port of its own says so in its status.
 */
final class TaskAllocator implements Reconciler<Task> {
  @Override
  public void declare(Sources<Task> on) {
    on.primary(Kinds.TASK, event -> isNew(event.object()))
        .mapped(
            Kinds.SERVICE,
            (service, at) -> newTasksOf(at, service),
            event -> !(event instanceof Event.Deleted))
        .mapped(
            Kinds.NETWORK,
            (network, at) -> allNewTasks(at),
            event -> NetworkAllocator.isAllocated(event.object()));
  }

  private static boolean isNew(Task task) {
    return task.getStatus().getState() == TaskState.NEW;
  }

  private static List<String> newTasksOf(ReadTx at, Service service) {
    if (!Endpoints.isAllocated(service)) {
      return List.of();
    }
    var tasks = new ArrayList<>(at.find(Kinds.TASK, TaskKind.byServiceId(service.getId())));
    // Those that now wait for one of its ports are to say so.
    for (Service waiting : TakenPorts.waitingFor(at, service)) {
      tasks.addAll(at.find(Kinds.TASK, TaskKind.byServiceId(waiting.getId())));
    }
    return idsOfNew(tasks);
  }

  private static List<String> allNewTasks(ReadTx at) {
    return idsOfNew(at.find(Kinds.TASK, TaskKind.byState(TaskState.NEW)));
  }

  private static List<String> idsOfNew(List<Task> tasks) {
    return tasks.stream().filter(TaskAllocator::isNew).map(Task::getId).toList();
  }

  @Override
  public Future<Result> reconcile(Run<Task> run) {
    Optional<Task> task = run.object().filter(TaskAllocator::isNew);
    if (task.isEmpty()) {
      return run.done();
    }
    if (allocated(run.at(), task.get()).isPresent()) {
      Instant now = run.clock().instant();
      return run.commit(tx -> allocate(tx, run.id(), now));
    }
    return obstacle(run.at(), task.get()).equals(task.get().getStatus().getErr())
        ? run.done()
        : run.commit(tx -> explain(tx, run.id()));
  }

  /** Why {@code task} waits, if it is for more than the next turn of another controller. */
  private static String obstacle(ReadTx at, Task task) {
    return at.get(Kinds.SERVICE, task.getServiceId())
        .filter(service -> !Endpoints.isAllocated(service))
        .flatMap(service -> TakenPorts.explain(at, service))
        .orElse("");
  }

  private static void explain(Tx tx, String id) {
    tx.get(Kinds.TASK, id)
        .filter(TaskAllocator::isNew)
        .ifPresent(
            task -> {
              Task.Builder explained = task.toBuilder();
              explained.getStatusBuilder().setErr(obstacle(tx, task));
              tx.update(Kinds.TASK, explained.build());
            });
  }

  private static void allocate(Tx tx, String id, Instant now) {
    tx.get(Kinds.TASK, id)
        .filter(TaskAllocator::isNew)
        .flatMap(task -> allocated(tx, task))
        .ifPresent(task -> tx.update(Kinds.TASK, pending(task, now)));
  }

  /** {@code task} with its networks and endpoint; empty if it must wait for one of them. */
  private static Optional<Task> allocated(ReadTx at, Task task) {
    if (task.getServiceId().isEmpty()) {
      return attach(at, task, task.getSpec().getNetworksList(), false);
    }
    Optional<Service> service =
        at.get(Kinds.SERVICE, task.getServiceId()).filter(Endpoints::isAllocated);
    return service
        .flatMap(of -> attach(at, task, networks(task, of), Endpoints.usesIngress(of)))
        .map(attached -> attached.toBuilder().setEndpoint(service.get().getEndpoint()).build());
  }

  private static List<NetworkAttachmentConfig> networks(Task task, Service service) {
    List<NetworkAttachmentConfig> own = task.getSpec().getNetworksList();
    return own.isEmpty() ? Endpoints.networks(service) : own;
  }

  private static Optional<Task> attach(
      ReadTx at, Task task, List<NetworkAttachmentConfig> configs, boolean ingress) {
    var attachments = new ArrayList<NetworkAttachment>();
    if (ingress) {
      Optional<Network> network = ingressNetwork(at);
      if (network.isEmpty()) {
        return Optional.empty();
      }
      attachments.add(NetworkAttachment.newBuilder().setNetwork(network.get()).build());
    }
    for (NetworkAttachmentConfig config : configs) {
      Optional<Network> network =
          at.get(Kinds.NETWORK, config.getTarget()).filter(NetworkAllocator::isAllocated);
      if (network.isEmpty()) {
        return Optional.empty();
      }
      attachments.add(
          NetworkAttachment.newBuilder()
              .setNetwork(network.get())
              .addAllAliases(config.getAliasesList())
              .putAllDriverAttachmentOpts(config.getDriverAttachmentOptsMap())
              .build());
    }
    return Optional.of(task.toBuilder().clearNetworks().addAllNetworks(attachments).build());
  }

  private static Optional<Network> ingressNetwork(ReadTx at) {
    return at.list(Kinds.NETWORK).stream()
        .filter(network -> network.getSpec().getIngress())
        .filter(NetworkAllocator::isAllocated)
        .findFirst();
  }

  private static Task pending(Task task, Instant now) {
    Task.Builder pending = task.toBuilder();
    pending
        .getStatusBuilder()
        .setState(TaskState.PENDING)
        .setMessage("pending task scheduling")
        .clearErr()
        .setTimestamp(Times.timestamp(now));
    return pending.build();
  }
}
