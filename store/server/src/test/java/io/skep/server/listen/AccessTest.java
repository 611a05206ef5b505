package io.skep.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.skep.server.Client;
import io.skep.server.Rig;
import io.skep.server.hostile.AllCalls;
import io.skep.store.tls.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** api.A-9: what each call over TCP says to each sort of caller. */
class AccessTest {
  private static final String MANAGER = "swarm-manager";
  private static final Duration DAY = Duration.ofDays(1);

  /** Who may call what is offered at all. */
  private static final Map<String, Sort> NEEDED =
      Map.of(
          "docker.swarmkit.v1.Control", Sort.MANAGER,
          "docker.swarmkit.v1.Watch", Sort.MANAGER,
          "docker.swarmkit.v1.CA", Sort.MANAGER,
          "skep.v1.Feed", Sort.MANAGER,
          "docker.swarmkit.v1.ResourceAllocator", Sort.WORKER,
          "docker.swarmkit.v1.Health", Sort.MANAGER);

  private enum Sort {
    ANYBODY,
    WORKER,
    MANAGER
  }

  @TempDir Path folder;

  private final TestAuthority authority = new TestAuthority("root");
  private final TestAuthority foreign = new TestAuthority("root");
  private Rig rig;

  @BeforeEach
  void listen() {
    TestIdentity server =
        TestIdentity.of(folder, "server", authority.issue("m1", MANAGER), authority.root());
    rig = Rig.open(options -> options.alsoAt(Listener.tcp("127.0.0.1", 0, Tls.of(server.live()))));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-9
  void eachCallIsForThoseWhoseRoleItNeeds() {
    var wrong = new ArrayList<String>();
    int denied = 0;
    for (Sort sort : Sort.values()) {
      Client client = calling(sort);
      for (MethodDescriptor call : AllCalls.list()) {
        GrpcStatus status = Rig.await(outcome(client, call));
        Sort needed = NEEDED.getOrDefault(call.getService().getFullName(), Sort.ANYBODY);
        boolean mayBeDenied = sort.compareTo(needed) < 0;
        boolean isDenied = status == GrpcStatus.PERMISSION_DENIED;
        denied += isDenied ? 1 : 0;
        if (isDenied != mayBeDenied && status != GrpcStatus.UNIMPLEMENTED) {
          wrong.add("%s by %s: %s".formatted(call.getFullName(), sort, status));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(denied).as("calls that were denied to somebody").isGreaterThan(80);
  }

  @Test // api.A-9
  void whoeverHasNoGoodCertificateIsNotLetInAtAll() {
    Instant now = Instant.now();
    List<TestIdentity> strangers =
        List.of(
            stranger("foreign", foreign.issue("m9", MANAGER), now),
            stranger(
                "expired",
                authority.issue("m8", MANAGER, now.minus(DAY.multipliedBy(9)), now.minus(DAY)),
                now.minus(DAY.multipliedBy(2))),
            stranger(
                "early",
                authority.issue("m7", MANAGER, now.plus(DAY), now.plus(DAY.multipliedBy(9))),
                now.plus(DAY.multipliedBy(2))));

    for (TestIdentity stranger : strangers) {
      Client client = client(stranger.client());
      for (String service : NEEDED.keySet()) {
        MethodDescriptor call =
            AllCalls.list().stream()
                .filter(each -> each.getService().getFullName().equals(service))
                .findFirst()
                .orElseThrow();
        Optional<GrpcStatus> answer =
            Rig.await(outcome(client, call).map(Optional::of).otherwise(Optional.empty()));
        assertThat(answer).as("%s to %s", call.getFullName(), stranger.name()).isEmpty();
      }
    }
    assertThat(Rig.await(outcome(calling(Sort.MANAGER), AllCalls.list().get(0))))
        .as("others are served")
        .isNotEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  /** Who would be let in at {@code then}. */
  private TestIdentity stranger(String name, TestAuthority.Pair pair, Instant then) {
    return TestIdentity.of(folder, name, pair, authority.root(), InstantSource.fixed(then));
  }

  private Client calling(Sort sort) {
    if (sort == Sort.ANYBODY) {
      TestIdentity trusting = somebody("nobody", "swarm-none");
      return client(trusting.client().setKeyCertOptions(null));
    }
    return client(somebody("n-" + sort, sort == Sort.MANAGER ? MANAGER : "swarm-worker").client());
  }

  private TestIdentity somebody(String name, String role) {
    return TestIdentity.of(folder, name, authority.issue(name, role), authority.root());
  }

  private Client client(HttpClientOptions how) {
    return new Client(
        rig.vertx(),
        SocketAddress.inetSocketAddress(rig.server().ports().get(0), "127.0.0.1"),
        how);
  }

  /** OK as soon as there is a message; fails if there is no answer. */
  private static Future<GrpcStatus> outcome(Client client, MethodDescriptor call) {
    return client.stream(
            call.getFile().getPackage(),
            call.getService().getName(),
            call.getName(),
            DynamicMessage.getDefaultInstance(call.getInputType()),
            DynamicMessage.getDefaultInstance(call.getOutputType()))
        .compose(
            opened -> {
              Promise<GrpcStatus> outcome = Promise.promise();
              opened
                  .response()
                  .handler(
                      message -> {
                        outcome.tryComplete(GrpcStatus.OK);
                        opened.request().cancel();
                      })
                  .exceptionHandler(outcome::tryFail)
                  .endHandler(ended -> outcome.tryComplete(opened.response().status()))
                  .resume();
              return outcome.future();
            });
  }
}
