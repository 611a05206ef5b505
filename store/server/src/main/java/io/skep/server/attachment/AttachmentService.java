package io.skep.server.attachment;

import io.skep.api.AttachNetworkRequest;
import io.skep.api.AttachNetworkResponse;
import io.skep.api.DetachNetworkRequest;
import io.skep.api.DetachNetworkResponse;
import io.skep.api.Network;
import io.skep.api.ResourceProto;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.store.By;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/** The calls of the ResourceAllocator service. A place on a network is a task without a service. */
public final class AttachmentService {
  private static final Origin ORIGIN = Origin.of("attachment");

  private final Store store;
  private final InstantSource clock;

  private AttachmentService(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The calls on the networks of {@code store}; {@code clock} stamps the tasks. */
  public static RpcTable table(Store store, InstantSource clock) {
    var service = new AttachmentService(store, clock);
    return new RpcTable(
            ResourceProto.getDescriptor().findServiceByName("ResourceAllocator"), Role.WORKER)
        .call("AttachNetwork", AttachNetworkRequest.getDefaultInstance(), service::attach)
        .call("DetachNetwork", DetachNetworkRequest.getDefaultInstance(), service::detach);
  }

  private Future<AttachNetworkResponse> attach(Caller caller, AttachNetworkRequest request) {
    String node = caller.node();
    if (!request.hasConfig()) {
      throw RefusedException.invalid("config must name the network to attach to");
    }
    return store
        .compute(ORIGIN, tx -> attach(tx, node, request))
        .map(done -> AttachNetworkResponse.newBuilder().setAttachmentId(done.value()).build());
  }

  private String attach(Tx tx, String node, AttachNetworkRequest request) {
    Network network = network(tx, request.getConfig().getTarget());
    if (!network.getSpec().getAttachable()) {
      throw RefusedException.denied(
          "network %s not manually attachable".formatted(request.getConfig().getTarget()));
    }
    Task.Builder task =
        Task.newBuilder().setId(tx.newId()).setNodeId(node).setDesiredState(TaskState.RUNNING);
    task.getSpecBuilder().getAttachmentBuilder().setContainerId(request.getContainerId());
    task.getSpecBuilder()
        .addNetworksBuilder()
        .setTarget(network.getId())
        .addAllAddresses(request.getConfig().getAddressesList());
    task.getStatusBuilder()
        .setState(TaskState.NEW)
        .setTimestamp(Times.timestamp(clock.instant()))
        .setMessage("created");
    return tx.create(Kinds.TASK, task.build()).getId();
  }

  private static Network network(ReadTx at, String target) {
    return at.get(Kinds.NETWORK, target)
        .orElseGet(
            () -> {
              List<Network> named = at.find(Kinds.NETWORK, By.name(target));
              if (named.size() != 1) {
                throw RefusedException.notFound("network", target);
              }
              return named.get(0);
            });
  }

  private Future<DetachNetworkResponse> detach(Caller caller, DetachNetworkRequest request) {
    String id = request.getAttachmentId();
    if (id.isEmpty()) {
      throw RefusedException.invalid();
    }
    String node = caller.node();
    return store
        .update(ORIGIN, tx -> detach(tx, node, id))
        .map(DetachNetworkResponse.getDefaultInstance());
  }

  private static void detach(Tx tx, String node, String id) {
    Task task =
        tx.get(Kinds.TASK, id)
            .filter(found -> found.getSpec().hasAttachment())
            .orElseThrow(() -> RefusedException.notFound("attachment", id));
    if (!task.getNodeId().equals(node)) {
      throw RefusedException.denied("attachment %s doesn't belong to this node".formatted(id));
    }
    tx.delete(Kinds.TASK, id);
  }
}
