package io.skep.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** rt.C-4, rt.I-1: a feed that shows what it should not is found out. */
class ReaderCheckTest {
  private final Setting setting = new Setting();
  private final StoreFeed feed = new StoreFeed(setting.store, setting.loop);
  private final ReaderCheck check =
      new ReaderCheck("the feed", setting.history, setting.violations());

  /** Stands between the feed and the check, and passes everything on. */
  private class Line implements Feed.Subscriber {
    @Override
    public void onSnapshot(ReadTx at) {
      check.onSnapshot(at);
    }

    @Override
    public void onCommit(Commit commit, ReadTx at) {
      check.onCommit(commit, at);
    }

    @Override
    public void onJump(Commit difference, ReadTx at) {
      check.onJump(difference, at);
    }

    @Override
    public void onBookmark(ReadTx at) {
      check.onBookmark(at);
    }

    @Override
    public void onEnd(Throwable cause) {
      check.onEnd(cause);
    }
  }

  private void follow(Line line) {
    feed.subscribe(Interest.all(), line);
    feed.start();
    setting.clock.runUntilIdle();
    for (String id : List.of("a", "b", "a", "a", "b")) {
      setting.write(id);
      setting.clock.runUntilIdle();
    }
  }

  @Test
  void whatTheStoreHadIsFine() {
    follow(new Line());
    assertThat(setting.reported).isEmpty();
  }

  @Test
  void aFeedThatGoesBackIsFoundOut() {
    ReadTx first = setting.store.view();
    follow(
        new Line() {
          @Override
          public void onCommit(Commit commit, ReadTx at) {
            super.onCommit(commit, at);
            if (commit.version().index() == 3) {
              super.onBookmark(first);
            }
          }
        });
    assertThat(setting.reported).hasSize(1);
    assertThat(setting.reported.get(0))
        .startsWith("rt.C-4: the feed goes back from version 3 to 0");
  }

  @Test
  void aCommitThatComesTwiceIsFoundOut() {
    follow(
        new Line() {
          @Override
          public void onCommit(Commit commit, ReadTx at) {
            super.onCommit(commit, at);
            if (commit.version().index() == 4) {
              super.onCommit(commit, at);
            }
          }
        });
    assertThat(setting.reported).anyMatch(text -> text.startsWith("rt.W-1: "));
  }

  @Test
  void anOldStateOfAnObjectUnderANewVersionIsFoundOut() {
    follow(
        new Line() {
          private Change<?> old;

          @Override
          public void onCommit(Commit commit, ReadTx at) {
            Change<?> newest = commit.changes().get(0);
            Change<?> shown = commit.version().index() == 4 ? old : newest;
            old = newest;
            super.onCommit(
                new Commit(commit.version(), commit.predecessor(), List.of(shown), Origin.NONE),
                at);
          }
        });
    assertThat(setting.reported).hasSize(1);
    assertThat(setting.reported.get(0))
        .startsWith("rt.I-1: the feed at version 4 shows updated node/a (version 3)");
  }

  @Test
  void aStateThatNeverWasIsFoundOut() {
    var other = new Setting();
    for (int i = 0; i < 9; i++) {
      other.write("z");
    }
    follow(
        new Line() {
          @Override
          public void onBookmark(ReadTx at) {
            super.onBookmark(at);
          }

          @Override
          public void onSnapshot(ReadTx at) {
            super.onSnapshot(other.store.view());
          }
        });
    assertThat(setting.reported.get(0))
        .isEqualTo("rt.I-1: the feed shows version 9, which never was");
  }
}
