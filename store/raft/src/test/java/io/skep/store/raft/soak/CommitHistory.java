package io.skep.store.raft.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the watches of all members were given, held against each other: there is one history, every
 * watch gets it in order, nothing twice and nothing left out, with the state that each commit left,
 * and everything acknowledged is in it. Versions compare as numbers: no run comes near their end.
 * Any thread.
 */
final class CommitHistory {
  private final NavigableMap<Long, Commit> commits = new TreeMap<>();
  private final TreeSet<Long> acknowledged = new TreeSet<>();
  private final Map<Long, String> states = new ConcurrentHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long delivered;

  /** Somebody saw {@code digest} and {@code total} at {@code version}. */
  void saw(String who, long version, String digest, long total) {
    String before = states.putIfAbsent(version, digest);
    if (before != null && !before.equals(digest)) {
      violated("%s saw %s at version %d, and others %s".formatted(who, digest, version, before));
    }
    if (total != Ledger.TOTAL && total != 0) {
      violated("%s saw half a transfer at version %d: %d".formatted(who, version, total));
    }
  }

  /** A write was acknowledged with {@code version}. */
  synchronized void acknowledged(long version) {
    if (!acknowledged.add(version)) {
      violated("two writes were acknowledged with version " + version);
    }
  }

  private synchronized void add(String who, long version, Commit commit) {
    delivered++;
    Commit before = commits.putIfAbsent(version, commit);
    if (before != null && !before.equals(commit)) {
      violated(
          "%s was given %s as version %d, and others %s".formatted(who, commit, version, before));
    }
  }

  synchronized void violated(String what) {
    violations.add(what);
  }

  /** What is wrong; to be called when all members have caught up. */
  synchronized List<String> violations() {
    var found = new ArrayList<>(violations);
    Long before = null;
    for (Map.Entry<Long, Commit> each : commits.entrySet()) {
      long predecessor = each.getValue().predecessor();
      if (before != null && predecessor < before) {
        found.add(
            "version %d names %d as the one before it, not %d"
                .formatted(each.getKey(), predecessor, before));
      }
      before = each.getKey();
    }
    for (long version : acknowledged) {
      Map.Entry<Long, Commit> at = commits.ceilingEntry(version);
      if (at == null || (at.getKey() != version && at.getValue().predecessor() < version)) {
        found.add("version %d was acknowledged and is missing".formatted(version));
      }
    }
    return found;
  }

  /** How many commits all watches were given. */
  synchronized long delivered() {
    return delivered;
  }

  /** How many acknowledged writes some watch was given. */
  synchronized long acknowledgedAndSeen() {
    return acknowledged.stream().filter(commits::containsKey).count();
  }

  /** A watch, which may go on at another member, with what it has been given so far. */
  final class Watch {
    private final String who;
    private Long last;
    private long reached = -1;
    private boolean lost;

    Watch(String who) {
      this.who = who;
    }

    /** Takes a line of {@link MemberWatches}, without the name of the watch. */
    synchronized void take(String event, String[] words) {
      long version = Long.parseLong(words[0]);
      switch (event) {
        case "begins" -> {
          last = null;
          reached = version;
          lost = false;
          saw(who, version, words[1], Long.parseLong(words[2]));
        }
        case "commit" -> {
          check(version, Long.parseLong(words[1]));
          add(who, version, new Commit(Long.parseLong(words[1]), words[2]));
          saw(who, Long.parseLong(words[3]), words[4], Long.parseLong(words[5]));
          last = version;
          reached = version;
        }
        case "bookmark" -> {
          if (version < reached) {
            violated("%s: bookmark %d after version %d".formatted(who, version, reached));
          }
          reached = version;
        }
        case "compacted" -> lost = true;
        default -> throw new IllegalArgumentException(event);
      }
    }

    private void check(long version, long predecessor) {
      boolean follows = last == null ? predecessor <= reached : predecessor == last;
      if (version <= reached || !follows) {
        violated(
            "%s: version %d, after %d, came when it had %s and a bookmark at %d"
                .formatted(who, version, predecessor, last, reached));
      }
    }

    /** Where it can go on, or -1. */
    synchronized long reached() {
      return lost ? -1 : reached;
    }

    synchronized boolean isLost() {
      return lost;
    }
  }

  private record Commit(long predecessor, String changes) {}
}
