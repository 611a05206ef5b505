package io.skep.store.changelog;

/**
 * How much a change log keeps. When either bound is passed the oldest commits go, and watchers that
 * needed them are told; the newest commit always stays.
 *
 * @param commits how many commits at most
 * @param changes how many changes at most, counted over all commits
 */
public record LogBounds(int commits, int changes) {
  /**
   * 4,096 commits, or 65,536 changes: a watcher may fall about 300 full transactions of a batch
   * behind, and what the log alone keeps alive stays in the tens of megabytes.
   */
  public static final LogBounds DEFAULT = new LogBounds(4_096, 65_536);

  /** More slots than any log needs; beyond it their array alone would take gigabytes. */
  private static final int MOST_COMMITS = 1 << 28;

  /** Refuses a log that can hold nothing. */
  public LogBounds {
    if (commits < 1 || commits > MOST_COMMITS) {
      throw new IllegalArgumentException(
          "a log keeps 1 to %d commits, not %d".formatted(MOST_COMMITS, commits));
    }
    if (changes < 1) {
      throw new IllegalArgumentException("a log keeps at least 1 change, not " + changes);
    }
  }
}
