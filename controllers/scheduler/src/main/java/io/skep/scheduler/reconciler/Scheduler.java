package io.skep.scheduler.reconciler;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.explain.Explainer;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.failure.NodeFailures;
import io.skep.scheduler.filter.ConstraintFilter;
import io.skep.scheduler.filter.HostPortFilter;
import io.skep.scheduler.filter.MaxReplicasFilter;
import io.skep.scheduler.filter.PlatformFilter;
import io.skep.scheduler.filter.PluginFilter;
import io.skep.scheduler.filter.ReadyFilter;
import io.skep.scheduler.filter.ResourceFilter;
import io.skep.scheduler.filter.VolumeFilter;
import io.skep.scheduler.order.Order;
import io.skep.store.BatchResult;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each task that waits for a node the node that suits it best, and tells of each that gets
 * none why.
 *
 * <p>There is one key. A run decides for all that waits, on a picture of the cluster that changes
 * have kept up to date, and writes its decisions in as few transactions as possible. So an idle
 * scheduler places a task as soon as it appears, and under load what comes while a run commits is
 * decided together by the next. Each write checks again, inside its transaction, that task and node
 * are what they were; one that fails is undone and tried again on the newest state.
 *
 * <p>One instance serves one controller: it keeps the picture. Confined to the controller's loop.
 */
public final class Scheduler implements Reconciler<Void> {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final String KEY = "scheduler";
  private static final List<String> KEYS = List.of(KEY);

  /** Some 20 ms of work, or 4096 writes: the loop has others to serve. */
  private static final long LOOKS_PER_RUN = 1 << 18;

  /** After a run that did not get through: at once, but behind what else waits for the loop. */
  private static final Duration NEXT_TURN = Duration.ofNanos(1);

  private final Pipeline pipeline;
  private final WorkingSet set;

  /** A scheduler that decides as SwarmKit does. */
  public Scheduler() {
    this(swarmPipeline());
  }

  /** A scheduler that decides by {@code pipeline}. */
  public Scheduler(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.set = new WorkingSet(pipeline);
  }

  /** The stages by which SwarmKit decides; add your own to them. */
  public static Pipeline swarmPipeline() {
    return pipeline(Order.SWARM);
  }

  /** The same stages, but nodes are chosen by {@code order}. */
  public static Pipeline pipeline(Order order) {
    return new Pipeline(
        List.of(
            new ReadyFilter(),
            new ResourceFilter(),
            new PluginFilter(),
            new ConstraintFilter(),
            new PlatformFilter(),
            new HostPortFilter(),
            new MaxReplicasFilter(),
            new VolumeFilter()),
        order.scorers(),
        new AssigningBinder());
  }

  /**
   * Everything there is to say about a task that waits: what keeps it from which nodes, what is
   * missing, what would help, and whether waiting does. On the controller's loop only. Costs a look
   * at every node by every filter, and changes nothing.
   *
   * @param taskId any; an answer comes for those too that do not wait, or do not exist
   */
  public TaskExplanation explain(String taskId) {
    return set.explain(taskId, new Explainer(pipeline.filters()));
  }

  /**
   * The picture that decisions are made on, of the node with that id. On the controller's loop
   * only; it changes with the next event.
   */
  public Optional<NodeView> node(String nodeId) {
    return set.cluster().node(nodeId).map(node -> node);
  }

  @Override
  public void declare(Sources<Void> on) {
    on.single(KEY)
        .observed(Kinds.NODE, this::onNode)
        .observed(Kinds.SERVICE, this::onService)
        .observed(Kinds.TASK, this::onTask)
        .observed(NodeFailures.KIND, this::onFailures)
        .observed(Kinds.VOLUME, this::onVolume)
        .mapped(Kinds.NODE, (node, at) -> KEYS, WakeUps.BY_NODE)
        .mapped(Kinds.SERVICE, (service, at) -> KEYS, WakeUps.BY_SERVICE)
        .mapped(Kinds.TASK, (task, at) -> KEYS, WakeUps.BY_TASK)
        .mapped(Kinds.VOLUME, (volume, at) -> KEYS, WakeUps.BY_VOLUME);
  }

  @Override
  public Future<Result> reconcile(Run<Void> run) {
    Instant now = run.clock().instant();
    set.settle(now);
    var pass = new Pass(set, pipeline, now, new Budget(LOOKS_PER_RUN));
    List<Step> steps = pass.run();
    if (steps.isEmpty()) {
      return Future.succeededFuture(next(pass));
    }
    return run.batch(steps.iterator()).map(written -> next(pass, written));
  }

  private static Result next(Pass pass, BatchResult written) {
    if (written.failures().isEmpty()) {
      return next(pass);
    }
    LOG.debug(
        "{} of {} writes failed and are tried again; the first: {}",
        written.failures().size(),
        written.steps(),
        written.failures().get(0).cause().getMessage());
    // Most changes that make a write fail ask for a run by themselves, and then it comes at once.
    return pass.isComplete() ? Result.backOff() : Result.again(NEXT_TURN);
  }

  private static Result next(Pass pass) {
    return pass.isComplete() ? Result.done() : Result.again(NEXT_TURN);
  }

  private void onNode(Event<Node> event) {
    if (event instanceof Event.Deleted) {
      set.removeNode(event.object().getId());
    } else {
      set.putNode(event.object());
    }
  }

  private void onService(Event<Service> event) {
    if (event instanceof Event.Deleted) {
      set.removeService(event.object().getId());
    } else {
      set.putService(event.object());
    }
  }

  private void onVolume(Event<Volume> event) {
    if (event instanceof Event.Deleted) {
      set.removeVolume(event.object().getId());
    } else {
      set.putVolume(event.object());
    }
  }

  private void onTask(Event<Task> event) {
    if (event instanceof Event.Deleted) {
      set.removeTask(event.object().getId());
    } else {
      set.putTask(event.object());
    }
  }

  private void onFailures(Event<NodeFailures> event) {
    NodeFailures failures = event.object();
    if (event instanceof Event.Deleted) {
      set.failures().removeStored(failures.nodeId());
    } else {
      set.failures().putStored(failures.nodeId(), failures.spec().recent());
    }
  }
}
