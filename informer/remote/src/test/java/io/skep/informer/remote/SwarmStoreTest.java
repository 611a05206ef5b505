package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.relabel;
import static io.skep.informer.remote.Rig.runnable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.informer.remote.grpc.SwarmWrites;
import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions in SwarmKit's dialect: one object each, through Control. */
class SwarmStoreTest {
  private final Rig rig = Rig.open();
  private final SwarmWrites writes = new SwarmWrites(rig.vertx, rig.server());
  private RemoteFeed feed;
  private RemoteStore store;

  @BeforeEach
  void attach() {
    rig.write(tx -> tx.create(Kinds.SERVICE, runnable("a", "1")));
    rig.write(tx -> tx.create(Kinds.TASK, Task.newBuilder().setId("t").build()));
    feed = rig.swarmFeed();
    await(feed.start());
    store = new RemoteStore(feed, writes);
  }

  @AfterEach
  void close() {
    await(feed.stop());
    await(writes.close());
    rig.close();
  }

  @Test
  void anUpdateIsReadAtItsVersionAndNothingIsLaidOver() { // rt.T-1, rt.T-7 (N13)
    Version version = await(store.update(tx -> relabel(tx, "a", "2")));
    assertThat(store.latest()).isSameAs(store.view());

    assertThat(label(rig.store.view().get(Kinds.SERVICE, "a").orElseThrow())).isEqualTo("2");
    assertThat(label(await(feed.atLeast(version)).get(Kinds.SERVICE, "a").orElseThrow()))
        .isEqualTo("2");
  }

  @Test
  void aCreatedObjectIsFoundByItsName() { // rt.T-1, api.A-1
    Version version = await(store.update(tx -> tx.create(Kinds.SERVICE, runnable("b", "1"))));

    var at = await(feed.atLeast(version));
    assertThat(at.list(Kinds.SERVICE))
        .extracting(service -> service.getSpec().getAnnotations().getName())
        .contains("name-b");
    assertThat(at.get(Kinds.SERVICE, "b")).isEmpty();
  }

  @Test
  void aRemovalIsReadAtItsVersion() { // rt.T-1
    Version version = await(store.update(tx -> tx.delete(Kinds.TASK, "t")));

    assertThat(rig.store.view().get(Kinds.TASK, "t")).isEmpty();
    assertThat(await(feed.atLeast(version)).get(Kinds.TASK, "t")).isEmpty();
  }

  @Test
  void whoReadWhatIsOldIsRefusedAndMayTryAgain() {
    Service read = rig.store.view().get(Kinds.SERVICE, "a").orElseThrow();
    rig.write(tx -> relabel(tx, "a", "2"));

    assertThatThrownBy(
            () ->
                await(
                    writes.commit(
                        "", Origin.NONE, List.of(new Change.Updated<>(Kinds.SERVICE, read, read)))))
        .hasCauseInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("update out of sequence");
    assertThat(label(rig.store.view().get(Kinds.SERVICE, "a").orElseThrow())).isEqualTo("2");
  }

  @Test
  void whatTheManagerRefusesFailsWithItsReason() {
    assertThatThrownBy(
            () -> await(store.update(tx -> tx.create(Kinds.SERVICE, Rig.service("b", "1")))))
        .hasCauseInstanceOf(SourceException.class)
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void twoObjectsAreRefusedBeforeAnythingIsSent() {
    refuses(
        tx -> {
          relabel(tx, "a", "2");
          tx.create(Kinds.SERVICE, runnable("b", "1"));
        },
        "takes one object a transaction, and this one has 2: [",
        "service/a");
  }

  @Test
  void whatControlHasNoCallForIsRefusedBeforeAnythingIsSent() {
    refuses(
        tx -> tx.create(Kinds.TASK, Task.newBuilder().setId("u").build()),
        "created task/u",
        "no call CreateTask");
    refuses(
        tx ->
            tx.update(
                Kinds.TASK, tx.get(Kinds.TASK, "t").orElseThrow().toBuilder().setSlot(7).build()),
        "updated task/t",
        "no call UpdateTask");
  }

  @Test
  void whatOnlyTheManagerWritesIsRefusedBeforeAnythingIsSent() {
    refuses(
        tx -> {
          Service.Builder service = tx.get(Kinds.SERVICE, "a").orElseThrow().toBuilder();
          service.getUpdateStatusBuilder().setMessage("mine");
          tx.update(Kinds.SERVICE, service.build());
        },
        "updated service/a",
        "it writes [update_status]",
        "only the spec of a service");
  }

  private void refuses(Consumer<Tx> body, String... texts) {
    Version before = rig.store.view().version();
    assertThatThrownBy(() -> await(store.update(body)))
        .hasCauseInstanceOf(UnsupportedOperationException.class)
        .hasMessageContainingAll(texts);
    assertThat(rig.store.view().version()).isEqualTo(before);
  }

  private static String label(Service service) {
    return service.getSpec().getAnnotations().getLabelsOrThrow("l");
  }
}
