package io.skep.server.health;

import io.skep.api.LogbrokerProto;
import io.skep.server.Caller.Role;
import io.skep.server.call.RpcTable;
import java.util.List;

/** The calls about what tasks print. Nobody collects it yet, and callers are told so. */
public final class LogTables {
  private static final String TEXT =
      "this server does not collect the logs of tasks; read them on the node that runs the task";

  private LogTables() {}

  /** The calls of both services. */
  public static List<RpcTable> all() {
    return List.of(
        new RpcTable(LogbrokerProto.getDescriptor().findServiceByName("Logs"), Role.MANAGER)
            .unimplemented("SubscribeLogs", TEXT),
        new RpcTable(LogbrokerProto.getDescriptor().findServiceByName("LogBroker"), Role.WORKER)
            .unimplemented("ListenSubscriptions", TEXT)
            .unimplemented("PublishLogs", TEXT));
  }
}
