package io.skep.server.feed;

import static io.skep.server.feed.Follower.action;
import static io.skep.server.feed.Follower.commit;
import static io.skep.server.feed.Follower.position;
import static io.skep.server.feed.Follower.snapshot;
import static io.skep.server.feed.Follower.tables;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skep.api.Config;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.SelectBy;
import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.Task;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.Position;
import io.skep.server.Client;
import io.skep.server.Eventually;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.skep.server.Specs;
import io.skep.server.Subscription;
import io.skep.store.Origin;
import io.skep.store.Tx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exact copies over a socket. */
class FollowTest {
  /** Three at a time; a machine may be slow to write what makes the log too short for one. */
  private static final ServerLimits PATIENT =
      ServerLimits.DEFAULT.withWatches(3).withWatchStall(Duration.ofMinutes(10));

  /** On a log of forty commits. */
  private final Rig rig =
      Rig.open(
          options -> options.withLimits(PATIENT),
          kept -> kept.withLog(new LogBounds(40, 1_000_000, 1_000_000_000)));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // rt.W-12
  void clientsAreToldOfACommitWhatEachHasAskedFor() {
    FollowRequest.Builder named = tables("service");
    named.getEntriesBuilder(0).addFields("spec.annotations.name");
    var all = follow(FollowRequest.newBuilder());
    var same = follow(FollowRequest.newBuilder());
    var names = follow(named);
    List.of(all, same, names).forEach(Follower::snapshot);

    rig.write(tx -> tx.create(Kinds.SERVICE, service("s")));

    Service whole = commit(all).getActions(0).getService();
    assertThat(whole.getSpec().hasReplicated()).isTrue();
    assertThat(commit(same).getActions(0).getService()).isEqualTo(whole);
    Service cut = commit(names).getActions(0).getService();
    assertThat(cut.getSpec().getAnnotations().getName())
        .isEqualTo(whole.getSpec().getAnnotations().getName());
    assertThat(cut.getSpec().hasReplicated()).isFalse();
  }

  @Test // api.F-1, rt.W-5
  void aSnapshotComesAsCreationsAtOneVersionAndIsMarkedAtItsEnd() {
    for (int i = 0; i < 1_500; i++) { // More than one message takes.
      String id = "t" + (10_000 + i);
      rig.write(tx -> tx.create(Kinds.TASK, Task.newBuilder().setId(id).build()));
    }
    rig.write(tx -> tx.create(Kinds.SERVICE, service("s")));
    Position now = position(rig.store().historyId(), rig.store().view().version().index());

    Subscription<FollowMessage> stream = follow(FollowRequest.newBuilder());

    assertThat(stream.next().getBegin())
        .isEqualTo(FollowMessage.Begin.newBuilder().setAt(now).setSnapshot(true).build());
    List<StoreAction> objects = new ArrayList<>();
    int parts = 0;
    FollowMessage message = stream.next();
    for (; message.hasObjects(); message = stream.next()) {
      parts++;
      objects.addAll(message.getObjects().getActionsList());
    }
    assertThat(message.getInitialEnd()).isEqualTo(now);
    assertThat(parts).isGreaterThan(1);
    assertThat(objects)
        .allSatisfy(
            one -> assertThat(one.getAction()).isEqualTo(StoreActionKind.STORE_ACTION_CREATE));
    assertThat(objects)
        .filteredOn(StoreAction::hasTask)
        .extracting(StoreAction::getTask)
        .isEqualTo(rig.store().view().list(Kinds.TASK));
    assertThat(objects)
        .filteredOn(StoreAction::hasService)
        .extracting(StoreAction::getService)
        .isEqualTo(rig.store().view().list(Kinds.SERVICE));
    assertThat(objects).hasSize(1_501);
  }

  @Test // api.F-1
  void anEmptyStoreIsASnapshotToo() {
    Subscription<FollowMessage> stream = follow(FollowRequest.newBuilder());

    assertThat(stream.next().getBegin().getSnapshot()).isTrue();
    assertThat(stream.next().hasInitialEnd()).isTrue();
  }

