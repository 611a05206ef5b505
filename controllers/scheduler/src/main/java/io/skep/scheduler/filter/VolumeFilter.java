package io.skep.scheduler.filter;

import io.skep.api.Mount;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import io.skep.scheduler.VolumeDenial;
import io.skep.scheduler.volume.ClusterMounts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return node.volumeDenials(ClusterMounts.of(task).mounts()).stream()
        .<Remedy>map(Remedy.OfferVolume::new)
        .distinct()
        .toList();
  }

  /** A mount that every node denies for a reason that lasts. */
  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    var lasting = new LinkedHashMap<String, Set<String>>();
    Set<String> everywhere = null;
    for (NodeView node : situation.nodes()) {
      var here = new HashSet<String>();
      for (VolumeDenial denial : node.volumeDenials(ClusterMounts.of(situation.task()).mounts())) {
        if (denial.reason().lasts()) {
          here.add(denial.source());
          lasting
              .computeIfAbsent(denial.source(), source -> new LinkedHashSet<>())
              .add(denial.toString());
        }
      }
      if (everywhere == null) {
        everywhere = here;
      } else {
        everywhere.retainAll(here);
      }
    }
    lasting.keySet().retainAll(everywhere == null ? Set.of() : everywhere);
    return lasting.entrySet().stream()
        .<DeadEnd>map(
            source ->
                new DeadEnd.NoNodeOffersVolume(source.getKey(), List.copyOf(source.getValue())))
        .toList();
  }
}
