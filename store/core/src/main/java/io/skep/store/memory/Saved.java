package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.ClusterSnapshot;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Writes a root as a snapshot. */
final class Saved {
  private Saved() {}

  static StoreSnapshot of(Root root) {
    var snapshot = StoreSnapshot.newBuilder();
    for (TableState<?> table : root.tables()) {
      save(table, snapshot);
    }
    return snapshot.build();
  }

  /** {@code clean} says that nothing was committed after {@code root}, and nothing will be. */
  static Snapshot withHistory(Root root, boolean clean) {
    return Snapshot.newBuilder()
        .setMembership(ClusterSnapshot.getDefaultInstance())
        .setStore(of(root))
        .setHistoryId(root.historyId())
        .setStoreVersion(root.version().index())
        .setCleanStop(clean)
        .build();
  }

  private static <M extends Message> void save(
      TableState<M> state, StoreSnapshot.Builder snapshot) {
    List<M> objects = new ArrayList<>(state.objects().size());
    state.objects().forEach(stored -> objects.add(stored.message()));
    state.table().toSnapshot(snapshot, objects);
  }
}
