package io.skep.scheduler.filter;

import io.skep.api.Mount;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.volume.ClusterMounts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Refuses nodes where a task cannot have all cluster volumes that it mounts, at once. */
public final class VolumeFilter implements Filter {
  @Override
  public String name() {
    return "volumes";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    List<Mount> mounts = ClusterMounts.of(task).mounts();
    return mounts.isEmpty() ? Optional.empty() : Optional.of(node -> node.offersVolumes(mounts));
  }

  @Override
  public String explain(int nodes) {
    return "cannot fulfill requested CSI volume mounts on " + Nodes.count(nodes);
  }
}
