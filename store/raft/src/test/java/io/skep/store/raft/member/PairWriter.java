package io.skep.store.raft.member;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.RaftOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The process that is killed: counts up many pairs of objects, each pair in one transaction at a
 * time, and says so when a count has been acknowledged. First it says what it found.
 */
final class PairWriter {
  static final int PAIRS = 64;

  private final Store store;
  private final OutputStream out;

  private PairWriter(Store store, OutputStream out) {
    this.store = store;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    // Each line is in the pipe when its write returns, so it outlives this process.
    var out = new FileOutputStream(FileDescriptor.out);
    RaftMember member =
        RaftMember.open(options(Path.of(args[0])), MemoryStoreOptions.of(Kinds.ALL));
    DurableStoreTest.await(member.ready());
    var writer = new PairWriter(member.store(), out);
    writer.tellWhatIsThere();
    for (int pair = 0; pair < PAIRS; pair++) {
      writer.count(pair);
    }
    new CountDownLatch(1).await(); // Until it is killed.
  }

  /** With snapshots and files of the log that are small enough to be met by many kills. */
  static RaftOptions options(Path directory) {
    return RaftOptions.alone(directory).withSnapshots(256 << 10, 128 << 10);
  }

  private void tellWhatIsThere() throws IOException {
    var text = new StringBuilder("history " + store.historyId() + "\n");
    ReadTx view = store.view();
    for (int pair = 0; pair < PAIRS; pair++) {
      text.append(
          "found %d %d %d\n".formatted(pair, count(view, left(pair)), count(view, right(pair))));
    }
    text.append("counting\n");
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void count(int pair) {
    store
        .compute(io.skep.store.Origin.NONE, tx -> count(tx, pair))
        .onComplete(
            done -> {
              if (done.failed()) {
                done.cause().printStackTrace();
                Runtime.getRuntime().halt(3);
              }
              tell("did %d %d\n".formatted(pair, done.result().value()));
              count(pair);
            });
  }

  private static long count(Tx tx, int pair) {
    long next = count(tx, left(pair)) + 1;
    put(tx, left(pair), next);
    put(tx, right(pair), next);
    return next;
  }

  private static void put(Tx tx, String id, long count) {
    tx.get(Kinds.NODE, id)
        .ifPresentOrElse(
            node -> tx.update(Kinds.NODE, node.toBuilder().setSpec(spec(id, count)).build()),
            () ->
                tx.create(
                    Kinds.NODE, Node.newBuilder().setId(id).setSpec(spec(id, count)).build()));
  }

  private static NodeSpec spec(String id, long count) {
    return NodeSpec.newBuilder()
        .setAnnotations(
            Annotations.newBuilder().setName(id).putLabels("count", Long.toString(count)))
        .build();
  }

  static String left(int pair) {
    return "left-" + pair;
  }

  static String right(int pair) {
    return "right-" + pair;
  }

  static long count(ReadTx view, String id) {
    return view.get(Kinds.NODE, id)
        .map(node -> Long.parseLong(node.getSpec().getAnnotations().getLabelsOrThrow("count")))
        .orElse(0L);
  }

  private void tell(String line) {
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Runtime.getRuntime().halt(4);
    }
  }
}
