package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.Snapshot;
import io.skep.store.Interest;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.skep.store.replication.Proposer;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replica that takes an image of another one in the place of entries that it has missed. */
class CatchUpTest {
  private static final Proposer.Limits LIMITS = new Proposer.Limits(8, 1 << 20);

  private final VirtualClock clock = new VirtualClock(1);
  private final InProcessLog log = new InProcessLog(clock);
  private final InProcessLog.Member first = log.join("first", LIMITS);
  private final InProcessLog.Member second = log.join("second", LIMITS);
  private final MemoryStore leader = store(first);
  private final MemoryStore follower = store(second);
  private final Loop loop = clock.loop("watcher");

  @Test
  void itGoesOnWithTheEntriesAfterTheImage() {
    lead();
    log.pause(second);
    create("a", "b");
    leader.update(tx -> tx.delete(Kinds.NODE, "a"));
    clock.runUntilIdle();
    assertThat(ids(follower)).isEmpty();

    log.resume(second, first);
    create("c");

    assertThat(ids(follower)).containsExactly("b", "c");
    assertEqualStores();
    assertThat(follower.historyId()).isEqualTo(leader.historyId());
  }

  @Test
  void itKeepsWhatIsEqual() {
    lead();
    create("a", "b");
    Node before = follower.view().get(Kinds.NODE, "a").orElseThrow();
    log.pause(second);
    create("c");

    log.resume(second, first);
    clock.runUntilIdle();

    assertThat(follower.view().get(Kinds.NODE, "a").orElseThrow()).isSameAs(before);
    assertEqualStores();
  }

  @Test
  void watchersAreToldThatCommitsAreMissing() { // G3
    lead();
    create("a");
    Watcher waiting = follower.watch(loop, Interest.all());
    Watcher slow = follower.watch(loop, Interest.all());
    assertThat(waiting.next()).isInstanceOf(Next.CaughtUp.class);
    log.pause(second);
    create("b", "c");

    log.resume(second, first);
    clock.runUntilIdle();

    assertThat(waiting.next()).isInstanceOf(Next.Compacted.class);
    assertThat(slow.next()).isInstanceOf(Next.Compacted.class);
    Watcher again = follower.watch(loop, Interest.all());
    create("d");
    assertThat(commits(again))
        .singleElement()
        .satisfies(
            commit -> {
              assertThat(Fixtures.shortly(commit)).containsExactly("+node/d");
              assertThat(commit.predecessor()).isEqualTo(version("c"));
            });
  }

  @Test
  void aWatchGoesOnFromTheImageButNotFromBeforeIt() {
    lead();
    create("a");
    ResumePoint before = ResumePoint.after(follower.view());
    log.pause(second);
    create("b");
    ResumePoint at = ResumePoint.after(leader.view());
    log.resume(second, first);
    create("c");

    assertThat(follower.watchFrom(loop, Interest.all(), before).next())
        .isInstanceOf(Next.Compacted.class);
    assertThat(commits(follower.watchFrom(loop, Interest.all(), at)))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/c"));
  }

  @Test
  void anImageOfTheSameVersionChangesNothing() throws IOException {
    lead();
    create("a");
    Watcher watcher = follower.watch(loop, Interest.all());

    second.replica().install(new ByteArrayInputStream(image(first)));

    assertThat(watcher.next()).isInstanceOf(Next.CaughtUp.class);
    create("b");
    assertThat(commits(watcher)).hasSize(1);
    assertEqualStores();
  }

  @Test
  void itMayLeadAfterwards() {
    lead();
    log.pause(second);
    create("a");
    log.resume(second, first);
    clock.runUntilIdle();

    log.depose(first);
    log.elect(second);
    clock.runUntilIdle();
    Future<Version> written = follower.update(tx -> tx.create(Kinds.NODE, node("b")));
    clock.runUntilIdle();

    assertThat(now(written).isAfter(version("a"))).isTrue();
    assertEqualStores();
  }

