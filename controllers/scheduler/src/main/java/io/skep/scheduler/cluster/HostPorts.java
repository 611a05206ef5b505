package io.skep.scheduler.cluster;

import io.skep.api.PortConfig;
import io.skep.api.Task;
import java.util.HashMap;
import java.util.Map;

/**
 * The ports that a node's tasks publish in host mode, each with the number of tasks that do: two
 * may overlap for a while, and the port is free only when both are gone.
 */
final class HostPorts {
  private final Map<Port, Integer> users = new HashMap<>();

  private record Port(PortConfig.Protocol protocol, int number) {}

  boolean contains(PortConfig.Protocol protocol, int port) {
    return users.containsKey(new Port(protocol, port));
  }

  void add(Task task) {
    change(task, 1);
  }

  void remove(Task task) {
    change(task, -1);
  }

  private void change(Task task, int by) {
    for (PortConfig port : task.getEndpoint().getPortsList()) {
      if (port.getPublishMode() == PortConfig.PublishMode.HOST && port.getPublishedPort() != 0) {
        users.merge(
            new Port(port.getProtocol(), port.getPublishedPort()), by, HostPorts::sumOrNone);
      }
    }
  }

  private static Integer sumOrNone(Integer a, Integer b) {
    return a + b == 0 ? null : Integer.valueOf(a + b);
  }
}
