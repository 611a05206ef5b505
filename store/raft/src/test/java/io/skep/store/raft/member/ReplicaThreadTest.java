package io.skep.store.raft.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ReplicaThreadTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void aTaskThatThrowsIsToldAndDoesNotEndTheThread() {
    try (var thread = new ReplicaThread("test", cause -> seen.add(cause.getMessage()))) {
      thread.execute(
          () -> {
            throw new IllegalStateException("an exception");
          });
      thread.execute(
          () -> {
            throw new AssertionError("an error");
          });
      thread.execute(() -> seen.add("next"));
    } // Runs what was asked for before.

    assertThat(seen).containsExactly("an exception", "an error", "next");
  }

  @Test
  void nothingIsAskedOfAThreadThatIsClosed() {
    var thread = new ReplicaThread("test", cause -> seen.add(cause.getMessage()));
    thread.close();

    assertThatThrownBy(() -> thread.execute(() -> seen.add("late")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(seen).isEmpty();
  }
}
