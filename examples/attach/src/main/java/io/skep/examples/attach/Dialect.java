package io.skep.examples.attach;

import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.informer.remote.grpc.Server;
import io.vertx.core.Vertx;
import java.util.List;

/** What a manager may speak, called as on the command line. */
enum Dialect {
  /** Skep's own: exact, and one call. */
  skep {
    @Override
    StoreClient client(Vertx vertx, Server server, ClientOptions options) {
      return StoreClient.skep(vertx, List.of(server), options);
    }
  },

  /** SwarmKit's, and so Docker's: lists, and a watch. */
  swarm {
    @Override
    StoreClient client(Vertx vertx, Server server, ClientOptions options) {
      return StoreClient.swarm(vertx, server, options);
    }
  };

  /** Of {@code server}, not connected yet. */
  abstract StoreClient client(Vertx vertx, Server server, ClientOptions options);
}
