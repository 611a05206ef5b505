package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.ResumePoint;
import io.skep.store.Version;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of an exact source: each commit says which one it follows, so that a repetition and a gap are
 * told from the version alone.
 */
final class ExactPursuit implements Pursuit {
  private static final Logger LOG = LoggerFactory.getLogger(ExactPursuit.class);

  private final Mirror mirror;
  private final Runnable onSetback;

  /** Up to where the copy is complete, as the server counts; null before the first snapshot. */
  private ResumePoint seen;

  private boolean lost = true;

  /** That of {@link #seen}. */
  private volatile String history = "";

  /**
   * Nothing yet.
   *
   * @param onSetback called when the server turns out to have been set back, before the copy is
   */
  ExactPursuit(Mirror mirror, Runnable onSetback) {
    this.mirror = mirror;
    this.onSetback = onSetback;
  }

  @Override
  public Optional<ResumePoint> begin() {
    return lost ? Optional.empty() : Optional.of(seen);
  }

  @Override
  public void lose() {
    lost = true;
  }

  @Override
  public String history() {
    return history;
  }

  @Override
  public boolean snapshot(Snapshot snapshot) throws DoesNotFit {
    var at = new ResumePoint(snapshot.getHistoryId(), new Version(snapshot.getStoreVersion()));
    boolean setback =
        seen != null
            && (!seen.historyId().equals(at.historyId()) || seen.version().isAfter(at.version()));
    if (setback) {
      onSetback.run();
    }
    mirror.install(snapshot);
    if (setback) {
      LOG.warn("the store is at {}, and was at {}: it may have lost commits", at, seen);
    }
    seen = at;
    history = at.historyId();
    lost = false;
    return setback;
  }

  @Override
  public long commit(LogEntry commit) throws DoesNotFit {
    var version = new Version(commit.getVersion());
    if (seen == null) {
      throw new DoesNotFit("a commit came before any snapshot");
    }
    if (!version.isAfter(seen.version())) {
      return 1;
    }
    var base = new Version(commit.getBase());
    if (base.isAfter(seen.version())) {
      throw new DoesNotFit(
          "commit %s follows %s, and the copy is at %s".formatted(version, base, seen.version()));
    }
    EntryChanges made = mirror.changes(commit, EntryChanges.EXACT);
    mirror.commit(made, mirror.here(version));
    seen = new ResumePoint(seen.historyId(), version);
    return made.repeats();
  }

  @Override
  public void bookmark(Version version) throws DoesNotFit {
    if (seen != null && version.isAfter(seen.version())) {
      mirror.advance(mirror.here(version));
      seen = new ResumePoint(seen.historyId(), version);
    }
  }
}
