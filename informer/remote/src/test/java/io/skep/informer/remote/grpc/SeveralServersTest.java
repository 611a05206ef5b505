package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.informer.remote.ReconnectPolicy;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.informer.remote.Tally;
import io.skep.informer.remote.Written;
import io.skep.server.Freshness;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Store;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are one store: one of them leads, the others follow and can be read. */
class SeveralServersTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store = store();
  private final List<StoreServer> servers = new ArrayList<>();

  /** Why whoever follows takes nothing. */
  private final AtomicReference<StoreException> refusal =
      new AtomicReference<>(ProposalRefusedException.follows(Optional.empty()));

  /** How often one that follows was asked for a write. */
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    servers.forEach(server -> await(server.stop()));
    store.close();
    await(vertx.close());
  }

  private static MemoryStore store() {
    return new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(3)));
  }

  @Test // api.A-12
  void aWriteGoesToTheOneThatLeadsAndThenAtOnce() {
    Server follows = serve(following());
    Server leads = serve(store);
    refusal.set(ProposalRefusedException.follows(Optional.of(leads.toString())));
    var writes = new SkepWrites(vertx, List.of(follows, serve(following()), leads));

    assertThat(await(create(writes, "a"))).isEqualTo(new Written.At(new Version(1)));
    assertThat(await(create(writes, "b"))).isEqualTo(new Written.At(new Version(2)));

    assertThat(asked).as("the leader was found once").hasValue(1);
  }

  @Test // api.A-12
  void whileNobodyLeadsAWriteWaits() {
    var writes =
        new SkepWrites(vertx, List.of(serve(following()), serve(following()))).withLimit(LONG);
    Future<Written> written = create(writes, "a");
    until(() -> asked.get() > 4);

    assertThat(written.isComplete()).isFalse();
    refusal.set(null);

    assertThat(await(written)).isEqualTo(new Written.At(new Version(1)));
  }

  @Test // api.A-12
  void whatNobodyTakesIsRefusedAndChangesNothing() {
    var writes =
        new SkepWrites(vertx, List.of(serve(following()), serve(following())))
            .withLimit(Duration.ofSeconds(10));

    assertThatThrownBy(() -> await(create(writes, "a")))
        .hasCauseInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("none of [127.0.0.1:")
        .hasMessageContaining("this replica follows");
  }

  @Test // api.A-12
  void whoCannotBeReachedIsPassedBy() {
    Server dead = serve(store);
    await(servers.remove(0).stop());
    var writes = new SkepWrites(vertx, List.of(dead, serve(store)));

    assertThat(await(create(writes, "a"))).isEqualTo(new Written.At(new Version(1)));
  }

  @Test // api.A-12
  void whatMayHaveTakenEffectIsAskedOfNobodyElse() {
    refusal.set(new OutcomeUnknownException(new Version(1), "was sent"));
    var writes = new SkepWrites(vertx, List.of(serve(following()), serve(store)));

    assertThatThrownBy(() -> await(create(writes, "a")))
        .hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(store.view().count(Kinds.SERVICE)).isZero();
  }

  @Test // api.A-12
  void aConflictIsTheCallersAndNotTriedElsewhere() {
    await(store.update(tx -> tx.create(Kinds.SERVICE, service("a"))));
    var writes = new SkepWrites(vertx, List.of(serve(store), serve(following())));

    assertThatThrownBy(() -> await(create(writes, "a")))
        .hasCauseInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("ABORTED");
    assertThat(asked).hasValue(0);
  }

  @Test // api.A-12
  void inPlainTextNobodyIsBelievedWhoWasNotNamed() {
    Server stranger = serve(store);
    refusal.set(ProposalRefusedException.follows(Optional.of(stranger.toString())));
    var writes =
        new SkepWrites(vertx, List.of(serve(following()), serve(following()))).withLimit(LONG);
    Future<Written> written = create(writes, "a");
    until(() -> asked.get() > 4);

    assertThat(written.isComplete()).isFalse();
    assertThat(store.view().count(Kinds.SERVICE)).isZero();
    refusal.set(null);
    await(written);
  }

  @Test // rt.W-7, api.F-4
  void aFeedGoesOnAtAnotherServerThoughThatOneIsBehind() {
    MemoryStore behind = store();
    Promise<Void> caughtUp = Promise.promise();
    Server first = serve(store);
    Server second = serve(behind, caughtUp::future);
    await(store.update(tx -> tx.create(Kinds.SERVICE, service("a"))));
    await(behind.install(store.saveWithHistory(store.view())));
    var feed =
        new RemoteFeed(
            VertxLoop.on(vertx),
            new SkepSource(vertx, List.of(first, second), List.of(Kinds.SERVICE)),
            RemoteOptions.of(List.of(Kinds.SERVICE), new Random(1))
                .withReconnect(
                    new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(20), LONG)));
    await(feed.start());
    Version told = await(store.update(tx -> tx.create(Kinds.SERVICE, service("b"))));
    await(feed.atLeast(told));

    await(servers.remove(0).stop());
    until(() -> feed.connection().lostSince() != null || feed.tally().resumes() > 0);
    await(behind.install(store.saveWithHistory(store.view())));
    caughtUp.complete();
    Version later = await(behind.update(tx -> tx.create(Kinds.SERVICE, service("c"))));

    assertThat(await(feed.atLeast(later)).count(Kinds.SERVICE)).isEqualTo(3);
    assertThat(feed.tally()).isEqualTo(new Tally(1, 1, 0, 0, 0, 0));
    await(feed.stop());
    behind.close();
  }

  private Server serve(Store served) {
    return serve(served, Freshness.ALONE);
  }

  private Server serve(Store served, Freshness freshness) {
    ServerOptions options = ServerOptions.at(Listener.plainTcp("127.0.0.1", 0));
    var server =
        new StoreServer(
            vertx, served, options.withCluster(options.cluster().withFreshness(freshness)));
    await(server.start());
    servers.add(server);
    return Server.tcp("127.0.0.1", server.ports().get(0));
  }

  /** The store as one that follows shows it: writes fail with {@link #refusal}, if there is one. */
  private Store following() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("compute")) {
                asked.incrementAndGet();
                if (refusal.get() != null) {
                  return Future.failedFuture(refusal.get());
                }
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Future<Written> create(SkepWrites writes, String id) {
    return writes.commit(
        store.historyId(),
        Origin.of("test"),
        List.of(new Change.Created<>(Kinds.SERVICE, service(id))));
  }

  private static Service service(String id) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    return service.build();
  }

  private static void until(java.util.function.BooleanSupplier wanted) {
    for (int look = 0; !wanted.getAsBoolean(); look++) {
      assertThat(look).as("looks").isLessThan(18_000);
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }

  private static <R> R await(Future<R> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
