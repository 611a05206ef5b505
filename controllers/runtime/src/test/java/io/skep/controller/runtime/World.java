package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Annotations;
import io.skep.api.ReplicatedService;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A store, a manager, and virtual time; the test is the rest of the world. */
final class World {
  final VirtualClock clock;
  final FaultyStore store;
  final List<Loop> loops;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final StoreManager manager;

  World() {
    this(0, 1, LogBounds.DEFAULT);
  }

  World(long seed, int loopCount, LogBounds log) {
    clock = new VirtualClock(seed);
    var options =
        MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(seed)).withLog(log);
    store = new FaultyStore(new MemoryStore(options), clock);
    loops = IntStream.range(0, loopCount).mapToObj(i -> clock.loop("loop " + i)).toList();
    manager =
        StoreManager.on(loops, store, ManagerOptions.DEFAULT.withMeters(meters).withSeed(seed));
  }

  /** The loop, if there is one only. */
  Loop loop() {
    assertThat(loops).hasSize(1);
    return loops.get(0);
  }

  /** Starts the manager and lets everything happen that needs no time. */
  void start() {
    Future<Void> started = manager.start();
    clock.runUntilIdle();
    assertThat(started.succeeded()).as("started: %s", started).isTrue();
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }

  /** Writes as somebody else, and lets everything happen that needs no time. */
  Version write(Consumer<Tx> body) {
    Version version = writeQuietly(body);
    clock.runUntilIdle();
    return version;
  }

  /** Writes as somebody else, and nothing more. */
  Version writeQuietly(Consumer<Tx> body) {
    Future<Version> written = store.update(Origin.of("somebody"), body);
    assertThat(written.succeeded()).as("written: %s", written).isTrue();
    return written.result();
  }

  Version create(Service... services) {
    return write(tx -> List.of(services).forEach(service -> tx.create(Kinds.SERVICE, service)));
  }

  /** Gives the service another label. */
  Version touch(String id) {
    return write(tx -> tx.update(Kinds.SERVICE, label(tx.get(Kinds.SERVICE, id).orElseThrow())));
  }

  /** Writes the service as it is. */
  Version stir(String id) {
    return write(tx -> tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, id).orElseThrow()));
  }

  private static Service label(Service service) {
    Service.Builder changed = service.toBuilder();
    changed
        .getSpecBuilder()
        .getAnnotationsBuilder()
        .putLabels("touched", Long.toString(service.getMeta().getVersion().getIndex()));
    return changed.build();
  }

  static Service service(String id) {
    return service(id, 0);
  }

  static Service service(String id, int replicas) {
    return Service.newBuilder()
        .setId(id)
        .setSpec(
            ServiceSpec.newBuilder()
                .setAnnotations(Annotations.newBuilder().setName(id))
                .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas)))
        .build();
  }

  static Task task(String id, String serviceId) {
    return Task.newBuilder().setId(id).setServiceId(serviceId).build();
  }
}
