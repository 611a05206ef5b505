package io.skep.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Node;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.grpc.common.GrpcMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedMessagesTest {
  private static final Message MESSAGE = Node.newBuilder().setId("told").build();
  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private final SharedMessages shared = new SharedMessages();

  @Test
  void whatLooksTheSameIsMadeOnce() {
    Commit commit = commits(1).get(0);

    GrpcMessage first = shared.of(commit, List.of("all"), () -> MESSAGE);

    assertThat(first.payload().getBytes()).isEqualTo(MESSAGE.toByteArray());
    assertThat(shared.of(commit, List.of("all"), SharedMessagesTest::madeAgain)).isSameAs(first);
  }

  @Test
  void anotherViewAndAnotherCommitHaveTheirOwn() {
    List<Commit> commits = commits(257);
    Commit first = commits.get(0);
    Commit last = commits.get(256);
    assertThat(last.version().index() - first.version().index()).isEqualTo(256);
    Message other = Node.newBuilder().setId("other").build();

    shared.of(first, true, () -> MESSAGE);

    assertThat(shared.of(first, false, () -> other).payload().getBytes())
        .isEqualTo(other.toByteArray());
    shared.of(first, true, () -> MESSAGE);
    assertThat(shared.of(last, true, () -> other).payload().getBytes())
        .isEqualTo(other.toByteArray());
  }

  @Test
  void whatIsLargeIsNotKept() {
    Commit commit = commits(1).get(0);
    Message large = Node.newBuilder().setId("x".repeat(20_000)).build();

    GrpcMessage first = shared.of(commit, true, () -> large);

    assertThat(shared.of(commit, true, () -> large)).isNotSameAs(first);
  }

  private static Message madeAgain() {
    throw new AssertionError("it has been made already");
  }

  private List<Commit> commits(int count) {
    Watcher watcher = store.watch(new VirtualClock(1).loop("reader"), Interest.all());
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Node node = Node.newBuilder().setId("n" + i).build();
      store.update(tx -> tx.create(Kinds.NODE, node));
      commits.add(((Next.Delivered) watcher.next()).commit());
    }
    return commits;
  }
}
