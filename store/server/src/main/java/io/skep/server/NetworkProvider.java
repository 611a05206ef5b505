package io.skep.server;

import io.skep.api.Driver;
import java.util.Optional;

/** Who gives networks their addresses and carries them: says which drivers there are. */
public interface NetworkProvider {
  /** For a cluster whose networks are somebody else's business: there are no drivers to choose. */
  NetworkProvider INERT =
      new NetworkProvider() {
        @Override
        public Optional<String> driverFault(Driver driver) {
          return Optional.of("ingress network drivers are unavailable");
        }

        @Override
        public Optional<String> addressDriverFault(Driver driver) {
          return Optional.of("IPAM drivers are unavailable");
        }
      };

  /** Why a network cannot have {@code driver}; empty if it can. */
  Optional<String> driverFault(Driver driver);

  /** Why a network cannot have its addresses from {@code driver}; empty if it can. */
  Optional<String> addressDriverFault(Driver driver);
}
