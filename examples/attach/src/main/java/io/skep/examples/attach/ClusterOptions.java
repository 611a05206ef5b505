package io.skep.examples.attach;

import io.skep.informer.remote.cli.ConnectionOptions;
import io.skep.informer.remote.grpc.Server;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which cluster. */
final class ClusterOptions {
  private static final String DOCKER = "unix:///var/run/docker/swarm/control.sock";

  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--dialect",
      paramLabel = "skep|swarm",
      description = "what the manager speaks; found out if it is not given")
  private Dialect dialect;

  /** One way to speak to a manager. */
  record Way(Server server, Dialect dialect) {}

  /** All that may be tried, in this order. Without an address it is Docker's own manager. */
  List<Way> ways() {
    Server server = connection.server(DOCKER);
    boolean isOpen = server.isSocket() && !connection.saysHow();
    return (isOpen ? Stream.of(server, server.underTls()) : Stream.of(server))
        .flatMap(
            one ->
                Optional.ofNullable(dialect)
                    .map(Stream::of)
                    .orElse(Stream.of(Dialect.values()))
                    .map(spoken -> new Way(one, spoken)))
        .toList();
  }
}
