package io.skep.informer.feed;

import io.skep.api.Node;
import io.skep.informer.Feed;
import io.skep.informer.Rig;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A subscriber that writes down what it is told, and replays it on nodes. */
final class Journal implements Feed.Subscriber {
  final List<String> lines = new ArrayList<>();
  final Map<String, Node> nodes = new TreeMap<>();
  Version version = Version.ZERO;
  Throwable end;

  @Override
  public void onSnapshot(ReadTx at) {
    lines.add("snapshot " + at.version());
    at.list(Kinds.NODE).forEach(node -> nodes.put(node.getId(), node));
    version = at.version();
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    replay("commit", commit, at);
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    replay("jump", difference, at);
  }

  @Override
  public void onBookmark(ReadTx at) {
    lines.add("bookmark " + at.version());
    moveTo(at);
  }

  @Override
  public void onEnd(Throwable cause) {
    lines.add("end");
    end = cause;
  }

  private void replay(String what, Commit commit, ReadTx at) {
    List<String> keys = commit.changes().stream().map(change -> change.key().toString()).toList();
    lines.add(what + " " + at.version() + " " + keys);
    commit.changes().forEach(this::replay);
    moveTo(at);
  }

  private void replay(Change<?> change) {
    if (change.table() != Kinds.NODE) {
      return;
    }
    String id = change.key().id();
    if (nodes.get(id) != change.before().orElse(null)) {
      throw new AssertionError("%s does not follow on %s".formatted(change, nodes.get(id)));
    }
    if (change.after().isPresent()) {
      nodes.put(id, (Node) change.after().get());
    } else {
      nodes.remove(id);
    }
  }

  private void moveTo(ReadTx at) {
    if (!at.version().isAfter(version)) {
      throw new AssertionError("%s after %s".formatted(at.version(), version));
    }
    version = at.version();
  }

  /** The labels by id. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    nodes.forEach((id, node) -> labels.put(id, Rig.label(node)));
    return labels;
  }
}
