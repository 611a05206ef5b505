package io.skep.server.control;

import static io.skep.server.RefusedException.precondition;

import io.skep.api.Network;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.server.spec.EndpointSpecs;
import io.skep.server.spec.NetworkSpecs;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ServiceKind;
import io.skep.store.kind.TaskKind;

/** Who would miss a network. */
final class NetworkUsers {
  private NetworkUsers() {}

  /** Refuses the removal of a network that somebody would miss. */
  static void checkNone(ReadTx at, Network network) {
    if (network
        .getSpec()
        .getAnnotations()
        .getLabelsOrDefault(NetworkSpecs.PREDEFINED, "")
        .equals("true")) {
      throw precondition(
          "network %s (%s) is a swarm predefined network and cannot be removed"
              .formatted(network.getId(), network.getSpec().getAnnotations().getName()));
    }
    if (network.getSpec().getIngress()) {
      checkNoPorts(at);
    } else {
      checkNoServices(at, network.getId());
      checkNoTasks(at, network.getId());
    }
  }

  private static void checkNoPorts(ReadTx at) {
    for (Service service : at.list(Kinds.SERVICE)) {
      if (EndpointSpecs.needsIngress(service.getSpec().getEndpoint())) {
        throw precondition(
            "ingress network cannot be removed because service %s depends on it"
                .formatted(service.getId()));
      }
    }
  }

  private static void checkNoServices(ReadTx at, String id) {
    for (Service service : at.find(Kinds.SERVICE, ServiceKind.byNetworkId(id))) {
      throw precondition("network %s is in use by service %s".formatted(id, service.getId()));
    }
  }

  private static void checkNoTasks(ReadTx at, String id) {
    for (Task task : at.find(Kinds.TASK, TaskKind.byNetworkId(id))) {
      if (task.getDesiredStateValue() <= TaskState.RUNNING_VALUE
          && task.getStatus().getStateValue() <= TaskState.RUNNING_VALUE) {
        throw precondition("network %s is in use by task %s".formatted(id, task.getId()));
      }
    }
  }
}
