package io.skep.examples.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.custom.ObjectMeta;
import io.skep.examples.cron.CronJob.CatchUp;
import io.skep.examples.cron.CronJob.Overlap;
import io.skep.examples.cron.CronJob.Spec;
import io.skep.examples.cron.CronJob.Status;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.informer.remote.RemoteStore;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SkepWrites;
import io.skep.manager.Cluster;
import io.skep.manager.Commits;
import io.skep.manager.Trio;
import io.skep.server.Eventually;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs by the calendar at three managers, of which the one that leads is killed while they are
 * started. {@code -Dskep.cluster.rounds=20} kills so many leaders, one after the other.
 */
class CronClusterTest {
  private static final int ROUNDS = Integer.getInteger("skep.cluster.rounds", 1);
  private static final int CRON_JOBS = 8;

  /** What was missed since then is started, time by time. */
  private static final Instant LAST = Instant.parse("2023-01-01T00:00:00Z");

  private static final Spec YEARLY =
      Spec.of("0 0 1 1 *", "backup:1")
          .withOverlap(Overlap.ALLOW)
          .withCatchUp(CatchUp.EACH)
          .withHistory(100);

  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path folder;

  @Test // api.A-12, api.F-7, api.F-8, S-19
  void eachTimeHasOneJobAndEachJobOneTaskThroughTheKillOfALeader() throws Exception {
    Set<Instant> times =
        Set.copyOf(Schedule.of(YEARLY.schedule(), YEARLY.zone()).between(LAST, Instant.now()));
    try (var trio = new Trio(folder)) {
      List<Server> managers =
          trio.names().stream().map(name -> Server.parse(trio.address(name))).toList();
      var cron = new RemoteCron(vertx, managers);
      var feed = feed(managers);
      Store store = new RemoteStore(feed, new SkepWrites(vertx, managers));
      await(cron.start());
      await(feed.start());
      int jobs = 0;
      for (int round = 0; round < ROUNDS; round++) {
        String leader = trio.leader();
        for (int i = 0; i < CRON_JOBS; i++) {
          if (i == CRON_JOBS / 2) {
            trio.kill(leader);
          }
          put(store, "job-%d-%d".formatted(round, i));
        }
        jobs += CRON_JOBS * times.size();
        for (String survivor : trio.names()) {
          check(trio, survivor, jobs, times);
        }
        if (round < ROUNDS - 1) {
          trio.restart(leader).ready();
        }
      }
      await(cron.stop());
      await(feed.stop());
    }
    await(vertx.close());
  }

  private RemoteFeed feed(List<Server> managers) {
    return new RemoteFeed(
        VertxLoop.on(vertx),
        new SkepSource(vertx, managers, Kinds.ALL),
        RemoteOptions.of(Kinds.ALL, new Random(1)));
  }

  /** As users do: what was refused, or may have taken effect, is looked at again. */
  private static void put(Store store, String name) {
    Eventually.seen(() -> tryPut(store, name), done -> done);
  }

  private static boolean tryPut(Store store, String name) {
    try {
      await(
          store.update(
              tx -> {
                if (tx.get(CronJob.KIND, name).isEmpty()) {
                  var status = new Status(null, LAST, null, List.of());
                  tx.create(
                      CronJob.KIND, new CronJob(ObjectMeta.identified(name, name), YEARLY, status));
                }
              }));
      return true;
    } catch (CompletionException e) {
      assertThat(e)
          .cause()
          .isInstanceOfAny(ProposalRefusedException.class, OutcomeUnknownException.class);
      return false;
    }
  }

  private static void check(Trio trio, String survivor, int jobs, Set<Instant> times) {
    try (Cluster at = trio.client(survivor)) {
      List<Task> tasks =
          Eventually.seen(
              at::tasks,
              all ->
                  all.size() == jobs
                      && all.stream()
                          .allMatch(
                              task ->
                                  task.getStatus().getState().compareTo(TaskState.RUNNING) >= 0));
      assertThat(tasks).extracting(Task::getServiceId).doesNotHaveDuplicates();
      assertThat(tasks)
          .extracting(task -> task.getStatus().getState())
          .containsAnyOf(TaskState.RUNNING, TaskState.COMPLETE)
          .doesNotContain(TaskState.FAILED, TaskState.ORPHANED, TaskState.SHUTDOWN);
      Map<String, Set<Instant>> started = new TreeMap<>();
      for (Service job : at.services()) {
        String name = job.getSpec().getAnnotations().getName();
        started.merge(
            name.substring(0, name.lastIndexOf('-')),
            Set.of(JobService.time(job)),
            (some, one) ->
                java.util.stream.Stream.concat(some.stream(), one.stream())
                    .collect(Collectors.toSet()));
      }
      assertThat(started).hasSize(jobs / times.size());
      assertThat(started.values()).as("a job for each time").allMatch(times::equals);
      Commits.of(at).eachOnce(jobs);
    }
  }

  private static <R> R await(Future<R> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
