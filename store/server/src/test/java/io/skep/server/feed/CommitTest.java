package io.skep.server.feed;

import static io.skep.api.StoreActionKind.STORE_ACTION_CREATE;
import static io.skep.api.StoreActionKind.STORE_ACTION_REMOVE;
import static io.skep.api.StoreActionKind.STORE_ACTION_UPDATE;
import static io.skep.server.feed.Follower.action;
import static io.skep.server.feed.Follower.position;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.skep.api.Annotations;
import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitRequest.LeaseEpoch;
import io.skep.api.v1.CommitResponse;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.Lease;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.Specs;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transactions over a socket. */
class CommitTest {
  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.F-7
  void aChangeSetIsOneTransactionOfItsWriter() {
    Service kept = stored("kept");
    Service doomed = stored("doomed");
    var stream = Follower.open(rig.client(), FollowRequest.newBuilder());
    Follower.snapshot(stream);
    CommitRequest request =
        CommitRequest.newBuilder()
            .setWriter("who")
            .setTraceId("why")
            .setHistoryId(rig.store().historyId())
            .addActions(action(STORE_ACTION_CREATE, service("new")))
            .addActions(action(STORE_ACTION_UPDATE, labelled(kept, "l")))
            .addActions(action(STORE_ACTION_REMOVE, doomed))
            .build();

    CommitResponse answer = Rig.await(commit(request));

    LogEntry told = Follower.commit(stream);
    assertThat(answer.getAt()).isEqualTo(position(rig.store().historyId(), told.getVersion()));
    assertThat(told.getWriter() + " " + told.getTraceId()).isEqualTo("who why");
    assertThat(told.getActionsList())
        .extracting(StoreAction::getAction)
        .containsExactly(STORE_ACTION_CREATE, STORE_ACTION_UPDATE, STORE_ACTION_REMOVE);
    assertThat(rig.store().view().list(Kinds.SERVICE))
        .extracting(Service::getId)
        .containsExactly("kept", "new");
    assertThat(rig.store().view().get(Kinds.SERVICE, "kept").orElseThrow().getMeta().getVersion())
        .isEqualTo(io.skep.api.Version.newBuilder().setIndex(told.getVersion()).build());
  }

  @Test // api.F-7
  void nothingToDoIsDoneWhereTheStoreIs() {
    stored("a");
    long now = rig.store().view().version().index();

    CommitResponse answer = Rig.await(commit(CommitRequest.getDefaultInstance()));

    assertThat(answer.getAt()).isEqualTo(position(rig.store().historyId(), now));
    assertThat(rig.store().view().version().index()).isEqualTo(now);
  }

