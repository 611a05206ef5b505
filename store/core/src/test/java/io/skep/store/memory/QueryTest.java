package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.store.By;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Selectors put together, and results that come bit by bit or as a number. */
class QueryTest {
  private static final By<Service> BY_NAME = By.namePrefix("");

  private final MemoryStore store = Fixtures.store(new VirtualClock(1));

  @BeforeEach
  void threeServicesWithTwoTasksEach() {
    now(
        store.update(
            tx -> {
              for (String id : List.of("s1", "s2", "s3")) {
                tx.create(Kinds.TASK, task(id + ".a", id, "n1"));
                tx.create(Kinds.TASK, task(id + ".b", id, ""));
              }
              tx.create(Kinds.SERVICE, service("s1", "web"));
              tx.create(Kinds.SERVICE, service("s2", "db"));
              tx.create(Kinds.SERVICE, service("s3", "cache"));
            }));
  }

  @Test
  void selectorsArePutTogether() { // S-120
    By<Task> placed = By.not(TaskKind.byNodeId(""));

    assertThat(tasks(By.and(TaskKind.byServiceId("s2"), placed))).containsExactly("s2.a");
    assertThat(tasks(By.and(placed, By.not(TaskKind.byServiceId("s2")))))
        .containsExactly("s1.a", "s3.a");
    assertThat(tasks(By.in(TaskKind.SERVICE_ID, List.of("s3", "s1", "s3", "s9"))))
        .containsExactly("s1.a", "s1.b", "s3.a", "s3.b");
    assertThat(tasks(By.and())).hasSize(6);
    assertThat(tasks(By.and(By.or(), placed))).isEmpty();
    assertThat(tasks(By.not(By.or()))).hasSize(6);
    assertThat(tasks(By.in(TaskKind.SERVICE_ID, List.of()))).isEmpty();
  }

  @Test
  void andAndNotComeByIdWhateverIndexIsWalked() { // S-62, S-120
    ReadTx view = store.view();

    assertThat(view.find(Kinds.SERVICE, BY_NAME))
        .extracting(Service::getId)
        .containsExactly("s3", "s2", "s1");
    assertThat(view.find(Kinds.SERVICE, By.and(BY_NAME)))
        .extracting(Service::getId)
        .containsExactly("s1", "s2", "s3");
    assertThat(
            view.find(
                Kinds.SERVICE, By.and(By.or(By.name("db"), By.name("cache"), By.name("web")))))
        .extracting(Service::getId)
        .containsExactly("s1", "s2", "s3");
    assertThat(view.find(Kinds.SERVICE, By.not(By.name("db"))))
        .extracting(Service::getId)
        .containsExactly("s1", "s3");
  }

