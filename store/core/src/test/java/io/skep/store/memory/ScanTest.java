package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanTest {
  private final MemoryStore store = Fixtures.store(new VirtualClock(1));

  @Test
  void aScanStartsAtAnIdThereOrNotAndGoesOnInOrder() {
    // S-62
    for (String id : List.of("b", "\u00e9", "", "a", "ab")) {
      now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
    }

    assertThat(ids("")).containsExactly("", "a", "ab", "b", "\u00e9");
    assertThat(ids("ab")).containsExactly("ab", "b", "\u00e9");
    assertThat(ids("ac")).containsExactly("b", "\u00e9");
    assertThat(ids("z")).containsExactly("\u00e9");
    assertThat(ids("\uffff")).isEmpty();
  }

  @Test
  void aScanCanBeTakenUpAgainAfterLaterWrites() {
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));
    Iterator<Node> scan = store.view().scan(Kinds.NODE, "");
    assertThat(scan.next().getId()).isEqualTo("a");

    now(store.update(tx -> tx.delete(Kinds.NODE, "b")));

    assertThat(scan.next().getId()).isEqualTo("b");
    assertThat(scan.hasNext()).isFalse();
  }

  @Test
  void aTransactionScansWhatItHasWritten() {
    List<String> seen = new ArrayList<>();
    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              tx.scan(Kinds.NODE, "").forEachRemaining(node -> seen.add(node.getId()));
            }));

    assertThat(seen).containsExactly("a");
  }

  private List<String> ids(String from) {
    ReadTx view = store.view();
    List<String> ids = new ArrayList<>();
    view.scan(Kinds.NODE, from).forEachRemaining(node -> ids.add(node.getId()));
    return ids;
  }
}
