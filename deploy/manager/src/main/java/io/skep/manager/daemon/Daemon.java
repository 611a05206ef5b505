package io.skep.manager.daemon;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skep.controller.Group;
import io.skep.controller.Manager;
import io.skep.controller.health.Readiness;
import io.skep.controller.health.Standing;
import io.skep.controller.http.OperatorEndpoints;
import io.skep.controller.lease.LogLeadership;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.manager.config.Address;
import io.skep.manager.config.Settings;
import io.skep.manager.members.LogManagers;
import io.skep.manager.members.MemberNodes;
import io.skep.orchestrator.ClusterSeed;
import io.skep.orchestrator.Orchestration;
import io.skep.orchestrator.task.TaskSource;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.server.ClusterServices;
import io.skep.server.ManagerGroup;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.simulation.SimulatedWorkers;
import io.skep.simulation.TaskLife;
import io.skep.store.IdSource;
import io.skep.store.Store;
import io.skep.store.loop.Clock;
import io.skep.store.loop.VertxLoop;
import io.skep.store.tls.LiveCertificates;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole manager in this process: the store and where it is kept, the controllers, the server, and
 * the endpoints for operators.
 *
 * <p>{@link #start} and {@link #stop} block, so they are for threads of the program's own. At a
 * stop readiness goes first; then no more calls are taken, the controllers end, and the store is
 * closed with everything that was acknowledged on the disk.
 */
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Settings settings;
  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final Storage storage;
  private final IdSource ids = new IdSource(new SecureRandom());
  private final StoreManager manager;
  private final StoreServer server;
  private volatile Standing serving = new Standing.Starting("it does not listen yet");

  // Guarded by this.
  private Optional<HttpServer> endpoints = Optional.empty();
  private boolean stopped;

  private Daemon(
      Settings settings,
      Vertx vertx,
      PrometheusMeterRegistry meters,
      Clock clock,
      Optional<LiveCertificates> certificates,
      Storage storage) {
    this.settings = settings;
    this.vertx = vertx;
    this.meters = meters;
    this.storage = storage;
    Store store = storage.store();
    var random = new SecureRandom();
    var workers =
        new SimulatedWorkers(settings.simulateWorkers(), TaskLife.steady(random.nextLong()), ids);
    List<VertxLoop> loops =
        Stream.generate(() -> VertxLoop.on(vertx)).limit(settings.loops()).toList();
    ManagerOptions options =
        ManagerOptions.DEFAULT
            .withMeters(meters)
            .withSeed(random.nextLong())
            .withStopLimit(settings.stopLimit());
    Optional<LogLeadership> leadership = storage.leadership();
    manager = StoreManager.on(loops, store, leadership.map(options::withElection).orElse(options));
    var seeding = new Seeding(store, vertx, new ClusterSeed(ids).andThen(workers));
    manager.add(leadership.isPresent() ? Group.LEADER : Group.REPLICA, "seed", seeding);
    Manager leading = leadership.isPresent() ? new LeaderPlaced(manager) : manager;
    new Orchestration(new TaskSource(ids, clock)).addTo(leading);
    leading.add("scheduler", new Scheduler());
    workers.addTo(leading);
    storage
        .roster()
        .ifPresent(members -> leading.add("member-nodes", new MemberNodes(members, clock)));
    var cluster =
        ClusterServices.alone()
            .withManagers(
                storage.roster().<ManagerGroup>map(LogManagers::new).orElse(ManagerGroup.NONE))
            .withPlacement(new SchedulerRules())
            .withNetworks(new AnyDriver())
            .withFreshness(storage::newest)
            .withReads(settings.reads());
    ServerOptions served =
        ServerOptions.at(Listeners.of(settings, certificates, clock.instant()))
            .withCluster(cluster)
            .withLimits(settings.limits());
    boolean forwards = settings.writes() == Settings.Writes.FORWARD;
    server =
        new StoreServer(
            vertx,
            store,
            forwards ? served.withForwarding(Listeners.asClient(settings, certificates)) : served);
  }

  /**
   * Starts a manager, and returns when it is ready; with a durable store that may take any time.
   *
   * @throws DaemonException if a part cannot start; then nothing is left running
   * @throws io.skep.manager.disk.DamagedSnapshotException if the snapshot cannot be loaded
   * @throws io.skep.store.raft.RaftException if the log cannot be read or written
   * @throws IOException if the folder cannot be used
   */
  public static Daemon start(Settings settings) throws IOException {
    Clock clock = Clock.system();
    Optional<LiveCertificates> certificates = Certificates.open(settings, clock);
    Vertx vertx = Vertx.vertx();
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Storage storage;
    try {
      storage =
          settings.store() == Settings.Keeping.MEMORY
              ? SnapshotStorage.open(settings, vertx, clock, meters)
              : LogStorage.open(settings, certificates, vertx, meters);
    } catch (IOException | RuntimeException e) {
      vertx.close();
      throw e;
    }
    Daemon daemon;
    try {
      daemon = new Daemon(settings, vertx, meters, clock, certificates, storage);
      certificates.ifPresent(
          own -> Certificates.watch(own, settings.tlsReload(), vertx, clock, meters));
    } catch (RuntimeException e) {
      storage.abandon();
      vertx.close();
      throw e;
    }
    try {
      daemon.begin();
      return daemon;
    } catch (IOException | RuntimeException e) {
      daemon.abandon();
      throw e;
    }
  }

  private synchronized void begin() throws IOException {
    endpoints = settings.operators().map(this::listen);
    Waiting.await(storage.caughtUp(), "reading the log");
    storage.start();
    await(manager.start(), "the start of the controllers");
    manager.stopped().onFailure(cause -> LOG.error("the controllers cannot go on", cause));
    await(server.start(), "the start of the server");
    serving = Standing.GOOD;
    settings.socket().ifPresent(path -> LOG.info("listening at {}", path));
    settings
        .tcp()
        .ifPresent(tcp -> LOG.info("listening at {}:{}", tcp.host(), server.ports().get(0)));
  }

  private HttpServer listen(Address address) {
    Readiness others =
        Readiness.always().with("store", storage::standing).with("server", () -> serving);
    HttpServer listening =
        await(
            OperatorEndpoints.of(vertx, manager, others, meters)
                .listen(address.port(), address.host()),
            "listening at %s for operators".formatted(address));
    LOG.info("operators at http://{}:{}/readyz", address.host(), listening.actualPort());
    return listening;
  }

  private static <T> T await(Future<T> future, String what) {
    return Waiting.await(future, START_LIMIT, what);
  }

  /**
   * Fails when controllers or store cannot go on, and the process should end; succeeds after a
   * stop.
   */
  public Future<Void> ended() {
    Promise<Void> ended = Promise.promise();
    manager.stopped().onSuccess(ended::tryComplete).onFailure(ended::tryFail);
    storage.broken().onSuccess(ended::tryFail);
    return ended.future();
  }

  /** The port of the endpoints for operators; empty if there are none. */
  public synchronized Optional<Integer> operatorPort() {
    return endpoints.map(HttpServer::actualPort);
  }

  /** The ports of TCP listeners. */
  public List<Integer> ports() {
    return server.ports();
  }

  /** The history that the store is in. */
  public String historyId() {
    return storage.store().historyId();
  }

  /**
   * Stops, and saves everything. Idempotent.
   *
   * @throws DaemonException if not everything could be stopped
   * @throws IOException if the last snapshot could not be saved; the one before it is there
   */
  public synchronized void stop() throws IOException {
    if (stopped) {
      return;
    }
    stopped = true;
    LOG.info("stopping");
    serving = new Standing.Ended("the manager stops");
    try {
      tryAwait(server.stop(), "the stop of the server");
      tryAwait(manager.stop(), "the stop of the controllers");
      storage.stop();
    } finally {
      release();
    }
  }

  /** What cannot be stopped must not keep the rest from being saved. */
  private void tryAwait(Future<Void> stopping, String what) {
    try {
      Waiting.await(stopping, settings.stopLimit(), what);
    } catch (DaemonException e) {
      LOG.warn("{}; going on", e.getMessage());
    }
  }

  private synchronized void abandon() throws IOException {
    stopped = true;
    tryAwait(server.stop(), "the stop of the server");
    tryAwait(manager.stop(), "the stop of the controllers");
    try {
      storage.abandon();
    } finally {
      release();
    }
  }

  private void release() {
    endpoints.ifPresent(open -> tryAwait(open.close(), "the stop of the endpoints"));
    tryAwait(vertx.close(), "the stop of the event loops");
  }
}
