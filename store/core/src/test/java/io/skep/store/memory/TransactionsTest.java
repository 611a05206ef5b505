package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Volume;
import io.skep.api.wire.Times;
import io.skep.store.AlreadyExistsException;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Committed;
import io.skep.store.Interest;
import io.skep.store.InvalidObjectException;
import io.skep.store.InvalidSelectorException;
import io.skep.store.NotFoundException;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.VolumeKind;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Transactions of a store that stands alone: atomic, isolated, versioned. */
class TransactionsTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);

  @Test
  void aWriteOnAFreeStoreIsDecidedWhenTheCallReturns() { // S-1
    assertThat(store.view().version()).isEqualTo(Version.ZERO);

    Version version = now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));

    assertThat(version).isEqualTo(new Version(1));
    assertThat(store.view().version()).isEqualTo(version);
  }

  @Test
  void aSnapshotNeverChanges() { // S-2, S-65
    now(store.update(tx -> tx.create(Kinds.NODE, node("a", "one"))));
    ReadTx before = store.view();
    List<Node> found = before.list(Kinds.NODE);

    now(store.update(tx -> tx.update(Kinds.NODE, hostname(stored("a"), "two"))));
    now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));

    assertThat(before.list(Kinds.NODE)).isEqualTo(found).hasSize(1);
    assertThat(before.find(Kinds.NODE, By.name("one"))).hasSize(1);
    assertThat(before.find(Kinds.NODE, By.name("two"))).isEmpty();
    assertThat(before.count(Kinds.NODE)).isEqualTo(1);
  }

  @Test
  void aTransactionSeesItsOwnWritesAndNobodyElseDoes() { // S-4, S-6
    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              assertThat(tx.get(Kinds.NODE, "a")).isPresent();
              assertThat(tx.list(Kinds.NODE)).hasSize(1);
              assertThat(tx.count(Kinds.NODE)).isEqualTo(1);
              assertThat(store.view().get(Kinds.NODE, "a")).isEmpty();
              assertThat(tx.version()).isEqualTo(Version.ZERO);
            }));

    assertThat(store.view().get(Kinds.NODE, "a")).isPresent();
  }

  @Test
  void aBodyThatThrowsChangesNothing() { // S-5, S-7, T-7
    now(store.update(tx -> tx.create(Kinds.NODE, node("id1", "name1"))));
    Watcher watcher = watchAll();
    var failure = new IllegalArgumentException("no");

    Future<Version> failed =
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("id2", "name2"));
              throw failure;
            });

    assertThat(failed.cause()).isSameAs(failure);
    assertThat(store.view().list(Kinds.NODE)).hasSize(1);
    assertThat(store.view().find(Kinds.NODE, By.name("name1"))).hasSize(1);
    assertThat(store.view().find(Kinds.NODE, By.name("name2"))).isEmpty();
    assertThat(commits(watcher)).isEmpty();
    now(store.update(tx -> tx.create(Kinds.NODE, node("id3"))));
  }

  @Test
  void anAssertionThatFailsInABodyReachesTheCaller() {
    Future<Version> failed =
        store.update(
            tx -> {
              throw new AssertionError("wrong");
            });

    assertThat(failed.cause()).isInstanceOf(AssertionError.class);
    now(store.update(tx -> {}));
  }

  @Test
  void aTransactionWithoutChangesYieldsTheVersionThatItRead() { // S-14
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    Watcher watcher = watchAll();

    Committed<Integer> counted = now(store.compute(Origin.NONE, tx -> tx.count(Kinds.NODE)));

    assertThat(counted).isEqualTo(new Committed<>(1, new Version(1)));
    assertThat(store.view().version()).isEqualTo(new Version(1));
    assertThat(commits(watcher)).isEmpty();
  }

  @Test
  void everyObjectCarriesTheVersionOfTheTransactionThatWroteIt() { // S-23, S-24, S-29, S-31
    Node supplied =
        node("a").toBuilder().setMeta(Meta.newBuilder().setVersion(version(77))).build();

    now(store.update(tx -> tx.create(Kinds.NODE, supplied)));
    now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));
    now(store.update(tx -> tx.update(Kinds.NODE, stored("a"))));

    assertThat(stored("a").getMeta().getVersion()).isEqualTo(version(3));
    assertThat(stored("b").getMeta().getVersion()).isEqualTo(version(2));
  }

  @Test
  void aBodyGetsTheObjectAsItWillBeStored() { // S-9, S-27, T-8
    AtomicReference<Node> last = new AtomicReference<>();
    now(
        store.update(
            tx -> {
              Node created = tx.create(Kinds.NODE, node("a"));
              Node once = tx.update(Kinds.NODE, hostname(created, "once"));
              assertThat(tx.get(Kinds.NODE, "a")).containsSame(once);
              last.set(tx.update(Kinds.NODE, hostname(once, "twice")));
            }));

    assertThat(stored("a")).isEqualTo(last.get());
    Node stale = last.get();
    now(store.update(tx -> last.set(tx.update(Kinds.NODE, hostname(stale, "thrice")))));
    assertThatThrownBy(() -> now(store.update(tx -> tx.update(Kinds.NODE, stale))))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("version 1 and is now at 2");
    now(store.update(tx -> tx.update(Kinds.NODE, last.get())));
  }

  @Test
  void timesAreThoseOfTheTransaction() { // S-23, S-25, T-9
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    Timestamp first = Times.timestamp(clock.instant());
    clock.advance(Duration.ofSeconds(3));
    now(store.update(tx -> tx.update(Kinds.NODE, stored("a"))));
    Timestamp second = Times.timestamp(clock.instant());

    Meta meta = stored("a").getMeta();
    assertThat(meta.getCreatedAt()).isEqualTo(first);
    assertThat(meta.getUpdatedAt()).isEqualTo(second).isNotEqualTo(first);
  }

  @Test
  void aTimeOfCreationThatIsLeftOutIsSetAnew() { // S-25
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    clock.advance(Duration.ofSeconds(3));
    Meta.Builder meta = stored("a").getMeta().toBuilder().clearCreatedAt();

    now(store.update(tx -> tx.update(Kinds.NODE, stored("a").toBuilder().setMeta(meta).build())));

    assertThat(stored("a").getMeta().getCreatedAt()).isEqualTo(Times.timestamp(clock.instant()));
  }

  @Test
  void aTimeOfCreationThatIsGivenIsKept() { // S-23
    Timestamp given = Timestamp.newBuilder().setSeconds(42).build();

    now(
        store.update(
            tx ->
                tx.create(
                    Kinds.NODE,
                    node("a").toBuilder().setMeta(Meta.newBuilder().setCreatedAt(given)).build())));

    assertThat(stored("a").getMeta().getCreatedAt()).isEqualTo(given);
    assertThat(stored("a").getMeta().getUpdatedAt()).isNotEqualTo(given);
  }

  @Test
  void anUpdateMergesNothing() { // S-25
    now(store.update(tx -> tx.create(Kinds.NODE, node("a", "host"))));

    now(store.update(tx -> tx.update(Kinds.NODE, stored("a").toBuilder().clearSpec().build())));

    assertThat(stored("a").hasSpec()).isFalse();
  }

  @Test
  void anObjectOfATransactionThatFailedIsNeverTakenForAStoredOne() { // S-9, S-28
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    AtomicReference<Node> leaked = new AtomicReference<>();
    Node base = stored("a");
    Future<Version> failed =
        store.update(
            tx -> {
              leaked.set(tx.update(Kinds.NODE, hostname(base, "leaked")));
              throw new IllegalStateException("after the update");
            });
    assertThat(failed.failed()).isTrue();

    now(store.update(tx -> tx.update(Kinds.NODE, hostname(base, "kept"))));

    assertThatThrownBy(() -> now(store.update(tx -> tx.update(Kinds.NODE, leaked.get()))))
        .isInstanceOf(VersionConflictException.class);
  }

  @Test
  void aCallThatFailsDoesNotDoomItsTransaction() { // S-47
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s", "web"))));

    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              assertThatThrownBy(() -> tx.create(Kinds.NODE, node("a")))
                  .isInstanceOf(AlreadyExistsException.class);
              assertThatThrownBy(() -> tx.delete(Kinds.NODE, "b"))
                  .isInstanceOf(NotFoundException.class);
              tx.create(Kinds.NODE, node("c"));
            }));

    assertThat(store.view().list(Kinds.NODE)).extracting(Node::getId).containsExactly("a", "c");
  }

  @Test
  void aVolumeWithoutDriverLeavesNoTrace() { // S-46, S-47
    Volume bare = Volume.newBuilder().setId("v").build();
    Watcher watcher = watchAll();

    now(
        store.update(
            tx -> {
              assertThatThrownBy(() -> tx.create(Kinds.VOLUME, bare))
                  .isInstanceOf(InvalidObjectException.class)
                  .hasMessageStartingWith("missing value for index 'driver'");
              assertThat(tx.get(Kinds.VOLUME, "v")).isEmpty();
              assertThat(tx.find(Kinds.VOLUME, VolumeKind.byGroup(""))).isEmpty();
              assertThat(tx.find(Kinds.VOLUME, By.name(""))).isEmpty();
              tx.create(Kinds.NODE, node("a"));
            }));

    assertThat(store.view().list(Kinds.VOLUME)).isEmpty();
    assertThat(commits(watcher))
        .singleElement()
        .satisfies(commit -> assertThat(shortly(commit)).containsExactly("+node/a"));
  }

  @Test
  void everyChangeNamesWhatStoodBeforeIt() { // S-76, S-86, S-87
    now(store.update(tx -> tx.create(Kinds.NODE, node("a", "zero"))));
    Watcher watcher = watchAll();

    now(
        store.update(
            tx -> {
              Node one = tx.update(Kinds.NODE, hostname(stored("a"), "one"));
              tx.update(Kinds.NODE, hostname(one, "two"));
              tx.delete(Kinds.NODE, "a");
              tx.create(Kinds.NODE, node("a", "three"));
            }));

    List<Change<?>> changes = commits(watcher).get(0).changes();
    assertThat(changes)
        .extracting(TransactionsTest::hostnames)
        .containsExactly("zero>one", "one>two", "two>", ">three");
    assertThat(((Node) changes.get(0).before().orElseThrow()).getMeta().getVersion())
        .isEqualTo(version(1));
  }

  @Test
  void aTransactionEndsWithItsBody() { // S-118
    AtomicReference<Tx> kept = new AtomicReference<>();
    now(store.update(kept::set));

    assertThatThrownBy(() -> kept.get().list(Kinds.NODE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this transaction is over");
    assertThatThrownBy(() -> kept.get().create(Kinds.NODE, node("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.view().list(Kinds.NODE)).isEmpty();
  }

  @Test
  void aTransactionStaysOnTheThreadOfItsBody() throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();

    now(
        store.update(
            tx -> {
              var other = new Thread(() -> tx.create(Kinds.NODE, node("a")), "intruder");
              other.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
              other.start();
              join(other);
            }));

    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("intruder");
  }

  @Test
  void anInvalidSelectorFailsTheFind() { // S-59, S-61
    assertThatThrownBy(() -> store.view().find(Kinds.NODE, null))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageStartingWith("invalid find argument type");
    assertThatThrownBy(() -> store.view().find(Kinds.EXTENSION, By.namePrefix("a")))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(
            () -> store.view().find(Kinds.NODE, By.or(By.all(), new By.Equal<>("no", "x"))))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @Test
  void theWriterTravelsWithTheCommit() {
    Watcher watcher = watchAll();

    now(store.update(new Origin("scheduler", "trace"), tx -> tx.create(Kinds.NODE, node("a"))));

    assertThat(commits(watcher))
        .extracting(Commit::origin)
        .containsExactly(new Origin("scheduler", "trace"));
  }

  private Watcher watchAll() {
    return store.watch(clock.loop("watcher"), Interest.all());
  }

  private Node stored(String id) {
    return store.view().get(Kinds.NODE, id).orElseThrow();
  }

  private static Node hostname(Node node, String hostname) {
    Node.Builder renamed = node.toBuilder();
    renamed.getDescriptionBuilder().setHostname(hostname);
    return renamed.setSpec(NodeSpec.getDefaultInstance()).build();
  }

  private static String hostnames(Change<?> change) {
    return change.before().map(TransactionsTest::hostnameOf).orElse("")
        + ">"
        + change.after().map(TransactionsTest::hostnameOf).orElse("");
  }

  private static String hostnameOf(Object node) {
    return ((Node) node).getDescription().getHostname();
  }

  private static io.skep.api.Version version(long index) {
    return io.skep.api.Version.newBuilder().setIndex(index).build();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
