package io.skep.server.control;

import io.skep.api.ControlProto;
import io.skep.server.Caller.Role;
import io.skep.server.ClusterServices;
import io.skep.server.call.Reads;
import io.skep.server.call.RpcTable;
import io.skep.server.spec.ServiceSpecs;
import io.skep.store.Store;

/** All calls of the Control service. */
public final class ControlService {
  private ControlService() {}

  /**
   * The calls on the objects of {@code store}.
   *
   * @param cluster knows what the store does not
   * @param reads make the store as new as calls ask
   */
  public static RpcTable table(Store store, ClusterServices cluster, Reads reads) {
    var table =
        new RpcTable(
            ControlProto.getDescriptor().findServiceByName("Control"), Role.MANAGER, reads);
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
