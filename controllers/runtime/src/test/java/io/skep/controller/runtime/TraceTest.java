package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.Result;
import io.skep.controller.trace.RunSpan;
import io.skep.controller.trace.RunStart;
import io.skep.controller.trace.TraceContext;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** From a commit to the run that it led to, to the commits of that, and on. */
class TraceTest {
  private static final String ASKED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final World world = new World();
  private final List<Commit> commits = new ArrayList<>();

  private void follow() {
    Watcher watcher =
        world.store.watch(world.loop(), Interest.in(List.of(Kinds.SERVICE, Kinds.TASK)));
    watcher.onReady(
        () -> {
          while (watcher.next() instanceof Watcher.Next.Delivered given) {
            commits.add(given.commit());
          }
        });
  }

  private void create(String id, String trace) {
    world.store.update(
        new Origin("somebody", trace), tx -> tx.create(Kinds.SERVICE, World.service(id)));
    world.clock.runUntilIdle();
  }

  private static void addTask(Tx tx, String service) {
    tx.create(Kinds.TASK, World.task("task of " + service, service));
  }

  private static String traceOf(String context) {
    return TraceContext.parse(context).orElseThrow().traceId();
  }

  @Test
  void aChangeCanBeFollowedThroughTheRunsThatItLeadsTo() {
    follow();
    world.manager.add(
        "first",
        Script.onServices()
            .always(
                run ->
                    run.at().count(Kinds.TASK) == 0
                        ? run.commit(tx -> addTask(tx, run.id()))
                        : run.done()));
    Script<Task> second = Script.on(sources -> sources.primary(Kinds.TASK));
    world.manager.add("second", second);
    world.start();

    create("web", ASKED);

    List<String> traces = commits.stream().map(commit -> commit.origin().traceId()).toList();
    assertThat(traces).hasSize(2);
    assertThat(traces.get(0)).isEqualTo(ASKED);
    assertThat(traces.get(1)).isNotEqualTo(ASKED);
    assertThat(traceOf(traces.get(1))).isEqualTo(traceOf(ASKED));
    assertThat(traceOf(second.last().traceId())).isEqualTo(traceOf(ASKED));
    assertThat(second.last().traceId()).as("a span of its own").isNotEqualTo(traces.get(1));
  }

  @Test
  void aRunForWhichNoTraceIsToldBeginsOne() {
    Script<Service> script = Script.onServices();
    world.manager.add("test", script);
    world.create(World.service("old"));
    world.start();
    create("new", "");

    assertThat(script.runs).hasSize(2);
    assertThat(script.runs.stream().map(run -> traceOf(run.traceId()))).doesNotHaveDuplicates();
  }

  @Test
  void aTraceOfAnotherFormIsContinuedAsItIs() {
    follow();
    world.manager.add(
        "test", Script.onServices().then(run -> run.commit(tx -> addTask(tx, run.id()))));
    world.start();
    create("web", "request 42");

    assertThat(commits)
        .extracting(commit -> commit.origin().traceId())
        .containsExactly("request 42", "request 42");
  }

  @Test
  void laterAttemptsAndWhatTheHookWritesAreOfTheSameTrace() {
    follow();
    Script<Service> script =
        Script.onServices()
            .then(Result.failed(new IllegalStateException("no")))
            .then(Result.backOff())
            .then(Result.again(Duration.ofSeconds(5)))
            .then(Result.done());
    script.onEachFailure((run, failure) -> run.commit(tx -> addTask(tx, run.id()), failure));
    world.manager.add("test", script);
    world.start();
    create("web", ASKED);
    world.advance(Duration.ofMinutes(1));

    assertThat(script.runs).hasSize(4);
    assertThat(script.runs).allMatch(run -> traceOf(run.traceId()).equals(traceOf(ASKED)));
    assertThat(commits.get(1).origin())
        .as("of the hook")
        .isEqualTo(new Origin("test#onFailure/web", script.runs.get(0).traceId()));
  }

  @Test
  void aTracerHearsOfEveryCauseOnceAndOfTheEnd() {
    var starts = new ArrayList<RunStart>();
    var ends = new ArrayList<String>();
    var manager =
        StoreManager.on(
            world.loops,
            world.store,
            ManagerOptions.DEFAULT.withTracer(
                run -> {
                  starts.add(run);
                  return new NotedSpan(run.runId(), ends);
                }));
    Promise<Result> first = Promise.promise();
    manager.add(
        "test",
        Script.onServices()
            .then(run -> first.future())
            .then(Result.failed(new IllegalStateException("no"))));
    manager.start();
    world.clock.runUntilIdle();
    create("web", "a");
    for (String trace : List.of("b", "c", "b")) {
      world.store.update(
          new Origin("somebody", trace),
          tx -> tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, "web").orElseThrow()));
      world.clock.runUntilIdle();
    }
    first.complete(Result.done());
    world.clock.runUntilIdle();

    assertThat(starts)
        .containsExactly(
            new RunStart("test", "web", "test#1", 1, List.of("a")),
            new RunStart("test", "web", "test#2", 1, List.of("b", "c")));
    assertThat(ends).containsExactly("test#1 done null", "test#2 failed no");
  }

  @Test // rt.C-2
  void theSameSeedGivesTheSameTraces() {
    assertThat(tracesOfSeed(11)).isEqualTo(tracesOfSeed(11)).isNotEqualTo(tracesOfSeed(12));
  }

  private static List<String> tracesOfSeed(long seed) {
    var world = new World(seed, 1, LogBounds.DEFAULT);
    Script<Service> script = Script.onServices();
    world.manager.add("test", script);
    world.start();
    world.create(World.service("a"), World.service("b"));
    return script.runs.stream().map(run -> run.traceId()).toList();
  }

  @Test // rt.M-5
  void logLinesOfARunTellWhichRunItIs() {
    var seen = new ArrayList<TreeMap<String, String>>();
    Runnable look = () -> seen.add(new TreeMap<>(MDC.getCopyOfContextMap()));
    Script<Service> script =
        Script.onServices()
            .then(
                run -> {
                  look.run();
                  return run.commit(
                          tx -> {
                            addTask(tx, run.id());
                            look.run();
                          })
                      .onSuccess(done -> look.run());
                });
    world.manager.add("test", script);
    world.start();
    create("web", ASKED);

    var expected = new TreeMap<String, String>();
    expected.put("skep.controller", "test");
    expected.put("skep.key", "web");
    expected.put("skep.run", "test#1");
    expected.put("skep.trace", script.runs.get(0).traceId());
    assertThat(seen).hasSize(3).allMatch(expected::equals);
    assertThat(MDC.getCopyOfContextMap()).as("afterwards").isNullOrEmpty();
  }

  private record NotedSpan(String context, List<String> ends) implements RunSpan {
    @Override
    public void end(String result, Throwable cause) {
      ends.add(context + " " + result + " " + (cause == null ? null : cause.getMessage()));
    }
  }
}
