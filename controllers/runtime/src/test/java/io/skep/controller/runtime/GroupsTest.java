package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.controller.Component;
import io.skep.controller.Group;
import io.skep.controller.Result;
import io.skep.controller.Start;
import io.skep.controller.event.EventLog;
import io.skep.controller.event.EventRecorder;
import io.skep.controller.event.EventSink;
import io.skep.controller.health.Standing;
import io.skep.controller.lease.Candidate;
import io.skep.controller.lease.Lease;
import io.skep.controller.lease.LeaseTimes;
import io.skep.store.ObjectKey;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of a process start and stop group by group, in time, and the first failure counts. */
class GroupsTest {
  private static final List<Group> FOR_USERS =
      List.of(
          Group.LEADER,
          Group.REPLICA,
          Group.WARM_UP,
          Group.FEEDS,
          Group.HOOKS,
          Group.ENDPOINTS,
          Group.EVENTS);

  private final World world = new World();
  private final List<String> log = new ArrayList<>();
  private final Map<String, Start> starts = new HashMap<>();
  private final StoreManager manager = manager("one", Duration.ofSeconds(30));

  private StoreManager manager(String candidate, Duration stopLimit) {
    return StoreManager.on(
        world.loops,
        world.store,
        ManagerOptions.DEFAULT
            .withStopLimit(stopLimit)
            .withElection(Candidate.of("billing", candidate)));
  }

  /** Writes down what happens to it; takes as long as the test says. */
  private final class Probe implements Component {
    private final String name;
    private Future<Void> ready = Future.succeededFuture();
    private Future<Void> over = Future.succeededFuture();

    Probe(String name) {
      this.name = name;
    }

    @Override
    public Future<Void> start(Start start) {
      starts.put(name, start);
      log.add("start " + name);
      return ready.onSuccess(done -> log.add("ready " + name));
    }

    @Override
    public Future<Void> stop() {
      log.add("stop " + name);
      return over.onSuccess(done -> log.add("stopped " + name));
    }
  }

  private Probe add(Group group, String name) {
    var probe = new Probe(name);
    manager.add(group, name, probe);
    return probe;
  }

  private void start() {
    Future<Void> started = manager.start();
    world.advance(Duration.ZERO);
    assertThat(started.succeeded()).as("%s", started).isTrue();
  }

  @Test // rt.S-1
  void groupsStartInOrderEachWhenTheOneBeforeIsReady() {
    Promise<Void> slow = Promise.promise();
    FOR_USERS.forEach(group -> add(group, group.name()));
    add(Group.HOOKS, "slow").ready = slow.future();
    add(Group.HOOKS, "after slow");
    manager.start();
    world.advance(Duration.ofHours(1));

    assertThat(log)
        .containsExactly(
            "start EVENTS",
            "ready EVENTS",
            "start ENDPOINTS",
            "ready ENDPOINTS",
            "start HOOKS",
            "ready HOOKS",
            "start slow");
    slow.complete();
    world.advance(Duration.ZERO);

    assertThat(log)
        .containsSubsequence(
            "ready slow",
            "start after slow",
            "start FEEDS",
            "start REPLICA",
            "start WARM_UP",
            "start LEADER",
            "ready LEADER");
  }

