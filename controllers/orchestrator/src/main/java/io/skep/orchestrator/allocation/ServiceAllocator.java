package io.skep.orchestrator.allocation;

import io.skep.api.Endpoint;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each service its endpoint: the ports that it publishes, with numbers for those that it left
 * open. A service whose port another one has gets no endpoint until that one gives the port back.
 *
 * <p>Runs one service at a time, or two could be given the same port.
 */
final class ServiceAllocator implements Reconciler<Service> {
  private static final Duration RETRY = Duration.ofMinutes(5);

  private final PortSpace ports = new PortSpace();

  /** The services that were refused a port, so that each looks again when one is given back. */
  private final Set<String> refused = new LinkedHashSet<>();

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        .mapped(
            Kinds.SERVICE, (service, at) -> List.copyOf(refused), event -> mayGivePortsBack(event))
        .observed(Kinds.SERVICE, this::observe);
  }

  private void observe(Event<? extends Service> event) {
    if (event instanceof Event.Deleted) {
      ports.release(event.object().getId());
      refused.remove(event.object().getId());
    } else {
      ports.observe(event.object());
    }
  }

  private static boolean mayGivePortsBack(Event<? extends Service> event) {
    if (event instanceof Event.Updated<? extends Service> updated) {
      return publishes(updated.old())
          && !updated.old().getEndpoint().equals(updated.object().getEndpoint());
    }
    return event instanceof Event.Deleted && publishes(event.object());
  }

  private static boolean publishes(Service service) {
    return service.getEndpoint().getPortsList().stream().anyMatch(PortSpace::isIngress);
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> service = run.object().filter(s -> !Endpoints.isAllocated(s));
    if (service.isEmpty()) {
      refused.remove(run.id());
      return run.done();
    }
    Optional<List<PortConfig>> given = ports.portsFor(service.get());
    if (given.isPresent()) {
      refused.remove(run.id());
      return run.commit(tx -> give(tx, service.get(), given.get()));
    }
    refused.add(run.id());
    return run.commit(tx -> takeBack(tx, service.get()), Result.again(RETRY));
  }

  /**
   * The ports were chosen for the spec that the run saw: a service that changed meanwhile has
   * another run coming.
   */
  private static void give(Tx tx, Service seen, List<PortConfig> ports) {
    sameSpec(tx, seen)
        .ifPresent(
            stored -> {
              Endpoint endpoint =
                  stored.getEndpoint().toBuilder()
                      .setSpec(stored.getSpec().getEndpoint())
                      .clearPorts()
                      .addAllPorts(ports)
                      .build();
              tx.update(Kinds.SERVICE, stored.toBuilder().setEndpoint(endpoint).build());
            });
  }

  private static void takeBack(Tx tx, Service seen) {
    sameSpec(tx, seen)
        .filter(Service::hasEndpoint)
        .ifPresent(stored -> tx.update(Kinds.SERVICE, stored.toBuilder().clearEndpoint().build()));
  }

  private static Optional<Service> sameSpec(Tx tx, Service seen) {
    return tx.get(Kinds.SERVICE, seen.getId())
        .filter(stored -> stored.getSpec().getEndpoint().equals(seen.getSpec().getEndpoint()));
  }
}
