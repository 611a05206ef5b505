package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A store behind a log does what one without does, only later. */
class LogAndAloneTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final InProcessLog log = new InProcessLog(clock);
  private final InProcessLog.Member first = log.join("first");
  private final InProcessLog.Member second = log.join("second");
  private final MemoryStore leader = store(first);
  private final MemoryStore other = store(second);
  private final MemoryStore alone = Fixtures.store(clock);

  @Test
  void theSameWritesGiveTheSameObjectsAndCommits() { // S-11
    lead();
    long ahead = leader.view().version().index();
    Watcher there = leader.watch(clock.loop("there"), Interest.all());
    Watcher here = alone.watch(clock.loop("here"), Interest.all());
    Node stale = node("a");
    List<Consumer<Tx>> writes =
        List.of(
            tx -> tx.create(Kinds.NODE, node("a")),
            tx -> tx.update(Kinds.NODE, stale),
            tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "a").orElseThrow()),
            tx -> {},
            tx -> {
              tx.create(Kinds.NODE, node("b"));
              tx.delete(Kinds.NODE, "a");
            });

    var failures = new ArrayList<Class<?>>();
    for (Consumer<Tx> write : writes) {
      Future<Version> replicated = leader.update(write);
      Future<Version> atOnce = alone.update(write);
      assertThat(atOnce.isComplete()).isTrue();
      clock.runUntilIdle();
      assertThat(failure(replicated)).isEqualTo(failure(atOnce));
      failures.add(failure(atOnce));
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(failures).containsExactly(null, VersionConflictException.class, null, null, null);
    List<Commit> commits = commits(here);
    assertThat(commits).hasSize(3);
    assertThat(commits(there).stream().map(commit -> forms(commit, ahead)).toList())
        .isEqualTo(commits.stream().map(commit -> forms(commit, 0)).toList());
  }

  private static Class<?> failure(Future<?> done) {
    return done.failed() ? done.cause().getClass() : null;
  }

  /** The changes of {@code commit}, and the objects with versions counted from {@code base}. */
  private static List<Object> forms(Commit commit, long base) {
    var forms = new ArrayList<Object>(shortly(commit));
    forms.add(commit.version().index() - base);
    commit
        .changes()
        .forEach(
            change -> {
              Node.Builder node = ((Node) change.object()).toBuilder();
              var version = node.getMetaBuilder().getVersionBuilder();
              version.setIndex(version.getIndex() - base);
              forms.add(node.build());
            });
    return forms;
  }

  @Test
  void everyTransactionMovesTheVersionByOne() { // S-22
    lead();
    Version barrier = leader.view().version();
    assertThat(now(create(alone, "a"))).isEqualTo(new Version(1));
    assertThat(now(create(alone, "b"))).isEqualTo(new Version(2));

    assertThat(write("a")).isEqualTo(new Version(barrier.index() + 1));
    assertThat(write("b")).isEqualTo(new Version(barrier.index() + 2));

    log.nextFates(Fate.REFUSED);
    Future<Version> refused = create(leader, "c");
    clock.runUntilIdle();
    assertThat(refused.cause()).isInstanceOf(ProposalRefusedException.class);
    log.nextFates(Fate.LOST);
    Future<Version> lost = create(leader, "c");
    clock.runUntilIdle();
    assertThat(lost.cause()).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void theVersionNeverGoesBackAndANewLeaderStartsAboveTheLog() { // S-19
    lead();
    Version before = write("a");
    log.nextFates(Fate.COMMITTED_LATE, Fate.COMMITTED); // In the log, and without effect.
    Future<Version> late = create(leader, "b");
    clock.advance(Duration.ofSeconds(1));
    assertThat(late.cause()).isInstanceOf(OutcomeUnknownException.class);
    long highest =
        log.entries().stream().mapToLong(entry -> entry.getVersion()).max().orElseThrow();

    log.elect(second);
    clock.runUntilIdle();
    Future<Version> next = create(other, "c");
    clock.runUntilIdle();

    assertThat(now(next).isAfter(new Version(highest))).isTrue();
    assertThat(now(next).isAfter(before)).isTrue();
    assertThat(leader.view().version()).isEqualTo(now(next));
  }

  @Test
  void whatCanBeReadHasBeenAnnounced() { // S-16
    lead();
    Watcher watcher = leader.watch(clock.loop("watcher"), Interest.all());
    log.nextFates(Fate.COMMITTED_LATE, Fate.LOST);

    Future<Version> unknown = create(leader, "a");
    clock.runUntilIdle();
    assertThat(unknown.cause())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("may be committed or not");
    assertThat(commits(watcher)).isEmpty();
    while (leader.view().count(Kinds.NODE) == 0) {
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(commits(watcher)).extracting(Fixtures::shortly).containsExactly(List.of("+node/a"));
  }

  @Test
  void onlyTheLogDecidesAProposal() { // S-17
    lead();
    log.hold(first);
    Future<Version> write = create(leader, "a");

    clock.advance(Duration.ofDays(1));

    assertThat(write.isComplete()).isFalse();
    log.depose(first);
    clock.runUntilIdle();
    assertThat(write.cause()).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void theChangeLogGivesTheCommitsAfterAVersionOrSaysThatItCannot() { // S-20
    var store =
        new MemoryStore(
            Fixtures.options(clock).withLog(new LogBounds(2, 100, LogBounds.DEFAULT.bytes())));
    ReadTx start = store.view();
    now(create(store, "a"));
    ReadTx afterA = store.view();
    now(store.update(tx -> {}));
    now(create(store, "b"));
    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("c"));
              tx.create(Kinds.NODE, node("d"));
            }));

    assertThat(commits(from(store, ResumePoint.after(afterA))))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/b"), List.of("+node/c", "+node/d"));
    assertThat(from(store, ResumePoint.after(start)).next())
        .isInstanceOf(Watcher.Next.Compacted.class);
    assertThat(from(store, new ResumePoint("another", new Version(3))).next())
        .isInstanceOf(Watcher.Next.Compacted.class);
  }

  private Watcher from(MemoryStore store, ResumePoint point) {
    return store.watchFrom(clock.loop("reader"), Interest.all(), point);
  }

  private void lead() {
    log.elect(first);
    clock.runUntilIdle();
  }

  private Version write(String id) {
    Future<Version> written = create(leader, id);
    clock.runUntilIdle();
    return now(written);
  }

  private static Future<Version> create(MemoryStore store, String id) {
    return store.update(tx -> tx.create(Kinds.NODE, node(id)));
  }

  private MemoryStore store(InProcessLog.Member member) {
    return new MemoryStore(Fixtures.options(clock).withProposer(member));
  }
}
