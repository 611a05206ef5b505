package io.skep.store.raft.soak;

import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;

/**
 * What the store of a run holds: registers that are read, written and compared, and accounts
 * between which is transferred, so that their sum never changes. All are nodes with a label.
 */
final class Ledger {
  /** Enough that few clients meet at one of them, and few enough that some do. */
  static final int REGISTERS = 32;

  static final int ACCOUNTS = 8;
  static final String FIRST_VALUE = "0";

  private static final long FIRST_BALANCE = 1_000;
  static final long TOTAL = ACCOUNTS * FIRST_BALANCE;

  private static final String LABEL = "value";

  private Ledger() {}

  static String register(int number) {
    return "register-" + number;
  }

  static String account(int number) {
    return "account-" + number;
  }

  /** Makes all registers and accounts. */
  static void open(Tx tx) {
    for (int each = 0; each < REGISTERS; each++) {
      tx.create(Kinds.NODE, object(register(each), FIRST_VALUE));
    }
    for (int each = 0; each < ACCOUNTS; each++) {
      tx.create(Kinds.NODE, object(account(each), Long.toString(FIRST_BALANCE)));
    }
  }

  private static Node object(String id, String value) {
    return Node.newBuilder().setId(id).setSpec(spec(id, value)).build();
  }

  private static NodeSpec spec(String id, String value) {
    return NodeSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(id).putLabels(LABEL, value))
        .build();
  }

  /** Whatever it held before. */
  static void write(Tx tx, String id, String value) {
    Node stored = get(tx, id);
    tx.update(Kinds.NODE, stored.toBuilder().setSpec(spec(id, value)).build());
  }

  /** If the object is still the one that was written at {@code version}; else it throws. */
  static void compareAndSet(Tx tx, String id, long version, String value) {
    Meta.Builder meta = get(tx, id).getMeta().toBuilder();
    meta.getVersionBuilder().setIndex(version);
    tx.update(Kinds.NODE, object(id, value).toBuilder().setMeta(meta).build());
  }

  static void transfer(Tx tx, String from, String to, long amount) {
    take(tx, from, amount);
    take(tx, to, -amount);
  }

  static void take(Tx tx, String account, long amount) {
    write(tx, account, Long.toString(Long.parseLong(value(tx, account)) - amount));
  }

  static String value(ReadTx view, String id) {
    return value(get(view, id));
  }

  static long version(ReadTx view, String id) {
    return get(view, id).getMeta().getVersion().getIndex();
  }

  private static Node get(ReadTx view, String id) {
    return view.get(Kinds.NODE, id).orElseThrow(() -> new IllegalStateException("no " + id));
  }

  static String value(Node node) {
    return node.getSpec().getAnnotations().getLabelsOrThrow(LABEL);
  }

  /** The sum of all accounts, zero before there are any. */
  static long total(ReadTx view) {
    long total = 0;
    for (int each = 0; each < ACCOUNTS; each++) {
      total +=
          view.get(Kinds.NODE, account(each)).map(node -> Long.parseLong(value(node))).orElse(0L);
    }
    return total;
  }

  /** Of all objects with their versions; equal states have equal digests. */
  static String digest(ReadTx view) {
    long digest = 17;
    for (Node node : view.list(Kinds.NODE)) {
      digest = mix(digest, node.getId());
      digest = mix(digest, value(node));
      digest = 31 * digest + node.getMeta().getVersion().getIndex();
    }
    return Long.toHexString(digest);
  }

  static long mix(long digest, String text) {
    long mixed = digest;
    for (int at = 0; at < text.length(); at++) {
      mixed = (mixed ^ text.charAt(at)) * 0x100000001b3L;
    }
    return mixed;
  }
}
