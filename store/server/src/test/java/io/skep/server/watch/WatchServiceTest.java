package io.skep.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.Extension;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.Resource;
import io.skep.api.SelectBy;
import io.skep.api.SelectByCustom;
import io.skep.api.SelectBySlot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.api.WatchActionKind;
import io.skep.api.WatchMessage;
import io.skep.api.WatchMessage.Event;
import io.skep.api.WatchRequest;
import io.skep.api.WatchRequest.WatchEntry;
import io.skep.server.Client;
import io.skep.server.Eventually;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.skep.server.Subscription;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchServiceTest {
  private static final int ALL = 7;

  private final Rig rig = rig(Duration.ofMinutes(10));

  /** With three watches at a time, on a log of forty commits. */
  private static Rig rig(Duration stall) {
    return Rig.open(
        options -> options.withLimits(ServerLimits.DEFAULT.withWatches(3).withWatchStall(stall)),
        kept -> kept.withLog(new LogBounds(40, 1_000_000, 1_000_000_000)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.W-8, api.W-9, api.W-10
  void afterAnEmptyMessageEachTransactionIsOneMessageWithItsVersion() {
    Subscription<WatchMessage> watch = open(all("node"));
    assertThat(watch.next()).isEqualTo(WatchMessage.getDefaultInstance());

    long version =
        rig.write(
                tx -> {
                  tx.create(Kinds.NODE, node("1"));
                  tx.create(Kinds.CONFIG, config("c"));
                  return tx.create(Kinds.NODE, node("2"));
                })
            .getMeta()
            .getVersion()
            .getIndex();
    rig.write(tx -> tx.create(Kinds.CONFIG, config("d")));
    Node removed = rig.write(tx -> tx.delete(Kinds.NODE, "1"));

    WatchMessage created = watch.next();
    assertThat(created.getVersion().getIndex()).isEqualTo(version);
    assertThat(created.getEventsList())
        .extracting(event -> event.getObject().getNode().getId())
        .containsExactly("1", "2");
    assertThat(created.getEvents(0).getAction()).isEqualTo(WatchActionKind.WATCH_ACTION_CREATE);
    WatchMessage gone = watch.next();
    assertThat(gone.getEventsList())
        .containsExactly(
            Event.newBuilder()
                .setAction(WatchActionKind.WATCH_ACTION_REMOVE)
                .setObject(io.skep.api.Object.newBuilder().setNode(removed))
                .build());
    assertThat(gone.hasVersion()).isTrue();
  }

  @Test // api.W-10
  void anUpdateHasTheOldObjectIfItWasAskedFor() {
    Node before = rig.write(tx -> tx.create(Kinds.NODE, node("1")));
    Subscription<WatchMessage> with = open(all("node").setIncludeOldObject(true));
    Subscription<WatchMessage> without = open(all("node"));
    with.next();
    without.next();

    rig.write(tx -> tx.update(Kinds.NODE, before.toBuilder().setRole(NodeRole.MANAGER).build()));

    Event event = with.next().getEvents(0);
    assertThat(event.getAction()).isEqualTo(WatchActionKind.WATCH_ACTION_UPDATE);
    assertThat(event.getOldObject().getNode()).isEqualTo(before);
    assertThat(without.next().getEvents(0).hasOldObject()).isFalse();
  }

  @Test // api.W-10, api.W-11
  void aWatchGoesOnAfterAVersionAndThenLive() {
    Node first = rig.write(tx -> tx.create(Kinds.NODE, node("1")));
    Node second =
        rig.write(tx -> tx.update(Kinds.NODE, first.toBuilder().setRole(NodeRole.MANAGER).build()));
    Subscription<WatchMessage> fromFirst =
        open(all("node").setResumeFrom(first.getMeta().getVersion()).setIncludeOldObject(true));
    Subscription<WatchMessage> fromTheBeginning =
        open(all("node").setResumeFrom(Version.getDefaultInstance()));

    assertThat(fromFirst.next()).isEqualTo(WatchMessage.getDefaultInstance());
    WatchMessage resumed = fromFirst.next();
    assertThat(resumed.getVersion()).isEqualTo(second.getMeta().getVersion());
    assertThat(resumed.getEvents(0).hasOldObject()).as("made before the watch").isFalse();
    rig.write(tx -> tx.update(Kinds.NODE, second.toBuilder().setRole(NodeRole.WORKER).build()));
    assertThat(fromFirst.next().getEvents(0).getOldObject().getNode()).isEqualTo(second);
    fromTheBeginning.next();
    assertThat(fromTheBeginning.next().getVersion()).isEqualTo(first.getMeta().getVersion());
    assertThat(fromTheBeginning.next().getVersion()).isEqualTo(second.getMeta().getVersion());
  }

  @Test // api.W-12
  void whatIsNoLongerOrNotYetThereIsRefusedBeforeTheFirstMessage() {
    for (int i = 0; i < 50; i++) {
      String id = "n" + i;
      rig.write(tx -> tx.create(Kinds.NODE, node(id)));
    }

    assertThat(refused(all("node").setResumeFrom(version(1))))
        .isEqualTo(Refusal.unknown("requested index is unavailable due to compaction"));
    assertThat(refused(all("node").setResumeFrom(version(1_000))))
        .isEqualTo(Refusal.unknown("versions are out of order"));
  }

  @Test // api.W-2, api.W-3
  void theFirstFaultOfTheFirstFaultyEntryIsTold() {
    SelectBy id = SelectBy.newBuilder().setId("a").build();
    WatchEntry.Builder good = WatchEntry.newBuilder().setKind("node").setActionValue(1);

    assertThat(refused(WatchRequest.newBuilder().addEntries(good.clone().clearKind())))
        .isEqualTo(Refusal.invalid("no kind of object specified"));
    assertThat(refused(WatchRequest.newBuilder().addEntries(good.clone().setActionValue(8))))
        .isEqualTo(Refusal.invalid("unrecognized action"));
    assertThat(
            refused(
                WatchRequest.newBuilder()
                    .addEntries(good.clone().addFilters(id).addFilters(id).setActionValue(0))))
        .isEqualTo(Refusal.invalid("conflicting filters specified"));
    Subscription<WatchMessage> extraBits =
        open(WatchRequest.newBuilder().addEntries(good.clone().setActionValue(1 | 64)));
    assertThat(extraBits.next()).isEqualTo(WatchMessage.getDefaultInstance());
  }

  @Test // api.W-7
  void filtersOfWhichOneCanBeMeantConflict() {
    assertConflict("node", it -> it.setId(""), it -> it.setIdPrefix("a"));
    assertConflict("node", it -> it.setName("a"), it -> it.setNamePrefix("b"));
    assertConflict(
        "node", it -> it.setCustom(custom("a", "b")), it -> it.setCustomPrefix(custom("a", "b")));
    assertConflict("node", it -> it.setRoleValue(0), it -> it.setRoleValue(1));
    assertConflict("node", it -> it.setMembershipValue(0), it -> it.setMembershipValue(1));
    assertConflict("task", it -> it.setServiceId("a"), it -> it.setServiceId("b"));
    assertConflict("task", it -> it.setNodeId("a"), it -> it.setNodeId("b"));
    assertConflict("task", it -> it.setSlot(slot("a", 1)), it -> it.setServiceId("a"));
    assertConflict("task", it -> it.setServiceId("a"), it -> it.setSlot(slot("a", 1)));
    assertConflict("task", it -> it.setDesiredStateValue(0), it -> it.setDesiredStateValue(0));
    // Of a kind that does not look at them.
    Subscription<WatchMessage> config =
        open(entry("config", it -> it.setServiceId("a"), it -> it.setServiceId("b")));
    assertThat(config.next()).isEqualTo(WatchMessage.getDefaultInstance());
  }

  @Test // api.W-1, api.W-3
  void aChangeIsToldOnceAndOnlyTheActionsAskedFor() {
    Subscription<WatchMessage> watch =
        open(
            WatchRequest.newBuilder()
                .addEntries(WatchEntry.newBuilder().setKind("node").setActionValue(5))
                .addEntries(WatchEntry.newBuilder().setKind("node").setActionValue(4)));
    watch.next();

    Node node = rig.write(tx -> tx.create(Kinds.NODE, node("1")));
    rig.write(tx -> tx.update(Kinds.NODE, node.toBuilder().setRole(NodeRole.MANAGER).build()));
    rig.write(tx -> tx.delete(Kinds.NODE, "1"));

    assertThat(watch.next().getEventsList()).hasSize(1);
    assertThat(watch.next().getEventsList())
        .extracting(Event::getAction)
        .containsExactly(WatchActionKind.WATCH_ACTION_REMOVE);
  }

  @Test // api.W-4, api.W-5
  void nodesAreFilteredByWhatTheyAre() {
    Node.Builder node = Node.newBuilder().setId("n1").setRole(NodeRole.MANAGER);
    node.getDescriptionBuilder().setHostname("Alpha");
    node.getSpecBuilder()
        .setMembership(Membership.ACCEPTED)
        .getAnnotationsBuilder()
        .setName("given");
    node.getSpecBuilder().getAnnotationsBuilder().addIndicesBuilder().setKey("rack").setVal("r12");

    assertThat(sees(node.build(), it -> it.setId("n1"))).isTrue();
    assertThat(sees(node.build(), it -> it.setId("n"))).isFalse();
    assertThat(sees(node.build(), it -> it.setIdPrefix("n"))).isTrue();
    assertThat(sees(node.build(), it -> it.setName("Alpha"))).isTrue();
    assertThat(sees(node.build(), it -> it.setName("alpha"))).isFalse();
    assertThat(sees(node.build(), it -> it.setName("given"))).isFalse();
    assertThat(sees(node.build(), it -> it.setNamePrefix("Al"))).isTrue();
    assertThat(sees(node.build(), it -> it.setCustom(custom("rack", "r12")))).isTrue();
    assertThat(sees(node.build(), it -> it.setCustom(custom("rack", "r1")))).isFalse();
    assertThat(sees(node.build(), it -> it.setCustomPrefix(custom("rack", "r1")))).isTrue();
    assertThat(sees(node.build(), it -> it.setRole(NodeRole.MANAGER))).isTrue();
    assertThat(sees(node.build(), it -> it.setRole(NodeRole.WORKER))).isFalse();
    assertThat(sees(node.build(), it -> it.setMembership(Membership.ACCEPTED))).isTrue();
    assertThat(sees(node.build(), it -> it.setMembership(Membership.PENDING))).isFalse();
    assertThat(sees(node.build(), it -> it.setServiceId("x"))).as("not looked at").isTrue();
    assertThat(sees(node.build(), it -> {})).as("empty").isTrue();
  }

  @Test // api.W-4, api.W-5, api.W-6
  void tasksAreFilteredByWhereAndWhoseTheyAre() {
    Task.Builder task = Task.newBuilder().setId("t1").setServiceId("s").setNodeId("n").setSlot(2);
    task.setDesiredState(TaskState.RUNNING).getAnnotationsBuilder().setName("own");
    task.getServiceAnnotationsBuilder().setName("web");

    assertThat(sees(task.build(), it -> it.setServiceId("s"))).isTrue();
    assertThat(sees(task.build(), it -> it.setServiceId("x"))).isFalse();
    assertThat(sees(task.build(), it -> it.setNodeId("n"))).isTrue();
    assertThat(sees(task.build(), it -> it.setNodeId(""))).isFalse();
    assertThat(sees(task.build(), it -> it.setSlot(slot("s", 2)))).isTrue();
    assertThat(sees(task.build(), it -> it.setSlot(slot("s", 1)))).isFalse();
    assertThat(sees(task.build(), it -> it.setSlot(slot("x", 2)))).as("of a service").isFalse();
    assertThat(sees(task.build(), it -> it.setDesiredState(TaskState.RUNNING))).isTrue();
    assertThat(sees(task.build(), it -> it.setDesiredState(TaskState.READY))).isFalse();
    assertThat(sees(task.build(), it -> it.setName("own"))).isTrue();
    assertThat(sees(task.build(), it -> it.setName("web.2.t1"))).isFalse();
  }

  @Test // api.W-2
  void anyOtherKindIsOneOfResources() {
    rig.write(
        tx -> {
          Extension.Builder extension = Extension.newBuilder().setId("e");
          extension.getAnnotationsBuilder().setName("backups");
          return tx.create(Kinds.EXTENSION, extension.build());
        });
    Subscription<WatchMessage> backups = open(all("backups"));
    Subscription<WatchMessage> resources = open(all("resource"));
    backups.next();
    resources.next();

    rig.write(
        tx -> {
          Resource.Builder resource = Resource.newBuilder().setId("r").setKind("backups");
          resource.getAnnotationsBuilder().setName("nightly");
          return tx.create(Kinds.RESOURCE, resource.build());
        });

    assertThat(backups.next().getEvents(0).getObject().getResource().getId()).isEqualTo("r");
    assertThat(resources.isEmpty()).isTrue();
  }

  @Test // api.W-13, api.W-14
  void aWatchWithoutEntriesGetsTheEmptyMessageAndTheEnd() {
    Subscription<WatchMessage> nothing = open(WatchRequest.newBuilder());
    nothing.next();

    rig.write(tx -> tx.create(Kinds.NODE, node("1")));
    rig.store().close();

    assertThat(nothing.end().status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(refused(all("node")).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test // api.W-14, api.W-15
  void theNumberOfWatchesIsLimitedAndAnEndedOneLeavesRoom() {
    open(all("node")).next();
    open(all("node")).next();
    Subscription<WatchMessage> third = open(all("node"));
    third.next();

    Refusal refusal = refused(all("node"));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(refusal.text()).startsWith("3 watches are open");
    third.cancel();
    Eventually.seen(
        () -> refused(WatchRequest.newBuilder().addEntries(WatchEntry.newBuilder())).status(),
        GrpcStatus.INVALID_ARGUMENT::equals);
    assertThat(open(all("node")).hasBegun()).as("a refused one leaves room too").isTrue();
  }

  @Test // api.W-14
  void aClientThatGoesTakesItsWatchesWithIt() {
    Client other = rig.newClient();
    WatchRequest request = all("node").build();
    for (int i = 0; i < 3; i++) {
      Subscription<WatchMessage> watch = Subscription.paused(stream(other, request));
      watch.read();
      watch.next();
    }
    assertThat(open(all("node")).hasBegun()).isFalse();

    Rig.await(other.close());

    // The server hears of it when it does; nothing else makes room.
    Eventually.seen(() -> open(all("node")).hasBegun(), begun -> begun);
  }

  @Test // api.W-15
  void aClientThatReadsNothingIsCutOffAndToldWhereToResume() {
    try (Rig impatient = rig(Duration.ofMillis(50))) {
      // On its own connection: others there would wait for room that it does not make.
      Subscription<WatchMessage> watch =
          Subscription.paused(stream(impatient.newClient(), all("config").build()));
      writeLarge(impatient, 30);
      awaitCut(impatient);

      watch.read();

      Refusal end = watch.end();
      assertThat(end.status()).isEqualTo(GrpcStatus.ABORTED);
      watch.next();
      Version seen = Version.getDefaultInstance();
      while (!watch.isEmpty()) {
        seen = watch.next().getVersion();
      }
      assertThat(end.text()).endsWith("resume from version " + seen.getIndex());
      Subscription<WatchMessage> resumed =
          Subscription.open(stream(impatient.client(), all("config").setResumeFrom(seen).build()));
      resumed.next();
      assertThat(resumed.next().getVersion().getIndex()).isEqualTo(seen.getIndex() + 1);
    }
  }

  /** Of three that are allowed, a third one has room again. */
  private static void awaitCut(Rig impatient) {
    WatchRequest request = all("node").build();
    List<Subscription<WatchMessage>> two =
        List.of(
            Subscription.open(stream(impatient.client(), request)),
            Subscription.open(stream(impatient.client(), request)));
    Eventually.seen(
            () -> Subscription.open(stream(impatient.client(), request)), Subscription::hasBegun)
        .cancel();
    two.forEach(Subscription::cancel);
  }

  @Test // api.W-15
  void aClientForWhichTheLogIsTooShortListsAgain() {
    Subscription<WatchMessage> watch =
        Subscription.paused(stream(rig.client(), all("config").build()));
    writeLarge(rig, 120);

    watch.read();

    Refusal end = watch.end();
    assertThat(end.status()).isEqualTo(GrpcStatus.OUT_OF_RANGE);
    assertThat(end.text()).startsWith("requested index is unavailable due to compaction");
  }

  private static void writeLarge(Rig at, int number) {
    for (int i = 0; i < number; i++) {
      Config.Builder config = config("c" + i).toBuilder();
      config.getSpecBuilder().setData(ByteString.copyFrom(new byte[100_000]));
      at.write(tx -> tx.create(Kinds.CONFIG, config.build()));
    }
  }

  private void assertConflict(
      String kind, Consumer<SelectBy.Builder> first, Consumer<SelectBy.Builder> second) {
    assertThat(refused(entry(kind, first, second)))
        .isEqualTo(Refusal.invalid("conflicting filters specified"));
  }

  private boolean sees(Node node, Consumer<SelectBy.Builder> filter) {
    return sees(
        "node",
        filter,
        () -> rig.write(tx -> tx.create(Kinds.NODE, node)),
        () -> rig.write(tx -> tx.delete(Kinds.NODE, node.getId())));
  }

  private boolean sees(Task task, Consumer<SelectBy.Builder> filter) {
    return sees(
        "task",
        filter,
        () -> rig.write(tx -> tx.create(Kinds.TASK, task)),
        () -> rig.write(tx -> tx.delete(Kinds.TASK, task.getId())));
  }

  /**
   * Whether a watch with {@code filter} gets what is created, before something that it must get.
   */
  private boolean sees(
      String kind, Consumer<SelectBy.Builder> filter, Runnable create, Runnable delete) {
    WatchRequest.Builder request = entry(kind, filter);
    request.addEntries(WatchEntry.newBuilder().setKind("config").setActionValue(ALL));
    long from = rig.store().view().version().index();
    create.run();
    rig.write(tx -> tx.create(Kinds.CONFIG, config("mark")));
    Subscription<WatchMessage> watch = open(request.setResumeFrom(version(from)));
    watch.next();
    boolean seen = !watch.next().getEvents(0).getObject().hasConfig();
    watch.cancel();
    delete.run();
    rig.write(tx -> tx.delete(Kinds.CONFIG, "mark"));
    return seen;
  }

  private Subscription<WatchMessage> open(WatchRequest.Builder request) {
    return Subscription.open(stream(rig.client(), request.build()));
  }

  private static Future<Client.Opened<WatchMessage>> stream(Client client, WatchRequest request) {
    return client.stream("Watch", "Watch", request, WatchMessage.getDefaultInstance());
  }

  private Refusal refused(WatchRequest.Builder request) {
    return open(request).end();
  }

  private static WatchRequest.Builder all(String kind) {
    return WatchRequest.newBuilder()
        .addEntries(WatchEntry.newBuilder().setKind(kind).setActionValue(ALL));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  private static WatchRequest.Builder entry(String kind, Consumer<SelectBy.Builder>... filters) {
    WatchEntry.Builder entry = WatchEntry.newBuilder().setKind(kind).setActionValue(ALL);
    for (Consumer<SelectBy.Builder> filter : List.of(filters)) {
      filter.accept(entry.addFiltersBuilder());
    }
    return WatchRequest.newBuilder().addEntries(entry);
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }

  private static Config config(String id) {
    Config.Builder config = Config.newBuilder().setId(id);
    config.getSpecBuilder().getAnnotationsBuilder().setName(id);
    return config.build();
  }

  private static Version version(long index) {
    return Version.newBuilder().setIndex(index).build();
  }

  private static SelectByCustom custom(String index, String value) {
    return SelectByCustom.newBuilder().setIndex(index).setValue(value).build();
  }

  private static SelectBySlot slot(String service, long slot) {
    return SelectBySlot.newBuilder().setServiceId(service).setSlot(slot).build();
  }
}