  @Test // api.F-8
  void whatIsNotAsItWasReadChangesNothing() {
    Service read = stored("a");
    Service newer = rig.write(tx -> tx.update(Kinds.SERVICE, labelled(read, "somebody else's")));
    CommitRequest.Builder fine =
        CommitRequest.newBuilder().addActions(action(STORE_ACTION_CREATE, service("fine")));

    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_UPDATE, labelled(read, "mine"))),
        "update out of sequence: service/a was read at version %s and is now at %s; read it again and reapply the change"
            .formatted(version(read), version(newer)));
    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_REMOVE, read)),
        "update out of sequence: service/a was read at version %s and is now at %s; read it again and reapply the change"
            .formatted(version(read), version(newer)));
    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_CREATE, named("a", "other"))),
        "object already exists: service/a cannot be created; update it, or choose another id");
    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_UPDATE, service("nobody"))),
        "object does not exist: update of service/nobody refused; create it first, or ignore"
            + " that it is gone");
    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_REMOVE, service("nobody"))),
        "object does not exist: delete of service/nobody refused; create it first, or ignore"
            + " that it is gone");
    assertAborted(
        fine.clone().addActions(action(STORE_ACTION_CREATE, named("b", "a"))),
        "name conflicts with an existing object: service/b cannot be named \"a\", which is the"
            + " name of service/a; choose another name");
  }

  @Test // api.F-9
  void whatIsNoChangeSetIsRefused() {
    Service a = stored("a");

    assertInvalid(
        CommitRequest.newBuilder()
            .addActions(action(STORE_ACTION_UPDATE, a))
            .addActions(action(STORE_ACTION_REMOVE, a)),
        "service/a is changed twice; send only its last state");
    assertInvalid(
        one(action(StoreActionKind.UNKNOWN, a)),
        "an unknown action on service/a; use create, update or remove");
    assertInvalid(
        one(StoreAction.newBuilder().setActionValue(77).setService(a).build()),
        "an unknown action on service/a; use create, update or remove");
    assertInvalid(
        one(StoreAction.newBuilder().setAction(STORE_ACTION_CREATE).build()),
        "an action on TARGET_NOT_SET, which this store has no table for");
    assertInvalid(
        one(action(STORE_ACTION_CREATE, Service.getDefaultInstance())),
        "an object of table \"service\" without an id; ids are chosen by who writes");
    assertInvalid(
        CommitRequest.newBuilder().addTableActions(TableAction.newBuilder().setTable("own")),
        "an action on table \"own\", which this store does not have");
    assertInvalid(
        CommitRequest.newBuilder()
            .addTableActions(
                TableAction.newBuilder()
                    .setTable("service")
                    .setAction(STORE_ACTION_CREATE)
                    .setId("b")
                    .setObject(service("b").toByteString())),
        "an action on table \"service\", which this store does not have");
  }

  @Test // api.F-9
  void whatTheStoreDoesNotTakeIsRefusedForGood() {
    Resource.Builder stray = Resource.newBuilder().setId("r").setKind("undeclared");
    stray.getAnnotationsBuilder().setName("r");
    StoreAction create =
        StoreAction.newBuilder().setAction(STORE_ACTION_CREATE).setResource(stray).build();

    Refusal refusal = refused(one(create));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(refusal.text()).contains("undeclared");
  }

  @Test // api.F-10
  void aTransactionPlannedOnAnotherHistoryIsRefused() {
    assertThat(
            refused(
                CommitRequest.newBuilder()
                    .setHistoryId("another")
                    .addActions(action(STORE_ACTION_CREATE, service("a")))))
        .isEqualTo(
            Refusal.precondition(
                "this transaction was made on history \"another\", and the store is in history \"%s\"; read again and come back"
                    .formatted(rig.store().historyId())));
  }

  @Test // api.F-10, rt.G-3
  void onlyTheTermThatThereIsMayWrite() {
    assertFenced(
        term("l", 1),
        "fenced: this was written in epoch 1 of lease \"l\", but there is no such lease; nobody has"
            + " ever held it, or it was deleted");
    hold("l", "m1", 7);
    assertFenced(
        term("l", 6),
        "fenced: this was written in epoch 6 of lease \"l\", but it is in epoch 7, held by \"m1\"");
    assertFenced(
        term("l", -1),
        "fenced: this was written in epoch 18446744073709551615 of lease \"l\", but it is in epoch"
            + " 7, held by \"m1\"");
    assertThat(Rig.await(commit(inTerm(term("l", 7)).build())).hasAt()).isTrue();
    hold("l", "", 7);
    assertFenced(
        term("l", 7),
        "fenced: this was written in epoch 7 of lease \"l\", but it was given back in epoch 7");
    rig.write(
        tx ->
            tx.update(
                Kinds.RESOURCE,
                tx.get(Kinds.RESOURCE, "skep.lease/l").orElseThrow().toBuilder()
                    .setPayload(Any.getDefaultInstance())
                    .build()));
    assertThat(refused(inTerm(term("l", 7))).text())
        .startsWith("resource skep.lease/l cannot be read as a lease: ");
  }

  private static CommitRequest.Builder inTerm(LeaseEpoch term) {
    return CommitRequest.newBuilder()
        .setLease(term)
        .addActions(action(STORE_ACTION_CREATE, service("in-term")));
  }

  private static LeaseEpoch term(String lease, long epoch) {
    return LeaseEpoch.newBuilder().setName(lease).setEpoch(epoch).build();
  }

  private void hold(String name, String holder, long epoch) {
    String id = "skep.lease/" + name;
    Resource.Builder lease =
        Resource.newBuilder()
            .setId(id)
            .setKind("skep.lease")
            .setPayload(Any.pack(Lease.newBuilder().setHolder(holder).setEpoch(epoch).build()));
    lease.getAnnotationsBuilder().setName(id);
    rig.write(
        tx -> {
          var there = tx.get(Kinds.RESOURCE, id);
          if (there.isPresent()) {
            return tx.update(Kinds.RESOURCE, lease.setMeta(there.orElseThrow().getMeta()).build());
          }
          tx.create(
              Kinds.EXTENSION,
              Extension.newBuilder()
                  .setId("e")
                  .setAnnotations(Annotations.newBuilder().setName("skep.lease"))
                  .build());
          return tx.create(Kinds.RESOURCE, lease.build());
        });
  }

  private void assertFenced(LeaseEpoch term, String text) {
    StoreSnapshot before = rig.store().save(rig.store().view());
    assertThat(refused(inTerm(term))).isEqualTo(Refusal.precondition(text));
    assertThat(rig.store().save(rig.store().view())).isEqualTo(before);
  }

  private void assertAborted(CommitRequest.Builder request, String text) {
    assertRefused(request, new Refusal(GrpcStatus.ABORTED, text));
  }

  private void assertInvalid(CommitRequest.Builder request, String text) {
    assertRefused(request, Refusal.invalid(text));
  }

  private void assertRefused(CommitRequest.Builder request, Refusal expected) {
    StoreSnapshot before = rig.store().save(rig.store().view());
    assertThat(refused(request)).isEqualTo(expected);
    assertThat(rig.store().save(rig.store().view())).isEqualTo(before);
  }

  private Refusal refused(CommitRequest.Builder request) {
    return Rig.refusal(commit(request.build()));
  }

  private Future<CommitResponse> commit(CommitRequest request) {
    return rig.client()
        .call("skep.v1", "Feed", "Commit", request, CommitResponse.getDefaultInstance());
  }

  private static CommitRequest.Builder one(StoreAction action) {
    return CommitRequest.newBuilder().addActions(action);
  }

  private Service stored(String id) {
    return rig.write(tx -> tx.create(Kinds.SERVICE, service(id)));
  }

  private static io.skep.store.Version version(Service service) {
    return new io.skep.store.Version(service.getMeta().getVersion().getIndex());
  }

  private static Service service(String id) {
    return named(id, id);
  }

  private static Service named(String id, String name) {
    return Service.newBuilder().setId(id).setSpec(Specs.service(name)).build();
  }

  private static Service labelled(Service service, String label) {
    Service.Builder labelled = service.toBuilder();
    labelled.getSpecBuilder().getAnnotationsBuilder().putLabels("l", label);
    return labelled.build();
  }
}