  @Test // rt.S-1, rt.S-2
  void groupsStopInOrderAndTheLeaseIsGivenBackAfterTheLeadersParts() {
    FOR_USERS.forEach(group -> add(group, group.name()));
    Promise<Void> replica = Promise.promise();
    Promise<Void> leader = Promise.promise();
    add(Group.REPLICA, "slow replica").over = replica.future();
    add(Group.LEADER, "slow leader").over = leader.future();
    start();
    log.clear();

    Future<Void> stop = manager.stop();
    world.advance(Duration.ofSeconds(10));
    assertThat(log)
        .containsExactlyInAnyOrder(
            "stop WARM_UP",
            "stopped WARM_UP",
            "stop slow replica",
            "stop REPLICA",
            "stopped REPLICA");
    replica.complete();
    world.advance(Duration.ofSeconds(10));
    assertThat(log).contains("stop slow leader").doesNotContain("stop FEEDS");
    assertThat(holder()).as("it still has work of the leader's").isEqualTo("one");
    leader.complete();
    world.advance(Duration.ZERO);

    assertThat(stop.succeeded()).isTrue();
    assertThat(holder()).isEmpty();
    assertThat(log)
        .containsSubsequence(
            "stopped slow replica",
            "stop slow leader",
            "stopped slow leader",
            "stop FEEDS",
            "stop HOOKS",
            "stop ENDPOINTS",
            "stop EVENTS",
            "stopped EVENTS");
    assertThat(world.clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  private String holder() {
    return Lease.find("billing", world.store.view()).flatMap(Lease::holder).orElse("");
  }

  @ParameterizedTest // rt.S-2
  @EnumSource(Group.class)
  void whatDoesNotStopInTimeIsNamedAndTheOthersAreToldToStop(Group group) {
    FOR_USERS.forEach(each -> add(each, each.name()));
    add(group, "stuck").over = Promise.<Void>promise().future();
    start();

    Future<Void> stop = manager.stop();
    world.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(stop.isComplete()).isFalse();
    world.advance(Duration.ofNanos(1));

    assertThat(stop.cause()).hasMessageContainingAll("PT30S", "stuck");
    assertThat(log).containsAll(FOR_USERS.stream().map(each -> "stop " + each).toList());
    assertThat(manager.stopped().cause()).isSameAs(stop.cause());
    assertThat(world.clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  @Test // rt.S-2: the lease of one that does not stop runs out
  void whoIsStuckKeepsTheLeaseUntilItRunsOut() {
    add(Group.LEADER, "stuck").over = Promise.<Void>promise().future();
    start();

    manager.stop();
    world.advance(Duration.ofSeconds(30));

    assertThat(holder()).isEqualTo("one");
    assertThat(starts.get("stuck").term().orElseThrow().isHeld()).isFalse();
  }

  @Test // rt.S-3
  void aPartAddedAfterTheStartIsStartedAndAfterTheStopRefused() {
    start();
    FOR_USERS.forEach(group -> add(group, group.name()));
    world.advance(Duration.ofSeconds(3));
    assertThat(log).containsAll(FOR_USERS.stream().map(each -> "ready " + each).toList());

    manager.stop();

    assertThatThrownBy(() -> add(Group.REPLICA, "late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"late\"");
    assertThatThrownBy(() -> add(Group.REPLICA, "REPLICA"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"REPLICA\"");
  }

  @ParameterizedTest // rt.S-4
  @EnumSource(Group.class)
  void theFirstFailureStopsAllAndIsTheCause(Group group) {
    var first = new IllegalStateException("first");
    FOR_USERS.forEach(each -> add(each, each.name()));
    Promise<Void> slow = Promise.promise();
    FOR_USERS.forEach(each -> add(each, "slow " + each).over = slow.future());
    Future<Void> stopped = manager.stopped();
    start();

    starts.get(group.name()).onFailure().accept(first);
    starts.get("REPLICA").onFailure().accept(new IllegalStateException("second"));
    slow.complete();
    world.advance(Duration.ZERO);

    assertThat(stopped.cause()).isSameAs(first);
    assertThat(log).containsAll(FOR_USERS.stream().map(each -> "stopped " + each).toList());
  }

  @ParameterizedTest // rt.S-4
  @EnumSource(Group.class)
  void aStartThatFailsStopsAll(Group group) {
    var cause = new IllegalStateException("no");
    Future<Void> stopped = manager.stopped();
    add(group, "bad").ready = Future.failedFuture(cause);
    manager.start();
    world.advance(Duration.ZERO);

    assertThat(stopped.cause()).isSameAs(cause);
    assertThat(log).as("what it has begun").contains("stop bad");
  }

  @Test // rt.S-5
  void aStandbyThatShutsDownStartsNothingOfTheLeaders() {
    var other = manager("other", Duration.ofSeconds(30));
    other.add(Group.LEADER, "other", new Probe("other"));
    other.start();
    world.advance(Duration.ofSeconds(1));
    add(Group.LEADER, "leader");
    Promise<Void> slow = Promise.promise();
    add(Group.REPLICA, "slow").over = slow.future();
    start();
    world.advance(Duration.ofSeconds(1));

    Future<Void> stop = manager.stop();
    other.stop(); // The lease is free from here on.
    world.advance(LeaseTimes.DEFAULT.duration());
    assertThat(holder()).isEmpty();
    slow.complete();
    world.advance(Duration.ZERO);

    assertThat(stop.succeeded()).isTrue();
    assertThat(log).doesNotContain("start leader");
    assertThat(holder()).isEmpty();
  }

  @Test // rt.G-4, rt.S-7
  void aPartOfTheLeadersIsStartedForEachTermAfterTheLastHasStopped() {
    Promise<Void> slow = Promise.promise();
    Probe probe = add(Group.LEADER, "leader");
    probe.over = slow.future();
    start();
    var first = starts.get("leader").term().orElseThrow();

    world.store.update(tx -> tx.delete(Lease.KIND, tx.list(Lease.KIND).get(0).stored().getId()));
    world.advance(Duration.ofSeconds(10));
    assertThat(log).containsExactly("start leader", "ready leader", "stop leader");
    assertThat(first.isHeld()).isFalse();
    slow.complete();
    world.advance(Duration.ofSeconds(3));

    assertThat(log).containsSubsequence("stopped leader", "start leader", "ready leader");
    var second = starts.get("leader").term().orElseThrow();
    assertThat(second.epoch().isAfter(first.epoch())).isTrue();
    assertThat(world.clock.isIdle()).isTrue();
  }

  @Test // W05: what is missing is named
  void whoStandsForNoLeaseRunsNothingOfTheLeaders() {
    assertThatThrownBy(() -> world.manager.add(Group.LEADER, "leader", new Probe("leader")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"leader\"", "withElection");
  }

  @Test // rt.S-2
  void theEventLogIsClosedLastAndHasWhatWasToldAtTheVeryEnd() {
    List<String> written = new ArrayList<>();
    EventSink sink =
        records -> {
          records.forEach(record -> written.add(record.reason()));
          return Future.succeededFuture();
        };
    EventLog events = EventLog.on(world.loop(), sink, new Random(1), new CompositeMeterRegistry());
    EventRecorder recorder = events.recorder("hooks");
    manager.add(Group.EVENTS, "events", events);
    for (Group group : List.of(Group.REPLICA, Group.LEADER, Group.HOOKS, Group.ENDPOINTS)) {
      Probe probe = add(group, group.name());
      Promise<Void> over = Promise.promise();
      probe.over = over.future();
      world.loop().after(Duration.ofSeconds(3), over::complete);
      over.future()
          .onSuccess(
              done ->
                  recorder.normal(ObjectKey.of(Kinds.SERVICE, "web"), "Over" + group, "stopped"));
    }
    start();

    Future<Void> stop = manager.stop();
    world.advance(Duration.ofSeconds(20));

    assertThat(stop.succeeded()).isTrue();
    assertThat(written).contains("OverREPLICA", "OverLEADER", "OverHOOKS", "OverENDPOINTS");
  }

  @Test // rt.S-6
  void howItStandsSaysWhatIsMissing() {
    Promise<Void> slow = Promise.promise();
    add(Group.REPLICA, "slow").ready = slow.future();
    manager.add("web", Script.onServices().then(Result.done()));
    assertThat(manager.standing())
        .isInstanceOfSatisfying(
            Standing.Starting.class,
            standing ->
                assertThat(standing.why())
                    .contains("it has not started", "no snapshot", "\"slow\"", "\"web\""));
    manager.start();
    world.advance(Duration.ofSeconds(1));
    assertThat(manager.standing())
        .isInstanceOfSatisfying(
            Standing.Starting.class,
            standing ->
                assertThat(standing.why()).contains("\"slow\"").doesNotContain("no snapshot"));

    slow.complete();
    world.advance(Duration.ZERO);
    assertThat(manager.standing()).isEqualTo(Standing.GOOD);
    manager.stop();
    assertThat(manager.standing()).isInstanceOf(Standing.Starting.class);
    world.advance(Duration.ZERO);
    assertThat(manager.standing()).isEqualTo(new Standing.Ended("it was stopped"));
  }
}