  @Test // api.F-2, rt.W-1, rt.W-2
  void aCommitComesWholeWithVersionPlaceBeforeAndWriter() {
    Subscription<FollowMessage> stream = follow(FollowRequest.newBuilder());
    stream.next();
    Position start = stream.next().getInitialEnd();

    write(
        new Origin("who", "why"),
        tx -> {
          tx.create(Kinds.SERVICE, service("a"));
          tx.create(Kinds.SERVICE, service("b"));
          tx.update(Kinds.SERVICE, labelled(tx, "a", "new"));
          tx.delete(Kinds.SERVICE, "b");
        });
    long second = write(Origin.NONE, tx -> tx.delete(Kinds.SERVICE, "a"));

    LogEntry whole = commit(stream);
    assertThat(whole.getActionsList())
        .extracting(one -> one.getAction() + " " + one.getService().getId())
        .containsExactly(
            "STORE_ACTION_CREATE a",
            "STORE_ACTION_CREATE b",
            "STORE_ACTION_UPDATE a",
            "STORE_ACTION_REMOVE b");
    assertThat(whole.getWriter()).isEqualTo("who");
    assertThat(whole.getTraceId()).isEqualTo("why");
    assertThat(whole.getBase()).isEqualTo(start.getVersion());
    LogEntry next = commit(stream);
    assertThat(next.getVersion()).isEqualTo(second);
    assertThat(next.getBase()).isEqualTo(whole.getVersion());
    assertThat(next.getActions(0).getService().getMeta().getVersion().getIndex())
        .as("the last state")
        .isEqualTo(whole.getVersion());
  }

  @Test // api.F-3
  void aFilteredStreamTellsWhatComesToMeetItAndWhatCeasesTo() {
    rig.write(tx -> tx.create(Kinds.SERVICE, service("in-1")));
    rig.write(tx -> tx.create(Kinds.SERVICE, service("out")));
    rig.write(tx -> tx.create(Kinds.CONFIG, config("in-2")));
    FollowRequest.Builder request = FollowRequest.newBuilder();
    request.addEntriesBuilder().setTable("service").addFiltersBuilder().setNamePrefix("in-");
    Subscription<FollowMessage> stream = follow(request);

    assertThat(snapshot(stream))
        .extracting(one -> one.getService().getId())
        .containsExactly("in-1");
    long before = rig.store().view().version().index();
    rename("out", "in-now");
    rename("in-1", "gone");
    rename("in-1", "still-gone");
    long last = rename("out", "in-again");

    LogEntry came = commit(stream);
    assertThat(came.getActionsList())
        .containsExactly(
            action(StoreActionKind.STORE_ACTION_CREATE, came.getActions(0).getService()));
    assertThat(came.getBase()).isEqualTo(before);
    LogEntry left = commit(stream);
    assertThat(left.getActions(0).getAction()).isEqualTo(StoreActionKind.STORE_ACTION_REMOVE);
    assertThat(left.getActions(0).getService().getSpec().getAnnotations().getName())
        .as("as it was when it was seen last")
        .isEqualTo("in-1");
    LogEntry again = commit(stream);
    assertThat(again.getActions(0).getAction()).isEqualTo(StoreActionKind.STORE_ACTION_UPDATE);
    assertThat(again.getVersion()).isEqualTo(last);
  }

  @Test // api.F-3
  void entriesThatCannotBeFollowedAreRefused() {
    assertRefused(
        tables("pod"),
        Refusal.invalid(
            "no table \"pod\"; this store has cluster, config, extension, network, node, resource,"
                + " secret, service, task, volume"));
    assertRefused(
        tables("task", "task"),
        Refusal.invalid("two entries for table \"task\"; name each table once"));
    FollowRequest.Builder role = FollowRequest.newBuilder();
    role.addEntriesBuilder().setTable("task").addFiltersBuilder().setRoleValue(1);
    assertRefused(
        role,
        Refusal.invalid(
            "table \"task\" has no filter ROLE; leave it out, or choose in the client"));
    FollowRequest.Builder nothing = FollowRequest.newBuilder();
    nothing.addEntriesBuilder().setTable("task").addFilters(SelectBy.getDefaultInstance());
    assertRefused(
        nothing,
        Refusal.invalid(
            "table \"task\" has no filter BY_NOT_SET; leave it out, or choose in the client"));
  }

  @Test // api.F-3, rt.W-12
  void onlyTheFieldsThatAreAskedForAreSent() {
    rig.write(tx -> tx.create(Kinds.SERVICE, service("a")));
    FollowRequest.Builder request = tables("service");
    request.getEntriesBuilder(0).addFields("spec.replicated.replicas");
    Subscription<FollowMessage> stream = follow(request);

    Service shown = snapshot(stream).get(0).getService();

    Service whole = rig.store().view().get(Kinds.SERVICE, "a").orElseThrow();
    assertThat(shown.getMeta()).isEqualTo(whole.getMeta());
    assertThat(shown.getSpec().getAnnotations()).isEqualTo(whole.getSpec().getAnnotations());
    assertThat(shown.getSpec().getReplicated().getReplicas()).isEqualTo(2);
    assertThat(shown.getSpec().hasTask()).isFalse();
    rename("a", "b");
    Service renamed = commit(stream).getActions(0).getService();
    assertThat(renamed.getSpec().getAnnotations().getName()).isEqualTo("b");
    assertThat(renamed.getSpec().hasTask()).isFalse();
    rig.write(tx -> tx.delete(Kinds.SERVICE, "a"));
    assertThat(commit(stream).getActions(0).getService()).isEqualTo(renamed);
    request.getEntriesBuilder(0).addFields("spec.nothing");
    assertThat(follow(request).end().text())
        .startsWith("table service has no field \"spec.nothing\"");
  }

