package io.skep.examples.attach;

import io.skep.informer.remote.Source;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.store.Table;
import io.vertx.core.Vertx;
import java.util.List;

/** What a manager may speak, called as on the command line. */
enum Dialect {
  /** Skep's own: exact, and one call. */
  skep {
    @Override
    Source source(Vertx vertx, Server server, List<Table<?>> tables) {
      return new SkepSource(vertx, server, tables);
    }
  },

  /** SwarmKit's, and so Docker's: lists, and a watch. */
  swarm {
    @Override
    Source source(Vertx vertx, Server server, List<Table<?>> tables) {
      return new SwarmSource(vertx, server, tables);
    }
  };

  /** All objects of {@code tables} at {@code server}. */
  abstract Source source(Vertx vertx, Server server, List<Table<?>> tables);
}
