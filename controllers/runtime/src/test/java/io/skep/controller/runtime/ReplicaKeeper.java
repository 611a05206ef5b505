package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.BatchResult;
import io.skep.store.By;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Keeps as many tasks as each service wants, slowly and badly: it dawdles, throws, changes its
 * mind, and asks to be run again for nothing. It checks what every run is promised, and writes down
 * what it did.
 */
final class ReplicaKeeper implements Reconciler<Service> {
  private final Random random;
  private final Set<String> running = new TreeSet<>();
  private final Map<String, Task> model = new TreeMap<>();
  private final List<String> trace = new ArrayList<>();

  /** Broken promises, for the test to find: what a run throws would only be retried. */
  private final List<String> broken = new ArrayList<>();

  private Version committed = Version.ZERO;
  private boolean wellBehaved;

  ReplicaKeeper(Random random) {
    this.random = random;
  }

  /** From now on it only does what it should. */
  void behave() {
    wellBehaved = true;
  }

  /** A transaction of this controller is committed, and it knows. */
  void committed(Origin origin, Version version) {
    if (origin.writer().startsWith("keeper/") && version.isAfter(committed)) {
      committed = version;
    }
  }

  List<String> broken() {
    return broken;
  }

  List<String> trace() {
    return trace;
  }

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        .alsoDeleted()
        .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()))
        .observed(Kinds.TASK, this::observe);
  }

  private void observe(Event<? extends Task> event) {
    String id = event.object().getId();
    Task before =
        event instanceof Event.Deleted<?> ? model.remove(id) : model.put(id, event.object());
    if ((before == null) != (event instanceof Event.Added<?>)) {
      broken.add("unexpected " + event + " after " + before);
    }
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    check(run);
    trace.add(
        "%s %s@%s #%d"
            .formatted(run.clock().nanoTime(), run.id(), run.at().version(), run.attempt()));
    return dawdle()
        .compose(rested -> attempt(run))
        .compose(result -> dawdle().map(result))
        .onComplete(done -> running.remove(run.id()));
  }

  /** Takes its time, or does not. */
  private Future<Void> dawdle() {
    if (wellBehaved || random.nextInt(3) > 0) {
      return Future.succeededFuture();
    }
    Promise<Void> rested = Promise.promise();
    Duration rest = Duration.ofMillis(random.nextInt(1, 400));
    Loop.current().orElseThrow().after(rest, rested::complete);
    return rested.future();
  }

  private void check(Run<Service> run) {
    if (!running.add(run.id())) {
      broken.add("two runs of " + run.id() + " at once");
    }
    if (committed.isAfter(run.at().version())) {
      broken.add("run at " + run.at().version() + " does not show own write " + committed);
    }
    if (!List.copyOf(model.values()).equals(run.at().list(Kinds.TASK))) {
      broken.add("the model is not what the snapshot shows at " + run.at().version());
    }
  }

  private Future<Result> attempt(Run<Service> run) {
    int mood = wellBehaved ? 100 : random.nextInt(100);
    if (mood < 5) {
      return Future.failedFuture(new IllegalStateException("before the write"));
    } else if (mood < 8) {
      return Future.succeededFuture(Result.backOff());
    } else if (mood < 11) {
      return write(run).compose(done -> Future.failedFuture(new IllegalStateException("after it")));
    } else if (mood < 14) {
      return write(run).map(done -> Result.again(Duration.ofMillis(random.nextInt(1, 2000))));
    }
    return write(run);
  }

  private Future<Result> write(Run<Service> run) {
    int missing = wanted(run.at(), run.id()) - tasks(run.at(), run.id()).size();
    if (missing == 0) {
      return run.done();
    }
    return switch (random.nextInt(3)) {
      case 0 -> run.commit(tx -> bringAbout(tx, run.id()));
      case 1 -> run.commit(asSeen(run));
      default -> run.batch(List.of(asSeen(run)).iterator()).map(ReplicaKeeper::resultOf);
    };
  }

  private static Result resultOf(BatchResult written) {
    return written.failures().isEmpty()
        ? Result.done()
        : Result.failed(written.failures().get(0).cause());
  }

  /** Decides inside the transaction. */
  private static void bringAbout(Tx tx, String service) {
    int wanted = wanted(tx, service);
    List<Task> tasks = tasks(tx, service);
    tasks.stream().skip(wanted).forEach(task -> tx.delete(Kinds.TASK, task.getId()));
    create(tx, service, freeIds(tx, service, wanted - tasks.size()));
  }

  /** Decides on the snapshot of the run: fails if somebody else was quicker. */
  private static Consumer<Tx> asSeen(Run<Service> run) {
    int wanted = wanted(run.at(), run.id());
    List<Task> tasks = tasks(run.at(), run.id());
    List<String> missing = freeIds(run.at(), run.id(), wanted - tasks.size());
    return tx -> {
      tasks.stream().skip(wanted).forEach(task -> tx.delete(Kinds.TASK, task.getId()));
      create(tx, run.id(), missing);
    };
  }

  private static void create(Tx tx, String service, List<String> ids) {
    ids.forEach(id -> tx.create(Kinds.TASK, World.task(id, service)));
  }

  private static List<String> freeIds(ReadTx at, String service, int count) {
    var free = new ArrayList<String>();
    for (int slot = 0; free.size() < count; slot++) {
      String id = service + "." + slot;
      if (at.get(Kinds.TASK, id).isEmpty()) {
        free.add(id);
      }
    }
    return free;
  }

  static int wanted(ReadTx at, String service) {
    return at.get(Kinds.SERVICE, service)
        .map(found -> (int) found.getSpec().getReplicated().getReplicas())
        .orElse(0);
  }

  static List<Task> tasks(ReadTx at, String service) {
    return at.find(Kinds.TASK, By.equal(TaskKind.SERVICE_ID, service));
  }

  void assertQuiet() {
    assertThat(running).as("runs under way").isEmpty();
  }
}
