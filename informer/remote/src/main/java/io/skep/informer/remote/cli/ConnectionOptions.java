package io.skep.informer.remote.cli;

import io.skep.informer.remote.grpc.Server;
import io.skep.store.loop.Clock;
import io.skep.store.tls.LiveCertificates;
import io.skep.store.tls.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that say where a manager is and how it lets one in, the same for every program:
 *
 * <pre>{@code
 * @Mixin private ConnectionOptions connection;
 * }</pre>
 */
public final class ConnectionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec program;

  @Option(
      names = "--manager",
      paramLabel = "ADDRESS",
      description =
          "where a manager is: unix://PATH or HOST:PORT; once for each of a cluster, where a"
              + " program can do with several")
  private List<String> addresses = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "the certificate of the cluster's authority (PEM)")
  private Path authority;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "the certificate to show, of a manager's role")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "the key of that certificate")
  private Path key;

  @Option(
      names = "--tls",
      description =
          "the socket is under TLS; its certificate is not looked at, as its file is known")
  private boolean tls;

  @Option(
      names = "--insecure",
      description = "no TLS; over TCP only to this machine (127.0.0.1, ::1, localhost)")
  private boolean insecure;

  /**
   * Where to connect, if the command line says so: at one or several managers of one cluster.
   *
   * @throws ParameterException if the options do not go together, or a file cannot be read
   */
  public List<Server> servers() {
    refuse(
        addresses.isEmpty() && (hasFiles() || tls || insecure),
        "say with --manager ADDRESS which manager is meant");
    Optional<LiveCertificates> certificates = certificates();
    return addresses.stream().map(address -> secured(address, certificates)).toList();
  }

  /**
   * Where to connect, if the command line says so, for programs that can do with one manager only.
   *
   * @throws ParameterException if the options do not go together, or a file cannot be read
   */
  public Optional<Server> server() {
    refuse(addresses.size() > 1, "one --manager is enough here");
    return servers().stream().findFirst();
  }

  /**
   * Where to connect: where the command line says, else at {@code usual}.
   *
   * @throws ParameterException if the options do not go together, or a file cannot be read
   */
  public Server server(String usual) {
    refuse(addresses.size() > 1, "one --manager is enough here");
    return secured(addresses.isEmpty() ? usual : addresses.get(0), certificates());
  }

  /** Those that the command line names: the same for all managers, and read once. */
  private Optional<LiveCertificates> certificates() {
    refuse(
        insecure && (tls || hasFiles()), "--insecure goes with none of --tls, --ca, --cert, --key");
    if (!hasFiles()) {
      return Optional.empty();
    }
    refuse(
        authority == null || certificate == null || key == null,
        "--ca, --cert and --key go together");
    try {
      return Optional.of(
          LiveCertificates.open(new TlsFiles(certificate, key, authority), Clock.system()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(program.commandLine(), e.getMessage());
    }
  }

  private Server secured(String address, Optional<LiveCertificates> certificates) {
    Server server = parse(address);
    if (certificates.isPresent()) {
      return server.underTls(certificates.get());
    }
    if (server.isSocket()) {
      return tls ? server.underTls() : server;
    }
    refuse(!insecure, "%s is not a socket: give --ca, --cert and --key", server);
    refuse(
        !server.isLocal(),
        "%s is not on this machine: --insecure would be heard by others",
        server);
    return server;
  }

  private Server parse(String address) {
    try {
      return Server.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(program.commandLine(), e.getMessage());
    }
  }

  /** Whether a socket is to be spoken to in plain text or under TLS, rather than as it listens. */
  public boolean saysHow() {
    return hasFiles() || tls || insecure;
  }

  private boolean hasFiles() {
    return Stream.of(authority, certificate, key).anyMatch(file -> file != null);
  }

  private void refuse(boolean wrong, String why, Object... values) {
    if (wrong) {
      throw new ParameterException(program.commandLine(), why.formatted(values));
    }
  }
}
