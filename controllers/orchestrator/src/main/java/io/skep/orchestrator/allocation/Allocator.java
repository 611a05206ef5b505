package io.skep.orchestrator.allocation;

import io.skep.api.Cluster;
import io.skep.api.Network;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.BatchResult;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives networks their blocks of addresses, nodes and services their addresses, services their
 * ports, and tasks all of that, one after the other.
 *
 * <p>There is one key, so nothing is given twice. Books of what is in use are kept by what is seen
 * of the store, all of it before the first run: a new leader knows what the one before gave before
 * it gives anything. What a run gives is held in the books beside that until the next one, which
 * goes by the store again. So what was given up is free once that is stored, and what was not
 * written is as if it had not been given.
 *
 * <p>A change costs a look at the objects that it concerns, and at those that wait for what it set
 * free. Each write checks again, inside its transaction, what the decision was made for. One
 * instance serves one controller. Confined to the controller's loop.
 */
final class Allocator implements Reconciler<Void> {
  private static final Logger LOG = LoggerFactory.getLogger(Allocator.class);
  private static final String KEY = "allocator";
  private static final List<String> KEYS = List.of(KEY);

  /** Who waits looks again after that, in case that nothing told of what became free. */
  private static final Duration RETRY = Duration.ofMinutes(5);

  /** After a round that did not get through: at once, but behind what else waits for the loop. */
  private static final Duration NEXT_TURN = Duration.ofNanos(1);

  private final Networks networks;
  private final NetworkDesk networkDesk;
  private final NodeDesk nodes;
  private final ServiceDesk services;
  private final TaskDesk tasks;

  /** Whether services and nodes may have addresses of a network that is gone. */
  private boolean networkGone;

  private boolean swept;
  private long sweptNanos;

  Allocator(Provider provider) {
    networks = new Networks(provider);
    networkDesk = new NetworkDesk(networks, this::wake);
    nodes = new NodeDesk(networks, networkDesk, this::wake);
    services = new ServiceDesk(networks, networkDesk, this::wake);
    tasks = new TaskDesk(networks, networkDesk, services, nodes, this::wake);
  }

  @Override
  public void declare(Sources<Void> on) {
    on.single(KEY)
        .observed(Kinds.NETWORK, this::onNetwork)
        .observed(Kinds.NODE, nodes::observe)
        .observed(Kinds.SERVICE, services::observe)
        .observed(Kinds.TASK, tasks::observe)
        .observed(Kinds.CLUSTER, this::onCluster);
    List.of(Kinds.NETWORK, Kinds.NODE, Kinds.SERVICE, Kinds.TASK, Kinds.CLUSTER)
        .forEach(kind -> wakeBy(on, kind));
  }

  private <S> void wakeBy(Sources<Void> on, Kind<S> kind) {
    on.mapped(kind, (object, at) -> KEYS, event -> isDue());
  }

  private void onNetwork(Event<Network> event) {
    networkDesk.observe(event);
    networkGone |= event instanceof Event.Deleted;
    if (event.object().getSpec().getIngress()) {
      nodes.lookAtAll();
    }
  }

  private void onCluster(Event<Cluster> event) {
    networkDesk.list().wake(Thing.SUBNET);
  }

  private void wake(String thing) {
    lists().forEach(list -> list.wake(thing));
  }

  private Stream<WaitingList> lists() {
    return Stream.of(networkDesk.list(), nodes.list(), services.list(), tasks.list());
  }

  private boolean isDue() {
    return networkGone || lists().anyMatch(WaitingList::isDue);
  }

  @Override
  public Future<Result> reconcile(Run<Void> run) {
    settle(run.at());
    sweep(run.clock().nanoTime());
    if (networkGone) {
      networkGone = false;
      nodes.lookAtAll();
      run.at().list(Kinds.SERVICE).forEach(service -> services.list().add(service.getId()));
    }
    var round = new Round(run.at(), run.clock().instant());
    networkDesk.plan(round);
    nodes.plan(round);
    services.plan(round);
    tasks.plan(round);
    List<Round.Step> steps = round.steps();
    if (steps.isEmpty()) {
      return Future.succeededFuture(next());
    }
    return run.batch(steps.iterator())
        .onFailure(fault -> steps.forEach(step -> step.undone().run()))
        .map(written -> next(steps, written));
  }

  private void settle(ReadTx at) {
    networkDesk.settle(at);
    nodes.settle(at);
    services.settle(at);
    tasks.settle(at);
  }

  private void sweep(long nowNanos) {
    if (!swept || nowNanos - sweptNanos >= RETRY.toNanos()) {
      swept = true;
      sweptNanos = nowNanos;
      lists().forEach(WaitingList::wakeAll);
    }
  }

  private Result next(List<Round.Step> steps, BatchResult written) {
    if (written.failures().isEmpty()) {
      return next();
    }
    LOG.debug(
        "{} of {} writes failed and are tried again; the first: {}",
        written.failures().size(),
        written.steps(),
        written.failures().get(0).cause().getMessage());
    written.failures().forEach(failure -> steps.get(failure.step()).undone().run());
    return Result.backOff();
  }

  private Result next() {
    if (isDue()) {
      return Result.again(NEXT_TURN);
    }
    return lists().anyMatch(WaitingList::isAwaiting) ? Result.again(RETRY) : Result.done();
  }
}