  @Test
  void entriesOfADeposedLeaderStayWithoutEffect() { // G7; the image carries the epoch.
    lead();
    log.nextFates(Fate.COMMITTED_LATE);
    leader.update(tx -> tx.create(Kinds.NODE, node("stale")));
    log.pause(second);
    InProcessLog.Member third = log.join("third", LIMITS);
    MemoryStore successor = store(third);
    log.elect(third);
    clock.runUntilIdle();

    log.resume(second, third);
    clock.advance(Duration.ofSeconds(1));

    assertThat(log.entries().get(log.entries().size() - 1).getActionsCount()).isOne();
    assertThat(ids(successor)).isEmpty();
    assertThat(ids(follower)).isEmpty();
  }

  @Test
  void whatADeposedLeaderHadUnderWayIsUnknown() {
    lead();
    log.pause(first);
    log.hold(first);
    Future<Version> lost = leader.update(tx -> tx.create(Kinds.NODE, node("a")));
    log.elect(second);
    clock.runUntilIdle();
    follower.update(tx -> tx.create(Kinds.NODE, node("b")));
    clock.runUntilIdle();
    assertThat(lost.isComplete()).isFalse();

    log.resume(first, second);
    clock.runUntilIdle();

    assertThat(lost.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(leader.update(tx -> {}).cause()).isInstanceOf(ProposalRefusedException.class);
    assertThat(ids(leader)).containsExactly("b");
    assertEqualStores();
  }

  @Test
  void anImageIsWrittenAsOfTheMomentItWasTaken() throws IOException {
    lead();
    create("a");
    var image = first.replica().image();
    create("b");
    var bytes = new ByteArrayOutputStream();
    image.writeTo(bytes);

    assertThat(image.version()).isEqualTo(version("a"));
    assertThat(Snapshot.parseFrom(bytes.toByteArray()).getStore().getNodesList())
        .extracting(Node::getId)
        .containsExactly("a");
  }

  @Test
  void anImageThatDoesNotFitIsRefusedAndNothingHasChanged() throws IOException {
    lead();
    byte[] old = image(first);
    create("a");
    Snapshot foreign =
        Snapshot.parseFrom(image(first)).toBuilder().setHistoryId("other").clearChecksum().build();
    byte[] good = image(first);

    assertRefused(old, "is at %s already".formatted(follower.view().version()));
    assertRefused(foreign.toByteArray(), "it is of the log \"other\"");
    assertRefused(Arrays.copyOf(good, good.length - 3), "it ends at byte " + (good.length - 3));
    assertRefused(foreign.toBuilder().clearLogEpoch().build().toByteArray(), "it names no epoch");
    assertEqualStores();
    create("b");
    assertEqualStores();
  }

  @Test
  void anImageOfObjectsAtTheVersionOfAnEmptyStoreIsNotTakenForOne() throws IOException {
    Snapshot.Builder objects = Snapshot.parseFrom(image(first)).toBuilder();
    objects.setLogEpoch(1).clearChecksum().getStoreBuilder().addNodes(node("a"));

    assertRefused(objects.build().toByteArray(), "it holds objects at version 0");
    lead();
    create("b");
    assertEqualStores();
  }

  private void assertRefused(byte[] image, String why) {
    assertThatThrownBy(() -> second.replica().install(new ByteArrayInputStream(image)))
        .isInstanceOf(InvalidSnapshotException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("; nothing was ");
  }

  private static byte[] image(InProcessLog.Member member) throws IOException {
    var bytes = new ByteArrayOutputStream();
    member.replica().image().writeTo(bytes);
    return bytes.toByteArray();
  }

  private void lead() {
    log.elect(first);
    clock.runUntilIdle();
  }

  private void create(String... ids) {
    for (String id : ids) {
      leader.update(tx -> tx.create(Kinds.NODE, node(id)));
    }
    clock.runUntilIdle();
  }

  private Version version(String id) {
    return new Version(
        leader.view().get(Kinds.NODE, id).orElseThrow().getMeta().getVersion().getIndex());
  }

  private void assertEqualStores() {
    assertThat(follower.view().version()).isEqualTo(leader.view().version());
    assertThat(follower.save(follower.view())).isEqualTo(leader.save(leader.view()));
  }

  private static List<String> ids(MemoryStore store) {
    return store.view().list(Kinds.NODE).stream().map(Node::getId).toList();
  }

  private MemoryStore store(InProcessLog.Member member) {
    return new MemoryStore(Fixtures.options(clock).withProposer(member));
  }
}
