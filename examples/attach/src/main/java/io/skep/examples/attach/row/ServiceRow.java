package io.skep.examples.attach.row;

import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** A service: {@code web replicated 2/3 nginx:1.27 updating}. */
public record ServiceRow(
    String id, String name, String mode, Replicas replicas, String image, String update)
    implements Row {
  static ServiceRow of(Service service, ReadTx at) {
    ServiceSpec spec = service.getSpec();
    return new ServiceRow(
        service.getId(),
        Texts.clean(spec.getAnnotations().getName()),
        Texts.of(spec.getModeCase()),
        Replicas.of(service, at),
        // The digest, which is long, says the same as the tag to people.
        Texts.clean(spec.getTask().getContainer().getImage().replaceFirst("@sha256:.*", "")),
        service.hasUpdateStatus() ? Texts.of(service.getUpdateStatus().getState()) : "");
  }

  /** How many tasks run, of how many; of a job also how many have done its work. */
  record Replicas(long running, long desired, long completed, long completions) {
    static Replicas of(Service service, ReadTx at) {
      ServiceSpec spec = service.getSpec();
      List<Task> tasks = at.find(Kinds.TASK, TaskKind.byServiceId(service.getId()));
      List<Task> ofRun = tasks.stream().filter(task -> isOfRun(service, task)).toList();
      long running = tasks.stream().filter(task -> runs(task, at)).count();
      long done = ofRun.stream().filter(task -> isIn(task, TaskState.COMPLETE)).count();
      return switch (spec.getModeCase()) {
        case REPLICATED -> new Replicas(running, spec.getReplicated().getReplicas(), 0, 0);
        case REPLICATED_JOB ->
            new Replicas(
                running,
                spec.getReplicatedJob().getMaxConcurrent(),
                done,
                spec.getReplicatedJob().getTotalCompletions());
        case GLOBAL_JOB -> {
          long all = ofRun.stream().filter(task -> isWanted(task, TaskState.COMPLETE)).count();
          yield new Replicas(running, all - done, done, all);
        }
        case GLOBAL, MODE_NOT_SET ->
            new Replicas(
                running,
                tasks.stream().filter(task -> isWanted(task, TaskState.RUNNING)).count(),
                0,
                0);
      };
    }

    /** Of a node that is down nobody knows what runs there. */
    private static boolean runs(Task task, ReadTx at) {
      return isIn(task, TaskState.RUNNING)
          && at.get(Kinds.NODE, task.getNodeId())
              .filter(node -> node.getStatus().getState() == NodeStatus.State.DOWN)
              .isEmpty();
    }

    private static boolean isIn(Task task, TaskState state) {
      return task.getStatus().getState() == state;
    }

    private static boolean isWanted(Task task, TaskState atMost) {
      return task.getDesiredState().compareTo(atMost) <= 0;
    }

    private static boolean isOfRun(Service job, Task task) {
      return task.getJobIteration().getIndex() == job.getJobStatus().getJobIteration().getIndex();
    }

    @Override
    public String toString() {
      String now = running + "/" + desired;
      return completions == 0 ? now : "%s (%d/%d done)".formatted(now, completed, completions);
    }
  }

  @Override
  public Section section() {
    return Section.services;
  }

  @Override
  public List<String> cells(Instant now) {
    return List.of(name, mode, replicas.toString(), image, update);
  }

  @Override
  public String words() {
    String words = "%s %s, %s".formatted(mode, replicas, image);
    return update.isEmpty() ? words : words + ", " + update;
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("name", name)
        .put("mode", mode)
        .put("running", replicas.running())
        .put("desired", replicas.desired())
        .put("completed", replicas.completed())
        .put("completions", replicas.completions())
        .put("image", image)
        .put("update", update);
  }
}
