package io.skep.store.changelog;

/**
 * How much a change log keeps. When any bound is passed the oldest commits go, and watchers that
 * needed them are told; the newest commit always stays.
 *
 * @param commits how many commits at most
 * @param changes how many changes at most, counted over all commits
 * @param bytes how many bytes at most, as they would be encoded, of the objects that the kept
 *     commits replaced or removed: those are in memory only for the log's sake. In memory they take
 *     a few times as much
 */
public record LogBounds(int commits, int changes, long bytes) {
  /** 64 MiB: a thousand changes of the largest secrets, or all of many small changes. */
  private static final long DEFAULT_BYTES = 1L << 26;

  /**
   * 4,096 commits, 65,536 changes or 64 MiB: a watcher may fall about 300 full transactions of a
   * batch behind, and what the log alone keeps alive stays in the tens of megabytes as long as
   * objects are of the usual size.
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
    if (bytes < 0) {
      throw new IllegalArgumentException("a log keeps at least 0 bytes, not " + bytes);
    }
  }

  /** At most so many commits and changes, and 64 MiB. */
  public LogBounds(int commits, int changes) {
    this(commits, changes, DEFAULT_BYTES);
  }

  /** These bounds with at most {@code newBytes} of replaced and removed objects. */
  public LogBounds withBytes(long newBytes) {
    return new LogBounds(commits, changes, newBytes);
  }
}
