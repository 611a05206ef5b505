package io.skep.controller.peer;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.EventProcessor;
import io.javaoperatorsdk.operator.processing.event.EventSourceManager;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ControllerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.timer.TimerEventSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the Java Operator SDK does between an event and the run of a reconciler, without a cluster:
 * its event processor, its dispatcher and its pool of threads as they are, and a map in place of
 * the informer's cache. So it is asked for less than the controller that {@link
 * io.skep.controller.runtime.ControllerFigures} times from the commit of a transaction on.
 * Arguments: how many objects, how many timed events, how many before these.
 */
public final class OperatorSdkFigures {
  private static final String SLOT = "slot";

  private final Map<ResourceID, ConfigMap> cache = new ConcurrentHashMap<>();
  private final int objects;
  private final int events;
  private final int warmUp;
  private final long[] sentNanos;
  private final long[] tookNanos;
  private final CountDownLatch firstPass;
  private final CountDownLatch rest;

  private OperatorSdkFigures(int objects, int events, int warmUp) {
    this.objects = objects;
    this.events = events;
    this.warmUp = warmUp;
    sentNanos = new long[warmUp + events];
    tookNanos = new long[warmUp + events];
    firstPass = new CountDownLatch(objects);
    rest = new CountDownLatch(warmUp + events);
  }

  /** Prints the figures. */
  public static void main(String[] args) throws Exception {
    new OperatorSdkFigures(
            args.length > 0 ? Integer.parseInt(args[0]) : 100_000,
            args.length > 1 ? Integer.parseInt(args[1]) : 10_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 10_000)
        .measure();
  }

  private final class Clerk implements Reconciler<ConfigMap> {
    @Override
    public UpdateControl<ConfigMap> reconcile(ConfigMap map, Context<ConfigMap> context) {
      long now = System.nanoTime();
      int slot = Integer.parseInt(map.getData().get(SLOT));
      if (slot < 0) {
        firstPass.countDown();
      } else {
        tookNanos[slot] = now - sentNanos[slot];
        rest.countDown();
      }
      return UpdateControl.noUpdate();
    }
  }

  /** Has the objects from a map, as there is nobody to list and to watch. */
  private final class Objects extends ControllerEventSource<ConfigMap> {
    Objects(Controller<ConfigMap> controller) {
      super(controller);
    }

    @Override
    public Optional<ConfigMap> get(ResourceID id) {
      return Optional.ofNullable(cache.get(id));
    }
  }

  private final class Events extends EventSourceManager<ConfigMap> {
    private final Objects objects;

    Events(Controller<ConfigMap> controller) {
      super(controller);
      objects = new Objects(controller);
    }

    @Override
    public ControllerEventSource<ConfigMap> getControllerEventSource() {
      return objects == null ? super.getControllerEventSource() : objects;
    }
  }

  private void measure() throws Exception {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      var settings = new BaseConfigurationService();
      var service =
          ConfigurationService.newOverriddenConfigurationService(
              settings, change -> change.withKubernetesClient(client));
      var reconciler = new Clerk();
      var controller =
          new Controller<>(reconciler, settings.getConfigurationFor(reconciler), client);
      var events = new Events(controller);
      var processor = new EventProcessor<>(events, service);
      service.getExecutorServiceManager().start(service);
      // After each run it sets a timer for the next, hours ahead, as it does with a cluster.
      List<EventSource> timers =
          events
              .allEventSourcesStream()
              .filter(TimerEventSource.class::isInstance)
              .map(EventSource.class::cast)
              .toList();
      timers.forEach(EventSource::start);
      processor.start();
      run(processor);
      processor.stop();
      timers.forEach(EventSource::stop);
      service.getExecutorServiceManager().stop(Duration.ofSeconds(1));
    }
  }

  private void run(EventProcessor<ConfigMap> processor) throws InterruptedException {
    for (int i = 0; i < objects; i++) {
      put(i, -1);
    }
    long start = System.nanoTime();
    for (int i = 0; i < objects; i++) {
      send(processor, ResourceAction.ADDED, i);
    }
    await(firstPass);
    System.out.printf("the first pass, ms: %.2f%n", (System.nanoTime() - start) / 1e6);
    steady(processor);
  }

  private void steady(EventProcessor<ConfigMap> processor) throws InterruptedException {
    long next = System.nanoTime();
    for (int i = 0; i < warmUp + events; i++) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += Duration.ofMillis(1).toNanos();
      put(i % 1_000, i);
      sentNanos[i] = System.nanoTime();
      send(processor, ResourceAction.UPDATED, i % 1_000);
    }
    await(rest);
    long[] sorted = Arrays.copyOfRange(tookNanos, warmUp, warmUp + events);
    Arrays.sort(sorted);
    System.out.printf(
        "event to the start of its run at 1,000 a second, µs: p50 %d, p99 %d%n",
        sorted[events / 2] / 1_000, sorted[events * 99 / 100] / 1_000);
  }

  private void put(int object, int slot) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName(id(object).getName())
            .withResourceVersion(Integer.toString(slot + 2))
            .endMetadata()
            .addToData(SLOT, Integer.toString(slot))
            .build();
    cache.put(id(object), map);
  }

  private void send(EventProcessor<ConfigMap> processor, ResourceAction action, int object) {
    processor.handleEvent(new ResourceEvent(action, id(object), cache.get(id(object))));
  }

  private static ResourceID id(int object) {
    return new ResourceID("t%07d".formatted(object), "default");
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException(latch.getCount() + " runs have not come within 5 minutes");
    }
  }
}
