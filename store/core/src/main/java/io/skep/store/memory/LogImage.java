package io.skep.store.memory;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skep.api.Snapshot;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
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
    Saved.withHistory(root, false).toBuilder()
        .setNewestCommit(root.newestCommit().index())
        .setLogEpoch(epoch)
        .build()
        .writeTo(out);
  }

  /** What {@code image} holds, on top of {@code base}, with which it shares what is equal. */
  static Content read(InputStream image, Root base) throws IOException {
    Snapshot snapshot = parsed(image);
    if (snapshot.getLogEpoch() == 0) { // Written last: without it the image may be cut short.
      throw new InvalidSnapshotException(
          "it is no image of a replica (it names no epoch); nothing was installed");
    }
    var version = new Version(snapshot.getStoreVersion());
    if (!snapshot.getHistoryId().equals(base.historyId())) {
      throw new InvalidSnapshotException(
          "it is of the log \"%s\", and this replica is of \"%s\"; nothing was installed"
              .formatted(snapshot.getHistoryId(), base.historyId()));
    }
    if (base.version().isAfter(version)) {
      throw new InvalidSnapshotException(
          "it is of version %s, and this replica is at %s already; nothing was installed"
              .formatted(version, base.version()));
    }
    if (base.version().equals(version)) {
      return new Content(base, snapshot.getLogEpoch());
    }
    var draft = new Draft(base);
    Restore.into(draft, snapshot.getStore());
    var newestCommit = new Version(snapshot.getNewestCommit());
    return new Content(
        base.installed(version, newestCommit, draft.freeze()), snapshot.getLogEpoch());
  }

  private static Snapshot parsed(InputStream image) throws IOException {
    try {
      return Snapshot.parseFrom(image);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidSnapshotException(
          "it is no image of a replica (%s); nothing was installed".formatted(e.getMessage()), e);
    }
  }

  /** What was read; the root is the base itself if it is at the same version. */
  record Content(Root root, long epoch) {}
}
