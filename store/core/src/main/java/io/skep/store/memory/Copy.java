package io.skep.store.memory;

import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import io.skep.store.snapshot.Contents;

/** A store that follows another one by snapshots and single commits. */
final class Copy {
  private Copy() {}

  /**
   * What {@code contents} hold, on top of {@code base}, with which it shares what is equal.
   *
   * @throws InvalidSnapshotException if its version is not above that of {@code base}
   */
  static Installed of(Contents contents, Root base) {
    Version version = contents.position().version();
    if (!version.isAfter(base.version())) {
      throw new InvalidSnapshotException(
          "it is of version %s, and this copy is at %s already; nothing was installed"
              .formatted(version, base.version()));
    }
    var draft = new Draft(base);
    Restore.into(draft, contents);
    return new Installed(base.installed(version, version, draft.freeze()), draft);
  }
}
