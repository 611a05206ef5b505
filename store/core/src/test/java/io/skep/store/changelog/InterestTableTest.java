package io.skep.store.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.Specifier;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept for watchers that wait for ids and keys: nothing, once nobody does. */
class InterestTableTest {
  private static final Specifier<Task> TASKS = Specifier.of(Kinds.TASK);

  private final Dispatcher dispatcher =
      new Dispatcher(null, new VirtualClock(1).loop("watchers"), 0);
  private final InterestTable interests = dispatcher.interests();
  private final List<Cursor> woken = new ArrayList<>();

  @Test
  void aKeyIsForgottenWhenItsLastWatcherIsWoken() {
    waiting(TASKS.where(TaskKind.byNodeId("n1")));
    waiting(TASKS.where(TaskKind.byNodeId("n1")).matching(task -> task.getSlot() == 2));
    waiting(TASKS.id("t1"));
    waiting(TASKS.id("t2"));
    assertThat(interests.keys()).isEqualTo(3);

    interests.offer(created("t1", 1), woken);
    assertThat(woken).hasSize(2);
    assertThat(interests.keys()).as("t1 is forgotten, n1 not yet").isEqualTo(2);
    interests.offer(created("t3", 2), woken);
    assertThat(interests.keys()).isEqualTo(1);
  }

  @Test
  void aKeyIsForgottenWhenItsLastWatcherLeaves() {
    Cursor first = waiting(TASKS.where(TaskKind.byNodeId("n1")));
    Cursor second = waiting(TASKS.where(TaskKind.byNodeId("n1")));
    Cursor third = waiting(TASKS.id("t1"));

    first.leave();
    assertThat(interests.keys()).isEqualTo(2);
    second.leave();
    third.leave();
    assertThat(interests.keys()).isZero();
  }

  @Test
  void allKeysAreForgottenWhenAllAreWoken() {
    waiting(TASKS.where(TaskKind.byNodeId("n1")));
    waiting(TASKS.id("t1"));

    interests.wakeBefore(Long.MAX_VALUE, woken);

    assertThat(woken).hasSize(2);
    assertThat(interests.keys()).isZero();
  }

  private Cursor waiting(Specifier<Task> specifier) {
    var cursor = new Cursor(dispatcher, Interest.of(specifier), 0);
    assertThat(cursor.catchUp()).isTrue();
    return cursor;
  }

  private static LogRecord created(String id, long slot) {
    Task task = Task.newBuilder().setId(id).setNodeId("n1").setSlot(slot).build();
    List<Change<?>> changes = List.of(new Change.Created<>(Kinds.TASK, task));
    return new LogRecord(
        slot, new Commit(new Version(slot), Version.ZERO, changes, Origin.NONE), null);
  }
}
