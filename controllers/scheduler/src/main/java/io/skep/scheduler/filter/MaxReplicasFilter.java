package io.skep.scheduler.filter;

import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Refuses nodes that run as many tasks of the service as its placement allows on one node. */
public final class MaxReplicasFilter implements Filter {
  @Override
  public String name() {
    return "max-replicas";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    long most = task.getSpec().getPlacement().getMaxReplicas();
    String service = task.getServiceId();
    // Unsigned: a number beyond 2^63 limits nothing.
    return most <= 0 ? Optional.empty() : Optional.of(node -> node.activeTasks(service) < most);
  }

  @Override
  public String explain(int nodes) {
    return "max replicas per node limit exceed";
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return List.of(new Remedy.RaiseMaxReplicas(node.activeTasks(task.getServiceId()) + 1L));
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    long most = situation.task().getSpec().getPlacement().getMaxReplicas();
    return new PerNodeLimit("max replicas per node", most).deadEnds(situation);
  }
}
