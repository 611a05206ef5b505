package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.Specifier;
import io.skep.store.Specifier.Action;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What SwarmKit's tests ask of its watch service, asked of the watch below it. */
class WatchApiCasesTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("watcher");
  private final MemoryStore store = new MemoryStore(Fixtures.options(clock));

  @Test
  void aCreateIsSeen() { // T-30
    Watcher watcher = store.watch(loop, Interest.of(Specifier.of(Kinds.NODE).on(Action.CREATED)));

    create(node("id1"));

    assertThat(seen(watcher)).containsExactly("+node/id1");
  }

  @Test
  void allConditionsOfOneEntryOrThoseOfAnotherMustHold() { // T-30
    Specifier<Node> created = Specifier.of(Kinds.NODE).on(Action.CREATED);
    Watcher watcher =
        store.watch(
            loop,
            Interest.of(
                created.where(By.namePrefix("east")).where(By.custom("myindex", "myval")),
                created.where(NodeKind.byRole(NodeRole.MANAGER))));

    create(node("id2").toBuilder().setRole(NodeRole.MANAGER).build());
    create(node("id3"));
    create(indexed(node("id4")));
    create(indexed(node("id5", "west-40")));
    create(indexed(node("id6", "east-95")));

    assertThat(seen(watcher)).containsExactly("+node/id2", "+node/id6");
  }

  @Test
  void severalActionsMayBeAskedFor() { // T-31
    Watcher watcher =
        store.watch(loop, Interest.of(Specifier.of(Kinds.NODE).on(Action.CREATED, Action.DELETED)));

    create(node("id1"));
    store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "id1").orElseThrow()));
    store.update(tx -> tx.delete(Kinds.NODE, "id1"));

    List<Commit> commits = Fixtures.commits(watcher);
    assertThat(commits)
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/id1"), List.of("-node/id1"));
    assertThat(((Node) commits.get(1).changes().get(0).object()).getId()).isEqualTo("id1");
  }

  @Test
  void anUpdateBringsTheOldObjectAlong() { // T-32
    Watcher watcher = store.watch(loop, Interest.of(Specifier.of(Kinds.NODE).on(Action.UPDATED)));

    create(node("id1").toBuilder().setRole(NodeRole.MANAGER).build());
    store.update(
        tx ->
            tx.update(
                Kinds.NODE,
                tx.get(Kinds.NODE, "id1").orElseThrow().toBuilder()
                    .setRole(NodeRole.WORKER)
                    .build()));

    Change<?> change = Fixtures.commits(watcher).get(0).changes().get(0);
    assertThat(((Node) change.object()).getRole()).isEqualTo(NodeRole.WORKER);
    assertThat(((Node) change.before().orElseThrow()).getRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(change.key().id()).isEqualTo("id1");
  }

  @Test
  void aWatchGoesOnAfterTheVersionItNames() { // T-33; what was at that version is not sent again
    create(node("id1"));
    ResumePoint from = ResumePoint.after(store.view());
    create(node("id2"));
    Watcher watcher =
        store.watchFrom(loop, Interest.of(Specifier.of(Kinds.NODE).on(Action.CREATED)), from);
    create(node("id3"));

    List<Commit> commits = Fixtures.commits(watcher);

    assertThat(commits)
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/id2"), List.of("+node/id3"));
    assertThat(commits.get(1).version()).isEqualTo(store.view().version());
  }

  private static List<String> seen(Watcher watcher) {
    return Fixtures.commits(watcher).stream()
        .flatMap(commit -> Fixtures.shortly(commit).stream())
        .toList();
  }

  private void create(Node node) {
    Fixtures.now(store.update(tx -> tx.create(Kinds.NODE, node)));
  }

  private static Node indexed(Node node) {
    Node.Builder indexed = node.toBuilder();
    indexed
        .getSpecBuilder()
        .getAnnotationsBuilder()
        .addIndices(io.skep.api.IndexEntry.newBuilder().setKey("myindex").setVal("myval"));
    return indexed.build();
  }
}
