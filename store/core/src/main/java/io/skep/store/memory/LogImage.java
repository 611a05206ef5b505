package io.skep.store.memory;

import io.skep.store.InvalidSnapshotException;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotReader;
import io.skep.store.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A root at its place in a replicated log. Immutable. */
record LogImage(Root root, long epoch) implements Replica.Image {
  @Override
  public Version version() {
    return root.version();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    SnapshotWriter.write(Saved.inLog(root, epoch), SnapshotForm.WHOLE, out);
  }

  /** What {@code image} holds, on top of {@code base}, with which it shares what is equal. */
  static Content read(InputStream image, Root base) throws IOException {
    Contents contents =
        SnapshotReader.read(image, base.schema().tables(), SnapshotLimits.UNLIMITED);
    Contents.Position position = contents.position();
    if (position.logEpoch() == 0) { // Of what is written, the last but the checksum.
      throw new InvalidSnapshotException(
          "it is no image of a replica (it names no epoch); nothing was installed");
    }
    if (!position.historyId().equals(base.historyId())) {
      throw new InvalidSnapshotException(
          "it is of the log \"%s\", and this replica is of \"%s\"; nothing was installed"
              .formatted(position.historyId(), base.historyId()));
    }
    if (base.version().isAfter(position.version())) {
      throw new InvalidSnapshotException(
          "it is of version %s, and this replica is at %s already; nothing was installed"
              .formatted(position.version(), base.version()));
    }
    if (position.version().equals(Version.ZERO) && holdsAny(contents)) {
      throw new InvalidSnapshotException(
          "it holds objects at version 0, at which every store is empty, so it would pass for what"
              + " is here; nothing was installed");
    }
    if (base.version().equals(position.version())) {
      return new Content(new Installed(base, new Draft(base)), position.logEpoch());
    }
    var draft = new Draft(base);
    Restore.into(draft, contents);
    Root root = base.installed(position.version(), position.newestCommit(), draft.freeze());
    return new Content(new Installed(root, draft), position.logEpoch());
  }

  private static boolean holdsAny(Contents contents) {
    return contents.tables().stream().anyMatch(table -> contents.count(table) > 0);
  }

  /** What was read; the root is the base itself if it is at the same version. */
  record Content(Installed installed, long epoch) {
    Root root() {
      return installed.root();
    }
  }
}
