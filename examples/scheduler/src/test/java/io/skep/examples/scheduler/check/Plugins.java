package io.skep.examples.scheduler.check;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.PluginDescription;
import io.skep.api.Task;
import java.util.List;
import java.util.stream.Stream;

/** Whether a node has what drives a task's volumes, networks and log (SC-53). */
final class Plugins {
  private final Node node;

  Plugins(Node node) {
    this.node = node;
  }

  boolean drive(Task task) {
    return !node.getDescription().hasEngine()
        || (volumeDrivers(task).allMatch(name -> has("Volume", name))
            && networkDrivers(task).allMatch(name -> has("Network", name))
            && hasLog(task.getSpec().getLogDriver().getName()));
  }

  private static Stream<String> volumeDrivers(Task task) {
    return task.getSpec().getContainer().getMountsList().stream()
        .filter(mount -> mount.getType() == Mount.Type.VOLUME)
        .map(mount -> mount.getVolumeOptions().getDriverConfig().getName())
        .filter(name -> !name.isEmpty() && !name.equals("local"));
  }

  private static Stream<String> networkDrivers(Task task) {
    return task.getNetworksList().stream()
        .map(attached -> attached.getNetwork().getDriverState().getName())
        .filter(name -> !name.isEmpty());
  }

  private boolean hasLog(String driver) {
    return driver.isEmpty()
        || driver.equals("none")
        || has("Log", driver)
        || listed().stream().noneMatch(plugin -> plugin.getType().equals("Log"));
  }

  private boolean has(String type, String name) {
    return listed().stream()
        .filter(plugin -> plugin.getType().equals(type))
        .anyMatch(plugin -> List.of(name, name + ":latest").contains(plugin.getName()));
  }

  private List<PluginDescription> listed() {
    return node.getDescription().getEngine().getPluginsList();
  }
}
