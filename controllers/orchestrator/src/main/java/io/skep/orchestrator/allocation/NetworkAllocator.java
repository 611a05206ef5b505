package io.skep.orchestrator.allocation;

import io.skep.api.Driver;
import io.skep.api.Network;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;

/**
 * Marks every network as allocated: its driver, or the usual one, and the address ranges that it
 * asks for.
 */
final class NetworkAllocator implements Reconciler<Network> {
  private static final Driver USUAL = Driver.newBuilder().setName("overlay").build();

  @Override
  public void declare(Sources<Network> on) {
    on.primary(Kinds.NETWORK);
  }

  @Override
  public Future<Result> reconcile(Run<Network> run) {
    if (run.object().filter(network -> !isAllocated(network)).isEmpty()) {
      return run.done();
    }
    return run.commit(
        tx ->
            tx.get(Kinds.NETWORK, run.id())
                .filter(network -> !isAllocated(network))
                .ifPresent(network -> tx.update(Kinds.NETWORK, allocated(network))));
  }

  static boolean isAllocated(Network network) {
    return network.hasDriverState();
  }

  private static Network allocated(Network network) {
    Driver driver = network.getSpec().getDriverConfig();
    Network.Builder allocated =
        network.toBuilder().setDriverState(driver.getName().isEmpty() ? USUAL : driver);
    if (network.getSpec().hasIpam()) {
      allocated.setIpam(network.getSpec().getIpam());
    }
    return allocated.build();
  }
}
