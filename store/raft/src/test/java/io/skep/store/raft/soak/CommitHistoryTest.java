package io.skep.store.raft.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the checks of a soak run see what they are for. */
class CommitHistoryTest {
  private final CommitHistory history = new CommitHistory();
  private final CommitHistory.Watch one = history.new Watch("one");
  private final CommitHistory.Watch other = history.new Watch("other");

  @Test
  void watchesThatAreGivenTheSameAreInOrder() {
    begin(one, 5);
    commit(one, 6, 4, "a", "s6");
    commit(one, 9, 6, "b", "s9");
    one.take("bookmark", words("12"));
    begin(other, 6);
    commit(other, 9, 6, "b", "s9");
    commit(one, 13, 9, "c", "s13");
    history.acknowledged(9);
    history.acknowledged(6);

    assertThat(history.violations()).isEmpty();
    assertThat(history.delivered()).isEqualTo(4);
    assertThat(history.acknowledgedAndSeen()).isEqualTo(2);
  }

  @Test
  void aCommitThatIsLeftOutIsSeen() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    commit(one, 9, 8, "b", "s9");

    assertThat(history.violations()).singleElement().asString().contains("version 9, after 8");
  }

  @Test
  void aCommitThatOnlyOthersWereGivenIsSeen() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    begin(other, 8);
    commit(other, 9, 5, "b", "s9");

    assertThat(history.violations()).singleElement().asString().contains("names 5");
  }

  @Test
  void aCommitThatComesTwiceIsSeen() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    commit(one, 6, 5, "a", "s6");

    assertThat(history.violations()).isNotEmpty();
  }

  @Test
  void aWatchThatGoesBackBehindItsBookmarkIsSeen() {
    begin(one, 5);
    one.take("bookmark", words("9"));
    commit(one, 8, 5, "a", "s8");

    assertThat(history.violations()).singleElement().asString().contains("bookmark at 9");
  }

  @Test
  void membersThatDifferAreSeen() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    begin(other, 5);
    commit(other, 6, 5, "b", "s6");
    history.saw("a third", 6, "t6", Ledger.TOTAL);

    assertThat(history.violations()).hasSize(2);
  }

  @Test
  void anAcknowledgedWriteThatIsMissingIsSeen() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    commit(one, 9, 6, "b", "s9");
    history.acknowledged(8);
    history.acknowledged(10);

    assertThat(history.violations()).hasSize(2).allMatch(each -> each.contains("is missing"));
  }

  @Test
  void halfATransferIsSeen() {
    history.saw("one", 6, "s6", Ledger.TOTAL - 3);

    assertThat(history.violations()).singleElement().asString().contains("half a transfer");
  }

  @Test
  void aWatchThatWasLostBeginsAnew() {
    begin(one, 5);
    commit(one, 6, 5, "a", "s6");
    one.take("compacted", words("20"));
    assertThat(one.isLost()).isTrue();
    assertThat(one.reached()).isNegative();

    begin(one, 25);
    commit(one, 26, 24, "a", "s26");

    assertThat(history.violations()).isEmpty();
    assertThat(one.reached()).isEqualTo(26);
  }

  private static void begin(CommitHistory.Watch watch, long version) {
    watch.take("begins", words(version + " s" + version + " " + Ledger.TOTAL));
  }

  private static void commit(
      CommitHistory.Watch watch, long version, long predecessor, String changes, String state) {
    watch.take(
        "commit",
        words(
            "%d %d %s %d %s %d"
                .formatted(version, predecessor, changes, version, state, Ledger.TOTAL)));
  }

  private static String[] words(String text) {
    return text.split(" ", -1);
  }
}
