package io.skep.server.control;

import io.skep.api.ControlProto;
import io.skep.server.Caller.Role;
import io.skep.server.ClusterServices;
import io.skep.server.call.RpcTable;
import io.skep.server.spec.ServiceSpecs;
import io.skep.store.Store;

/** All calls of the Control service. */
public final class ControlService {
  private ControlService() {}

  /** The calls on the objects of {@code store}; {@code cluster} knows what the store does not. */
  public static RpcTable table(Store store, ClusterServices cluster) {
    var table =
        new RpcTable(
            ControlProto.getDescriptor().findServiceByName("Control"),
            Role.MANAGER,
            cluster.freshness());
    new NodeControl(store, cluster.managers()).addTo(table);
    new NodeRemoval(store, cluster.managers(), cluster.clock()).addTo(table);
    new TaskControl(store, new CurrentTasks(cluster.placement())).addTo(table);
    new ServiceControl(store, new ServiceSpecs(cluster.placement()), cluster.clock()).addTo(table);
    new ServiceStatuses(store).addTo(table);
    new NetworkControl(store, cluster.networks()).addTo(table);
    new ClusterControl(store, cluster.clock(), cluster.random()).addTo(table);
    new SecretControl(store).addTo(table);
    new ConfigControl(store).addTo(table);
    new VolumeControl(store).addTo(table);
    new ExtensionControl(store).addTo(table);
    new ResourceControl(store).addTo(table);
    return table;
  }
}
