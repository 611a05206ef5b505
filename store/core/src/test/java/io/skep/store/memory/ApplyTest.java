package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two followers and the entries that a log hands them. */
class ApplyTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final List<Replica> replicas = new ArrayList<>();
  private final MemoryStore one = follower();
  private final MemoryStore other = follower();
  private final Watcher watcher = one.watch(clock.loop("watcher"), Interest.all());

  @BeforeEach
  void bothHaveTheFirstEntry() {
    committed(entry(1, 0, 5, "a", "b"));
  }

  @Test
  void anEntryOnTheNewestVersionTakesEffectAsOneCommit() { // S-77
    committed(entry(1, 5, 9, "c", "d"));

    assertSameAt(9, "a", "b", "c", "d");
    List<Commit> commits = Fixtures.commits(watcher);
    assertThat(commits).hasSize(2);
    assertThat(commits.get(1).version()).isEqualTo(new Version(9));
    assertThat(commits.get(1).predecessor()).isEqualTo(new Version(5));
    assertThat(shortly(commits.get(1))).containsExactly("+node/c", "+node/d");
  }

  @Test
  void anEntryOnAnyOtherVersionChangesNothing() { // S-77
    committed(entry(1, 4, 9, "c"));
    committed(entry(1, 6, 9, "c"));
    committed(entry(1, 0, 5, "a", "b"));

    assertSameAt(5, "a", "b");
    assertThat(Fixtures.commits(watcher)).hasSize(1);
  }

  @Test
  void anEntryOfAnEarlierEpochChangesNothing() { // S-77
    committed(entry(2, 4, 8, "c"));
    committed(entry(1, 5, 9, "c"));
    assertSameAt(5, "a", "b");

    committed(entry(2, 5, 10, "d"));

    assertSameAt(10, "a", "b", "d");
    assertThat(Fixtures.commits(watcher)).hasSize(2);
  }

  private void assertSameAt(long version, String... ids) {
    for (MemoryStore store : List.of(one, other)) {
      assertThat(store.view().version()).isEqualTo(new Version(version));
      assertThat(store.view().list(Kinds.NODE)).extracting(Node::getId).containsExactly(ids);
    }
    assertThat(one.save(one.view())).isEqualTo(other.save(other.view()));
  }

  private void committed(LogEntry entry) {
    replicas.forEach(replica -> replica.committed(entry));
  }

  private static LogEntry entry(long epoch, long base, long version, String... ids) {
    LogEntry.Builder entry =
        LogEntry.newBuilder().setEpoch(epoch).setBase(base).setVersion(version);
    for (String id : ids) {
      entry.addActions(
          StoreAction.newBuilder()
              .setAction(StoreActionKind.STORE_ACTION_CREATE)
              .setNode(node(id)));
    }
    return entry.build();
  }

  private MemoryStore follower() {
    return new MemoryStore(Fixtures.options(clock).withProposer(new Feed()));
  }

  /** A log that only hands over what the test gives it. */
  private final class Feed implements Proposer {
    @Override
    public void bind(Replica replica) {
      replicas.add(replica);
    }

    @Override
    public String historyId() {
      return "log";
    }

    @Override
    public void propose(LogEntry entry) {
      throw new AssertionError("a follower proposes nothing");
    }

    @Override
    public Limits limits() {
      return new Limits(1, 1);
    }

    @Override
    public void close() {}
  }
}
