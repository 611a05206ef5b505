package io.skep.store.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.PageCursor;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an answer costs: a hundred books, which say when somebody looks into them. */
class PlansTest {
  private static final Index<Book, String> AUTHOR = Index.of("author", Book::author);
  private static final Index<Book, String> TITLE = Index.of("title", Book::title);
  private static final Index<Book, String> COVER = Index.of("cover", book -> "red");

  private static final By<Book> RED = By.equal(COVER, "red");
  private static final By<Book> BY_FEW = By.equal(AUTHOR, "a7");

  private final PersistentMap.Edit<Book> books = PersistentMap.<Book>empty().edit();
  private final Indexes.Edit<Book> indexes =
      Indexes.<Book>of("books", List.of(AUTHOR, TITLE), List.of(COVER)).edit();
  private final List<String> opened = new ArrayList<>();

  private record Book(String key, String author, String title, List<String> opened)
      implements Entry<Book> {
    @Override
    public Book object() {
      opened.add(key);
      return this;
    }
  }

  @BeforeEach
  void aHundredBooksOfTenAuthors() {
    for (int i = 10; i < 110; i++) {
      var book = new Book("b" + i, "a" + i % 10, "t" + i, opened);
      books.put(book);
      indexes.change(book.key(), null, book, failure -> fail("%s", failure));
    }
  }

  @Test
  void theSmallestIndexIsWalkedAndOnlyItsBooksAreOpened() { // S-120
    assertThat(plan(By.and(RED, By.all(), BY_FEW)).steps(1_000)).isEqualTo(10);
    assertThat(plan(By.and(By.prefix(TITLE, "t"), By.not(RED), BY_FEW)).steps(1_000)).isEqualTo(10);
    assertThat(plan(By.and(BY_FEW, By.prefix(TITLE, "t17"))).steps(1_000)).isEqualTo(1);
    assertThat(plan(By.and(BY_FEW, By.or(By.idPrefix("b17"), By.idPrefix("b27")))).steps(1_000))
        .isEqualTo(2);

    assertThat(plan(By.and(RED, BY_FEW)).count()).isEqualTo(10);
    assertThat(opened).hasSize(10).allMatch(key -> key.endsWith("7"));
  }

  @Test
  void theWorstMembersAreAskedLast() { // S-120
    plan(By.and(RED, By.idPrefix("b17"), BY_FEW)).count();

    assertThat(opened).containsExactly("b17");
  }

  @Test
  void whatIndexesCountIsNotLookedAt() { // S-121
    assertThat(plan(BY_FEW).count()).isEqualTo(10);
    assertThat(plan(By.in(AUTHOR, List.of("a1", "a2", "a11"))).count()).isEqualTo(20);
    assertThat(plan(By.prefix(TITLE, "t1")).count()).isEqualTo(20);
    assertThat(plan(By.not(BY_FEW)).count()).isEqualTo(90);
    assertThat(plan(By.or(BY_FEW, By.equal(AUTHOR, "a8"))).count()).isEqualTo(20);
    assertThat(plan(By.and(BY_FEW, By.not(By.equal(AUTHOR, "a7")))).count()).isZero();

    assertThat(opened).isEmpty();
  }

  @Test
  void aWalkOpensNoMoreThanItWasAskedFor() { // S-122
    var walk = plan(By.and(RED, By.not(BY_FEW))).from(PageCursor.START);
    walk.next();
    walk.next();

    assertThat(opened).containsExactly("b10", "b100");
  }

  @Test
  void whatIsNotKeptIsRefusedOnlyIfItIsUnknown() { // S-124
    assertThat(plan(By.prefix(COVER, "r")).count()).isEqualTo(100);
    assertThat(plan(By.in(COVER, List.of("red", "blue"))).count()).isEqualTo(100);
    assertThat(plan(By.equal(COVER, "blue")).count()).isZero();
  }

  private Plan<Book> plan(By<Book> by) {
    return indexes.plan(by, books);
  }
}
