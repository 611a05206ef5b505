package io.skep.simulation.figures;

import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.ReplicatedService;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.simulation.SimulatedCluster;
import io.skep.simulation.SimulationOptions;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One replicated service of very many tasks on a simulated cluster: created, updated to a new spec,
 * and scaled to nothing. Prints for each how long it took, agents included and on one thread, and
 * who wrote how often for each task. Arguments: nodes, tasks, and how many are updated at once.
 */
public final class LargeService {
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final String ID = "web";

  private final Map<String, Integer> writes = new TreeMap<>();
  private final SimulatedCluster cluster = SimulatedCluster.start(SimulationOptions.of(1));
  private final Watcher watcher;
  private final int tasks;

  private LargeService(int nodes, int tasks) {
    this.tasks = tasks;
    for (int i = 0; i < nodes; i++) {
      cluster.addNode(
          Node.newBuilder()
              .setSpec(
                  NodeSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("n" + i)))
              .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.READY))
              .setDescription(NodeDescription.newBuilder().setHostname("n" + i))
              .build());
    }
    watcher =
        cluster
            .store()
            .watch(cluster.clock().loop("figures"), Interest.of(Specifier.of(Kinds.TASK)));
    watcher.onReady(this::count);
  }

  /** Runs and prints; see the class. */
  public static void main(String... arguments) {
    int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
    int tasks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
    int atOnce = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    new LargeService(nodes, tasks).run(atOnce);
  }

  private void run(int atOnce) {
    measure(
        "scaled up",
        () ->
            cluster.deploy(
                tx ->
                    tx.create(
                        Kinds.SERVICE,
                        Service.newBuilder()
                            .setId(ID)
                            .setSpec(spec(tasks, atOnce, "one"))
                            .setSpecVersion(Version.newBuilder().setIndex(1))
                            .build())),
        tasks,
        "one");
    measure("updated", () -> change(tasks, atOnce, "two", 2), tasks, "two");
    measure("scaled down", () -> change(0, atOnce, "two", 2), 0, "two");
  }

  private void change(int replicas, int atOnce, String image, long specVersion) {
    cluster.deploy(
        tx -> {
          Service service = tx.get(Kinds.SERVICE, ID).orElseThrow();
          tx.update(
              Kinds.SERVICE,
              service.toBuilder()
                  .setSpec(spec(replicas, atOnce, image))
                  .setPreviousSpec(service.getSpec())
                  .setSpecVersion(Version.newBuilder().setIndex(specVersion))
                  .clearUpdateStatus()
                  .build());
        });
  }

  private static ServiceSpec spec(int replicas, int atOnce, String image) {
    ServiceSpec.Builder spec =
        ServiceSpec.newBuilder()
            .setAnnotations(Annotations.newBuilder().setName(ID))
            .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage(image)))
            .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas));
    spec.getUpdateBuilder().setParallelism(atOnce);
    return spec.build();
  }

  private void measure(String what, Runnable action, int wanted, String image) {
    long begin = System.nanoTime();
    var virtual = cluster.clock().instant();
    count();
    writes.clear();
    action.run();
    while (!isReached(wanted, image)) {
      cluster.advance(SLICE);
    }
    System.out.printf(
        "%s: %.1f s for %.0f s of virtual time; writes for each task: %s%n",
        what,
        (System.nanoTime() - begin) / 1e9,
        Duration.between(virtual, cluster.clock().instant()).toMillis() / 1e3,
        writes.entrySet().stream()
            .map(e -> "%s %.2f".formatted(e.getKey(), (double) e.getValue() / tasks))
            .toList());
  }

  private boolean isReached(int wanted, String image) {
    var running = cluster.view().find(Kinds.TASK, TaskKind.byState(TaskState.RUNNING));
    return running.size() == wanted
        && running.stream().allMatch(t -> t.getSpec().getContainer().getImage().equals(image));
  }

  private void count() {
    Watcher.Next next = watcher.next();
    for (; next instanceof Watcher.Next.Delivered delivered; next = watcher.next()) {
      for (Change<?> change : delivered.commit().changes()) {
        if (!(change instanceof Change.Created)) {
          writes.merge(delivered.commit().origin().writer().replaceAll("/.*", ""), 1, Integer::sum);
        }
      }
    }
    if (!(next instanceof Watcher.Next.CaughtUp)) {
      throw new IllegalStateException("writes were not counted: " + next);
    }
  }
}
