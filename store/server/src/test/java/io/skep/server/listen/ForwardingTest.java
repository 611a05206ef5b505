package io.skep.server.listen;

import static io.skep.server.listen.Identities.as;
import static io.skep.server.listen.Identities.identity;
import static io.skep.server.listen.Identities.trust;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.AttachNetworkRequest;
import io.skep.api.AttachNetworkResponse;
import io.skep.api.CreateServiceRequest;
import io.skep.api.CreateServiceResponse;
import io.skep.api.Network;
import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitResponse;
import io.skep.server.Client;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.Specs;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are one store, of which those that follow pass writes on to the one that leads. */
class ForwardingTest {
  private static final Set<String> WRITES = Set.of("compute", "update");

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(7)));
  private final List<StoreServer> servers = new ArrayList<>();
  private final AtomicReference<String> leader = new AtomicReference<>();

  /** How often one that follows was asked to write. */
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    servers.forEach(server -> Rig.await(server.stop()));
    store.close();
    Rig.await(vertx.close());
  }

  @Test // api.A-13
  void writesOfBothProtocolsAreMadeWhereTheLeaderIsAndAnsweredHere() {
    leader.set(address(plain(store, Optional.empty())));
    Client client = client(plain(following(), Optional.of(clearText())));

    CreateServiceResponse created = Rig.await(create(client, "web"));
    CommitResponse committed =
        Rig.await(
            client.call(
                "skep.v1", "Feed", "Commit", commit("api"), CommitResponse.getDefaultInstance()));

    assertThat(store.view().get(Kinds.SERVICE, created.getService().getId()))
        .contains(created.getService());
    assertThat(committed.getAt().getVersion()).isEqualTo(2);
    assertThat(asked).hasValue(2);
  }

  @Test // api.A-13
  void refusalsAreThoseOfTheLeader() {
    leader.set(address(plain(store, Optional.empty())));
    Client client = client(plain(following(), Optional.of(clearText())));
    Rig.await(create(client, "web"));

    assertThat(Rig.refusal(create(client, "web")))
        .isEqualTo(
            new Refusal(
                GrpcStatus.ALREADY_EXISTS,
                "name conflicts with an existing object: service web already exists"));
  }

  @Test // api.A-13
  void aCallIsPassedOnOnceAndNotInACircle() {
    StoreServer one = plain(following(), Optional.of(clearText()));
    StoreServer other = plain(following(), Optional.of(clearText()));
    leader.set(address(other));

    Refusal refusal = Rig.refusal(create(client(one), "web"));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(refusal.text()).contains("this replica follows; write to the one that leads, at");
    assertThat(asked).hasValue(2);
  }

  @Test // api.A-13
  void whereNobodyCanBeReachedNothingHasChanged() {
    StoreServer gone = plain(store, Optional.empty());
    leader.set(address(gone));
    Rig.await(gone.stop());

    Refusal refusal =
        Rig.refusal(create(client(plain(following(), Optional.of(clearText()))), "web"));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(refusal.text())
        .startsWith(
            "this replica follows, and the one that leads, at %s, cannot be reached"
                .formatted(leader));
  }

  @Test // api.A-13, api.R-1
  void theCallerStaysWhoItIs() {
    Rig.await(
        store.update(
            tx -> {
              Network.Builder network = Network.newBuilder().setId("n");
              network.getSpecBuilder().setAttachable(true).getAnnotationsBuilder().setName("net");
              tx.create(Kinds.NETWORK, network.build());
            }));
    leader.set(address(certified(store, Optional.empty())));
    StoreServer follows = certified(following(), Optional.of(as("manager")));

    AttachNetworkResponse attached = Rig.await(attach(client(follows, as("worker"))));

    assertThat(store.view().get(Kinds.TASK, attached.getAttachmentId()).get().getNodeId())
        .as("the node of the worker's certificate")
        .isEqualTo("w1");
    assertThat(Rig.refusal(create(client(follows, as("worker")), "web")).status())
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  @Test // api.A-13, api.A-9
  void onlyAManagerIsBelievedWhoCalls() {
    StoreServer leads = certified(store, Optional.empty());
    var marked = MultiMap.caseInsensitiveMultiMap().add("skep-forwarded", "manager");

    assertThat(statusOf(leads, as("worker"), marked)).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(statusOf(leads, as("manager"), marked)).isEqualTo(GrpcStatus.OK);
    assertThat(statusOf(leads, as("manager"), marked.set("skep-forwarded", "worker")))
        .as("what the one that calls may do is not more than its caller may")
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  @Test // api.A-13
  void whoPassesForTheLeaderWithoutAManagersCertificateIsToldNothing() {
    var impostor =
        new StoreServer(
            vertx,
            store,
            ServerOptions.at(
                Listener.tcp("127.0.0.1", 0, new Tls(identity("worker"), Optional.of(trust())))));
    leader.set(address(started(impostor)));
    StoreServer follows = certified(following(), Optional.of(as("manager")));

    Refusal refusal = Rig.refusal(create(client(follows, as("manager")), "web"));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(refusal.text()).endsWith("its certificate is not a manager's");
    assertThat(store.view().count(Kinds.SERVICE)).isZero();
  }

  @Test // api.A-13
  void aLeaderThatDiesUnderWayLeavesTheOutcomeUnknown() {
    Promise<MultiMap> arrived = Promise.promise();
    HttpServer silent = silent(arrived);
    Client client = client(plain(following(), Optional.of(clearText())));

    Future<CreateServiceResponse> call = create(client, "web");
    MultiMap metadata = Rig.await(arrived.future());
    Rig.await(silent.close());

    Refusal refusal = Rig.refusal(call);
    assertThat(refusal.status()).isEqualTo(GrpcStatus.UNKNOWN);
    assertThat(refusal.text()).startsWith("outcome unknown: this call was passed on to the one");
    assertThat(metadata.get("skep-forwarded")).isEqualTo("manager");
    assertThat(metadata.get("grpc-timeout")).as("of a caller who did not say").isNotNull();
  }

  @Test // api.A-13
  void theLeaderIsToldHowLongTheCallerWaits() {
    Promise<MultiMap> arrived = Promise.promise();
    HttpServer silent = silent(arrived);
    StoreServer follows = plain(following(), Optional.of(clearText()));

    open(follows, clearText())
        .onSuccess(request -> request.timeout(90, TimeUnit.SECONDS).end(createRequest("web")));

    String timeout = Rig.await(arrived.future()).get("grpc-timeout");
    assertThat(timeout).as("in microseconds").endsWith("u");
    assertThat(Long.parseLong(timeout.replace("u", ""))).isBetween(1L, 90_000_000L);
    Rig.await(silent.close());
  }

  @Test // api.A-13, N-19
  void callsUnderWayAreLimited() {
    Promise<MultiMap> arrived = Promise.promise();
    HttpServer silent = silent(arrived);
    StoreServer follows = plain(following(), Optional.of(clearText()));
    Client many = client(follows);
    for (int i = 0; i < 999; i++) {
      create(many, "web-" + i);
    }
    Rig.await(arrived.future());

    Client another = client(follows);
    Refusal refusal = null;
    for (int i = 0; i < 1_000 && refusal == null; i++) { // Those above may still be on their way.
      Future<CreateServiceResponse> call = create(another, "more-" + i);
      Rig.await(Future.any(call, vertx.timer(200)).otherwiseEmpty());
      refusal = call.isComplete() ? Rig.refusal(call) : null;
    }

    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(refusal.text()).startsWith("too many calls are being passed on");
    Rig.await(silent.close());
  }

  /** One that takes calls, tells the metadata of the first, and never answers. */
  private HttpServer silent(Promise<MultiMap> arrived) {
    HttpServer silent =
        Rig.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    GrpcServer.server(vertx)
                        .callHandler(request -> arrived.tryComplete(request.headers())))
                .listen(0, "127.0.0.1"));
    leader.set("127.0.0.1:" + silent.actualPort());
    return silent;
  }

  private StoreServer plain(Store served, Optional<HttpClientOptions> forwarding) {
    ServerOptions options = ServerOptions.at(Listener.plainTcp("127.0.0.1", 0));
    return started(
        new StoreServer(vertx, served, forwarding.map(options::withForwarding).orElse(options)));
  }

  private StoreServer certified(Store served, Optional<HttpClientOptions> forwarding) {
    ServerOptions options =
        ServerOptions.at(
            Listener.tcp("127.0.0.1", 0, new Tls(identity("manager"), Optional.of(trust()))));
    return started(
        new StoreServer(vertx, served, forwarding.map(options::withForwarding).orElse(options)));
  }

  private StoreServer started(StoreServer server) {
    servers.add(server);
    return Rig.await(server.start());
  }

  private static String address(StoreServer server) {
    return "127.0.0.1:" + server.ports().get(0);
  }

  /** The store as one that follows shows it. */
  private Store following() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (WRITES.contains(method.getName())) {
                asked.incrementAndGet();
                return Future.failedFuture(
                    ProposalRefusedException.follows(Optional.of(leader.get())));
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Client client(StoreServer server) {
    return new Client(vertx, socket(server));
  }

  private Client client(StoreServer server, HttpClientOptions how) {
    return new Client(vertx, socket(server), how);
  }

  private static SocketAddress socket(StoreServer server) {
    return SocketAddress.inetSocketAddress(server.ports().get(0), "127.0.0.1");
  }

  private static Future<CreateServiceResponse> create(Client client, String name) {
    return client.call(
        "Control",
        "CreateService",
        createRequest(name),
        CreateServiceResponse.getDefaultInstance());
  }

  private static CreateServiceRequest createRequest(String name) {
    return CreateServiceRequest.newBuilder().setSpec(Specs.service(name)).build();
  }

  private CommitRequest commit(String id) {
    return CommitRequest.newBuilder()
        .setHistoryId(store.historyId())
        .addActions(
            StoreAction.newBuilder()
                .setAction(StoreActionKind.STORE_ACTION_CREATE)
                .setService(Service.newBuilder().setId(id).setSpec(Specs.service(id))))
        .build();
  }

  private static Future<AttachNetworkResponse> attach(Client client) {
    AttachNetworkRequest.Builder request = AttachNetworkRequest.newBuilder();
    request.getConfigBuilder().setTarget("n");
    return client.call(
        "ResourceAllocator",
        "AttachNetwork",
        request.build(),
        AttachNetworkResponse.getDefaultInstance());
  }

  /** What is answered to a call with metadata of its own. */
  private GrpcStatus statusOf(StoreServer server, HttpClientOptions how, MultiMap metadata) {
    return Rig.await(
        open(server, how)
            .compose(
                request -> {
                  request.headers().setAll(metadata);
                  request.end(createRequest("web-" + asked.incrementAndGet()));
                  return request.response().compose(ForwardingTest::status);
                }));
  }

  private static Future<GrpcStatus> status(GrpcClientResponse<?, ?> response) {
    return response.end().transform(ended -> Future.succeededFuture(response.status()));
  }

  private Future<GrpcClientRequest<Message, Buffer>> open(
      StoreServer server, HttpClientOptions how) {
    ServiceMethod<Buffer, Message> method =
        ServiceMethod.client(
            ServiceName.create("docker.swarmkit.v1", "Control"),
            "CreateService",
            GrpcMessageEncoder.<Message>encoder(),
            GrpcMessageDecoder.IDENTITY);
    return GrpcClient.client(vertx, how).request(socket(server), method);
  }

  private static HttpClientOptions clearText() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false);
  }
}
