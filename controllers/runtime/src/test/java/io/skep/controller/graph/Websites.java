package io.skep.controller.graph;

import static io.skep.controller.graph.Part.PART;
import static io.skep.controller.graph.Website.WEBSITE;

import com.google.protobuf.ByteString;
import io.skep.api.Annotations;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.CleaningReconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.CustomKind;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/** The reconciler in the example of docs/design/dependent-graph.md. */
final class Websites implements CleaningReconciler<Website> {
  static final Graph<Website> PARTS =
      Graph.of(
          Node.of("config", Kinds.CONFIG, Websites::name, Websites::config),
          Node.of("tasks", Kinds.TASK, Task::getSlot, Websites::tasks)
              .after("config")
              .readyWhen((tasks, at) -> tasks.stream().allMatch(Websites::isRunning)),
          Node.of("route", PART, Part::name, Websites::route)
              .after("tasks")
              .wantedWhen((site, at) -> site.spec().isPublic()));

  @Override
  public void declare(Sources<Website> on) {
    on.spec(WEBSITE).owned(Kinds.CONFIG).owned(Kinds.TASK).owned(PART);
  }

  @Override
  public Future<Result> reconcile(Run<Website> run) {
    Website site = run.object().orElseThrow();
    var outcome = new AtomicReference<Outcome>();
    return run.commit(
            tx -> {
              outcome.set(PARTS.reconcile(tx, WEBSITE.key(site), site));
              String phase = outcome.get().isReady() ? "up" : "starting";
              tx.status(WEBSITE, site, new Website.Status(phase));
            })
        .map(done -> outcome.get().failure().orElse(done));
  }

  @Override
  public Future<Result> cleanup(Run<Website> run) {
    Website site = run.object().orElseThrow();
    var outcome = new AtomicReference<Outcome>();
    return run.commit(tx -> outcome.set(PARTS.delete(tx, WEBSITE.key(site))))
        .map(done -> outcome.get().isGone() ? done : Result.again(Duration.ofMinutes(1)));
  }

  @Override
  public CustomKind<Website> kind() {
    return WEBSITE;
  }

  @Override
  public String finalizer() {
    return "example.com/parts";
  }

  private static String name(Config config) {
    return config.getSpec().getAnnotations().getName();
  }

  private static List<Config> config(Website site, ReadTx at) {
    return List.of(
        Config.newBuilder()
            .setSpec(
                ConfigSpec.newBuilder()
                    .setAnnotations(Annotations.newBuilder().setName(site.meta().name()))
                    .setData(ByteString.copyFromUtf8(site.spec().page())))
            .build());
  }

  private static List<Task> tasks(Website site, ReadTx at) {
    return LongStream.rangeClosed(1, site.spec().replicas())
        .mapToObj(slot -> Task.newBuilder().setSlot(slot).build())
        .toList();
  }

  private static List<Part> route(Website site, ReadTx at) {
    return List.of(Part.of(site.meta().name(), "to port 80"));
  }

  private static boolean isRunning(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING;
  }
}
