package io.skep.scheduler.volume;

import io.skep.api.Node;
import io.skep.api.NodeCSIInfo;
import io.skep.api.Topology;
import io.skep.api.Volume;
import java.util.Map;

/** From where a volume can be reached. */
final class Reach {
  private Reach() {}

  /**
   * Whether {@code node} can reach {@code volume}: it runs the volume's plugin, and is in one of
   * the places that the volume lists, if both say where they are.
   */
  static boolean includes(Volume volume, Node node) {
    String plugin = volume.getSpec().getDriver().getName();
    for (NodeCSIInfo info : node.getDescription().getCsiInfoList()) {
      if (info.getPluginName().equals(plugin)) {
        return !info.hasAccessibleTopology() || isIn(volume, info.getAccessibleTopology());
      }
    }
    return false;
  }

  /** Whether {@code node} runs the plugin of {@code volume}. */
  static boolean hasPlugin(Volume volume, Node node) {
    String plugin = volume.getSpec().getDriver().getName();
    return node.getDescription().getCsiInfoList().stream()
        .anyMatch(info -> info.getPluginName().equals(plugin));
  }

  /** Whether all parts of one of the volume's places are parts of {@code place}. */
  private static boolean isIn(Volume volume, Topology place) {
    if (volume.getVolumeInfo().getAccessibleTopologyCount() == 0) {
      return true;
    }
    Map<String, String> parts = place.getSegmentsMap();
    for (Topology accessible : volume.getVolumeInfo().getAccessibleTopologyList()) {
      if (parts.entrySet().containsAll(accessible.getSegmentsMap().entrySet())) {
        return true;
      }
    }
    return false;
  }
}
