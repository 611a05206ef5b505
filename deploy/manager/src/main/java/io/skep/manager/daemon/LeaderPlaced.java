package io.skep.manager.daemon;

import io.skep.controller.Component;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Explanation;
import io.skep.controller.Group;
import io.skep.controller.Manager;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Workload;
import io.skep.controller.health.Standing;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.List;

/** A manager whose controllers run only where it leads. */
record LeaderPlaced(Manager manager) implements Manager {
  @Override
  public <T> Manager add(String name, Reconciler<T> reconciler, ControllerOptions options) {
    manager.add(name, reconciler, options.withPlacement(Placement.leader()));
    return this;
  }

  @Override
  public Manager add(Group group, String name, Component component) {
    manager.add(group, name, component);
    return this;
  }

  @Override
  public Future<Explanation> explain(String controller, String key) {
    return manager.explain(controller, key);
  }

  @Override
  public Future<List<Workload>> workloads(int each) {
    return manager.workloads(each);
  }

  @Override
  public List<Loop> loops() {
    return manager.loops();
  }

  @Override
  public Future<Void> start() {
    return manager.start();
  }

  @Override
  public Future<Void> stopped() {
    return manager.stopped();
  }

  @Override
  public Future<Void> stop() {
    return manager.stop();
  }

  @Override
  public Standing standing() {
    return manager.standing();
  }
}