  @Test // api.F-4, rt.W-3
  void whoWasThereBeforeGetsOnlyWhatCameSince() {
    String history = rig.store().historyId();
    long first = write(Origin.NONE, tx -> tx.create(Kinds.SERVICE, service("a")));
    long second = write(Origin.NONE, tx -> tx.create(Kinds.CONFIG, config("c")));
    long third = write(Origin.NONE, tx -> tx.create(Kinds.SERVICE, service("b")));

    Subscription<FollowMessage> stream =
        follow(tables("service").setResumeFrom(position(history, first)));

    assertThat(stream.next().getBegin())
        .isEqualTo(FollowMessage.Begin.newBuilder().setAt(position(history, first)).build());
    LogEntry only = commit(stream);
    assertThat(only.getVersion()).isEqualTo(third);
    assertThat(only.getBase()).as("of the stream, not %d", second).isEqualTo(first);
  }

  @Test // api.F-4
  void whatIsNotKeptOfAnotherHistoryOrToComeIsCompacted() {
    String history = rig.store().historyId();
    for (int i = 0; i < 60; i++) {
      String id = "c" + i;
      rig.write(tx -> tx.create(Kinds.CONFIG, config(id)));
    }
    long newest = rig.store().view().version().index();

    FollowMessage.Compacted dropped = compacted(position(history, 1));
    FollowMessage.Compacted other = compacted(position("another", newest));
    FollowMessage.Compacted ahead = compacted(position(history, newest + 1));

    assertThat(dropped.getOldest()).isGreaterThan(1).isLessThanOrEqualTo(newest);
    assertThat(other.getOldest()).isZero();
    assertThat(ahead.getOldest()).isZero();
    assertThat(ahead.getDetails()).contains(String.valueOf(newest + 1));
  }

  @Test // api.F-4, api.A-11
  void whoComesFromAMemberThatIsAheadWaitsUntilThisOneHasCaughtUp() {
    Promise<Void> caughtUp = Promise.promise();
    try (var behind =
        Rig.open(
            options -> options.withCluster(options.cluster().withFreshness(caughtUp::future)))) {
      Position ahead = position(behind.store().historyId(), 1);

      Future<Client.Opened<FollowMessage>> opened =
          behind.client().stream(
              "skep.v1",
              "Feed",
              "Follow",
              tables("service").setResumeFrom(ahead).build(),
              FollowMessage.getDefaultInstance());
      assertThat(nodes(behind)).as("others are answered meanwhile").isNotNull();
      assertThat(opened.isComplete()).isFalse();
      behind.write(tx -> tx.create(Kinds.SERVICE, service("s")));
      caughtUp.complete();

      FollowMessage first = Subscription.open(opened).next();
      assertThat(first.getBegin().getAt()).isEqualTo(ahead);
      assertThat(first.getBegin().getSnapshot()).isFalse();
    }
  }

  /** How one who waits goes. */
  enum Leaving {
    CALL_CANCELLED,
    CONNECTION_CLOSED
  }

  @ParameterizedTest // api.F-6, api.A-11
  @EnumSource
  void whoWaitsForThisOneToCatchUpTakesRoomUntilItGoes(Leaving how) {
    Promise<Void> waits = Promise.promise();
    Promise<Void> never = Promise.promise();
    try (var behind =
        Rig.open(
            options ->
                options
                    .withLimits(options.limits().withWatches(1))
                    .withCluster(
                        options
                            .cluster()
                            .withFreshness(
                                () -> {
                                  waits.complete();
                                  return never.future();
                                })))) {
      Client other = behind.newClient();
      Position ahead = position(behind.store().historyId(), 1);
      GrpcClientRequest<Message, FollowMessage> waiting =
          Rig.await(
              other.sent(
                  "skep.v1",
                  "Feed",
                  "Follow",
                  tables("service").setResumeFrom(ahead).build(),
                  FollowMessage.getDefaultInstance()));
      Rig.await(waits.future());
      assertThat(isFull(behind)).isTrue();

      switch (how) {
        case CALL_CANCELLED -> waiting.cancel();
        case CONNECTION_CLOSED -> Rig.await(other.close());
      }

      Eventually.seen(() -> isFull(behind), full -> !full);
    }
  }