  @Test
  void aMissingMemberIsAnInvalidSelector() { // S-59
    List<By<Node>> oneMissing = Collections.singletonList(null);

    for (Runnable made :
        List.<Runnable>of(
            () -> By.or(By.<Node>all(), null),
            () -> By.or(oneMissing),
            () -> By.and(By.<Node>all(), null),
            () -> By.and(oneMissing),
            () -> By.not(null))) {
      assertThatThrownBy(made::run)
          .isInstanceOf(InvalidSelectorException.class)
          .hasMessageStartingWith("invalid find argument type")
          .hasMessageContaining("null");
    }
    assertThatThrownBy(() -> store.view().count(Kinds.NODE, null))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> store.view().stream(Kinds.NODE, null))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> store.view().page(Kinds.NODE, null, PageCursor.START, 1))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @Test
  void everyPartOfASelectorIsChecked() { // S-59, S-61
    By<Node> stray = new By.Equal<>("no", "x");

    for (By<Node> by :
        List.of(
            By.and(By.or(), By.not(stray)),
            By.or(By.all(), By.and(stray)),
            new By.In<Node>("no", List.of()),
            new By.In<Node>("no", List.of("x")))) {
      assertThatThrownBy(() -> store.view().find(Kinds.NODE, by))
          .as("%s", by)
          .isInstanceOf(InvalidSelectorException.class)
          .hasMessageContaining("node has no index \"no\"");
    }
    assertThatThrownBy(() -> store.view().find(Kinds.TASK, By.not(new By.StartsWith<>("slot", ""))))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("answers exact values only");
  }

  @Test
  void countsAreThoseOfWhatIsFound() { // S-121
    ReadTx view = store.view();

    assertThat(view.count(Kinds.TASK, By.all())).isEqualTo(6);
    assertThat(view.count(Kinds.TASK, By.idPrefix("s1"))).isEqualTo(2);
    assertThat(view.count(Kinds.TASK, TaskKind.byNodeId("n1"))).isEqualTo(3);
    assertThat(view.count(Kinds.TASK, By.not(TaskKind.byNodeId("nowhere")))).isEqualTo(6);
    assertThat(view.count(Kinds.TASK, By.in(TaskKind.SERVICE_ID, List.of("s1", "s1", "s2"))))
        .isEqualTo(4);
    assertThat(view.count(Kinds.TASK, By.or(TaskKind.byServiceId("s1"), TaskKind.byNodeId("n1"))))
        .isEqualTo(4);
    assertThat(view.count(Kinds.SERVICE, BY_NAME)).isEqualTo(3);
  }

  @Test
  void aStreamInATransactionShowsWhatStoodThereWhenItWasAskedFor() { // S-4, S-122
    List<String> seen = new ArrayList<>();
    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("b"));
              tx.create(Kinds.NODE, node("e")); // A node to edit in place.
              Iterator<Node> nodes = tx.stream(Kinds.NODE, By.all()).iterator();
              seen.add(nodes.next().getId());
              tx.create(Kinds.NODE, node("a"));
              tx.create(Kinds.NODE, node("c"));
              tx.create(Kinds.NODE, node("d"));
              nodes.forEachRemaining(node -> seen.add(node.getId()));
              tx.stream(Kinds.NODE, By.all()).limit(2).forEach(node -> seen.add(node.getId()));
            }));

    assertThat(seen).containsExactly("b", "e", "a", "b");
  }

  @Test
  void pagesOfOneSnapshotFitTogetherWhateverIsWritten() { // S-123
    ReadTx view = store.view();
    Page<Service> first = view.page(Kinds.SERVICE, BY_NAME, PageCursor.START, 2);
    assertThat(first.objects()).extracting(Service::getId).containsExactly("s3", "s2");
    assertThat(first.hasMore()).isTrue();

    now(store.update(tx -> tx.delete(Kinds.SERVICE, "s2")));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s0", "cart"))));

    Page<Service> second = view.page(Kinds.SERVICE, BY_NAME, first.end(), 2);
    assertThat(second.objects()).extracting(Service::getId).containsExactly("s1");
    assertThat(second.hasMore()).isFalse();
  }

  @Test
  void aPageGoesOnAtTheSamePlaceOfALaterSnapshot() { // S-123
    PageCursor afterDb = store.view().page(Kinds.SERVICE, BY_NAME, PageCursor.START, 2).end();
    now(store.update(tx -> tx.delete(Kinds.SERVICE, "s2")));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s0", "cart"))));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s9", "dns"))));

    Page<Service> next =
        store.view().page(Kinds.SERVICE, BY_NAME, PageCursor.parse(afterDb.toString()), 9);

    assertThat(next.objects()).extracting(Service::getId).containsExactly("s9", "s1");
    assertThat(next.hasMore()).isFalse();
  }

  @Test
  void theEndOfTheLastPageFindsWhatComesLater() { // S-123
    Page<Node> none = store.view().page(Kinds.NODE, By.all(), PageCursor.START, 5);
    assertThat(none).isEqualTo(new Page<>(List.of(), PageCursor.START, false));
    now(store.update(tx -> tx.create(Kinds.NODE, node(""))));
    Page<Node> one = store.view().page(Kinds.NODE, By.all(), none.end(), 5);
    assertThat(one.objects()).extracting(Node::getId).containsExactly("");
    now(store.update(tx -> tx.create(Kinds.NODE, node("\u0000"))));

    assertThat(store.view().page(Kinds.NODE, By.all(), one.end(), 5).objects())
        .extracting(Node::getId)
        .containsExactly("\u0000");
  }

  @Test
  void aPageHasRoomForOneObjectAtLeast() {
    assertThatThrownBy(() -> store.view().page(Kinds.NODE, By.all(), PageCursor.START, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit must be at least 1 but is 0");
  }

  @Test
  void aTextThatIsNoCursorIsRefused() {
    for (String text : List.of("", "0", "0..", "x.a.b", "-1..", "0.!.", "0...", "0.a.b.c")) {
      if (!text.equals("0..")) {
        assertThatThrownBy(() -> PageCursor.parse(text))
            .as(text)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("\"" + text + "\" is not the text of a page cursor");
      }
    }
    assertThat(PageCursor.parse("0..")).isEqualTo(PageCursor.START);
  }

  @Test
  void aCursorOfAnotherSelectorIsAtWorstAtTheEnd() {
    var beyond = new PageCursor(7, "", "");

    assertThat(store.view().page(Kinds.SERVICE, BY_NAME, beyond, 1).objects()).isEmpty();
    assertThat(store.view().page(Kinds.SERVICE, By.or(BY_NAME), beyond, 1).objects()).isEmpty();
    assertThat(store.view().page(Kinds.SERVICE, By.not(BY_NAME), beyond, 1).objects()).isEmpty();
  }

  private List<String> tasks(By<Task> by) {
    return store.view().find(Kinds.TASK, by).stream().map(Task::getId).toList();
  }
}