  /** Whether one that need not wait is refused for want of room. */
  private static boolean isFull(Rig rig) {
    Subscription<FollowMessage> stream = Follower.open(rig.client(), tables("task"));
    boolean full = !stream.hasBegun();
    if (full) {
      assertThat(stream.end().status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    } else {
      stream.cancel();
    }
    return full;
  }

  private static ListNodesResponse nodes(Rig rig) {
    return rig.control(
        "ListNodes", ListNodesRequest.getDefaultInstance(), ListNodesResponse.getDefaultInstance());
  }

  private FollowMessage.Compacted compacted(Position from) {
    Subscription<FollowMessage> stream = follow(tables("config").setResumeFrom(from));
    FollowMessage.Compacted compacted = stream.next().getCompacted();
    assertThat(stream.end())
        .isEqualTo(
            new Refusal(
                GrpcStatus.OUT_OF_RANGE,
                "compacted: "
                    + compacted.getDetails()
                    + "; take a new snapshot and follow from there"));
    return compacted;
  }

  @Test // api.F-4
  void aStoreThatGoesToAnotherHistoryEndsItsStreams() {
    rig.write(tx -> tx.create(Kinds.SERVICE, service("a")));
    var saved = rig.store().save(rig.store().view());
    rig.write(tx -> tx.create(Kinds.SERVICE, service("b")));
    Subscription<FollowMessage> stream = follow(FollowRequest.newBuilder());
    assertThat(snapshot(stream)).hasSize(2);

    Rig.await(rig.store().restore(saved));

    FollowMessage last = stream.next();
    while (last.hasBookmark()) {
      last = stream.next();
    }
    assertThat(last.hasCompacted()).isTrue();
    assertThat(stream.end().status()).isEqualTo(GrpcStatus.OUT_OF_RANGE);
  }

  @Test // api.F-6
  void aClientForWhichTheLogIsTooShortTakesASnapshotAgain() {
    Client slow = rig.newClient();
    Subscription<FollowMessage> stream = Follower.paused(slow, tables("config"));
    for (int i = 0; i < 120; i++) {
      Config.Builder config = config("c" + i).toBuilder();
      config.getSpecBuilder().setData(ByteString.copyFrom(new byte[100_000]));
      rig.write(tx -> tx.create(Kinds.CONFIG, config.build()));
    }

    stream.read();

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.OUT_OF_RANGE);
  }

  @Test // api.F-6
  void streamsAndWatchesShareOneLimitAndMakeRoomWhenTheyEnd() {
    List<Subscription<FollowMessage>> three =
        List.of(follow(tables("task")), follow(tables("task")), follow(tables("task")));
    three.forEach(stream -> assertThat(stream.hasBegun()).isTrue());

    Refusal refusal = follow(tables("task")).end();

    assertThat(refusal.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(refusal.text()).startsWith("3 watches are open, which is the limit of this server");
    assertThat(follow(tables("pod")).end().status())
        .as("refused before its entries are looked at")
        .isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    three.get(0).cancel();
    Eventually.seen(() -> follow(tables("task")).hasBegun(), begun -> begun);
  }

  @Test // api.F-6
  void refusedStreamsTakeNoRoom() {
    for (int i = 0; i < 10; i++) {
      assertThat(follow(tables("pod")).end().status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
      assertThat(follow(tables("task").setResumeFrom(position("another", 1))).end().status())
          .isEqualTo(GrpcStatus.OUT_OF_RANGE);
    }
    assertThat(follow(tables("task")).hasBegun()).isTrue();
  }

  @Test // api.F-6
  void aStreamEndsWithTheStore() {
    Subscription<FollowMessage> stream = follow(tables("task"));
    snapshot(stream);

    rig.store().close();

    assertThat(stream.end().status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  private Subscription<FollowMessage> follow(FollowRequest.Builder request) {
    return Follower.open(rig.client(), request);
  }

  private void assertRefused(FollowRequest.Builder request, Refusal expected) {
    assertThat(follow(request).end()).isEqualTo(expected);
  }

  private long write(Origin origin, java.util.function.Consumer<Tx> body) {
    return Rig.await(rig.store().update(origin, body)).index();
  }

  private long rename(String id, String name) {
    return write(
        Origin.NONE,
        tx -> {
          Service.Builder service = tx.get(Kinds.SERVICE, id).orElseThrow().toBuilder();
          service.getSpecBuilder().getAnnotationsBuilder().setName(name);
          tx.update(Kinds.SERVICE, service.build());
        });
  }

  private static Service labelled(Tx tx, String id, String label) {
    Service.Builder service = tx.get(Kinds.SERVICE, id).orElseThrow().toBuilder();
    service.getSpecBuilder().getAnnotationsBuilder().putLabels("l", label);
    return service.build();
  }

  private static Service service(String id) {
    return Service.newBuilder().setId(id).setSpec(Specs.service(id)).build();
  }

  private static Config config(String id) {
    Config.Builder config = Config.newBuilder().setId(id);
    config.getSpecBuilder().getAnnotationsBuilder().setName(id);
    return config.build();
  }
}
