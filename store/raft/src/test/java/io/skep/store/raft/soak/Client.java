package io.skep.store.raft.soak;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A client: one call after the other, to registers and accounts, of whoever seems to lead, and
 * reads of anybody.
 */
final class Client implements Runnable {
  private static final long PATIENCE_MILLIS = 2_000;
  private static final int REFUSED_PAUSE_MILLIS = 20;

  private final int number;
  private final SoakGroup group;
  private final CommitHistory commits;
  private final Load load;
  private final Random random;

  /** What it has seen last of each register, so that it can compare and set. */
  private final Map<String, Seen> seen = new HashMap<>();

  private int writes;

  Client(int number, SoakGroup group, CommitHistory commits, Load load, Random random) {
    this.number = number;
    this.group = group;
    this.commits = commits;
    this.load = load;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      while (!load.isDone()) {
        Answer answer = call();
        load.count(answer);
        if (!(answer instanceof Answer.Ok)) {
          TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(REFUSED_PAUSE_MILLIS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      commits.violated("client %d failed: %s".formatted(number, e));
    }
  }

  private Answer call() {
    String register = Ledger.register(random.nextInt(Ledger.REGISTERS));
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> read(register);
      case 7, 8, 9, 10, 11 -> write(register);
      case 12, 13, 14 -> compareAndSet(register);
      case 15, 16, 17 -> transfer();
      default -> audit();
    };
  }

  private Answer read(String register) {
    long invoked = System.nanoTime();
    Answer answer = someone().call(PATIENCE_MILLIS, "read", register);
    if (answer instanceof Answer.Ok ok) {
      String value = ok.words().get(0);
      add("read", register, value, "", invoked, answer);
      seen.put(register, new Seen(value, Long.parseLong(ok.words().get(1))));
    }
    return answer; // One without an answer says nothing.
  }

  private Answer write(String register) {
    String value = nextValue();
    long invoked = System.nanoTime();
    Answer answer = leader().call(PATIENCE_MILLIS, "write", register, value);
    return add("write", register, value, "", invoked, answer);
  }

  private Answer compareAndSet(String register) {
    Seen expected = seen.remove(register);
    if (expected == null) {
      return read(register);
    }
    String value = nextValue();
    long invoked = System.nanoTime();
    Answer answer =
        leader().call(PATIENCE_MILLIS, "cas", register, Long.toString(expected.version()), value);
    return add("cas", register, value, expected.value(), invoked, answer);
  }

  /** What had no effect is not added: whoever reads its value then reads what nobody wrote. */
  private Answer add(
      String kind, String key, String value, String expected, long invoked, Answer answer) {
    long returned = answer instanceof Answer.Unknown ? -1 : System.nanoTime();
    if (!(answer instanceof Answer.No)) {
      load.add(new Operation(number, kind, key, value, expected, invoked, returned));
    }
    acknowledged(kind, answer);
    return answer;
  }

  private void acknowledged(String kind, Answer answer) {
    if (answer instanceof Answer.Ok ok && !kind.equals("read") && !ok.words().get(0).equals("-")) {
      commits.acknowledged(Long.parseLong(ok.words().get(0)));
    }
  }

  private Answer transfer() {
    int from = random.nextInt(Ledger.ACCOUNTS);
    int to = (from + 1 + random.nextInt(Ledger.ACCOUNTS - 1)) % Ledger.ACCOUNTS;
    Answer answer =
        leader()
            .call(
                PATIENCE_MILLIS,
                "transfer",
                Ledger.account(from),
                Ledger.account(to),
                Integer.toString(1 + random.nextInt(9)));
    acknowledged("transfer", answer);
    return answer;
  }

  private Answer audit() {
    MemberSlot slot = someone();
    Answer answer = slot.call(PATIENCE_MILLIS, "audit");
    if (answer instanceof Answer.Ok ok) {
      List<String> words = ok.words();
      commits.saw(
          Links.name(slot.number()),
          Long.parseLong(words.get(0)),
          words.get(1),
          Long.parseLong(words.get(2)));
    }
    return answer;
  }

  private String nextValue() {
    return number + "-" + ++writes;
  }

  private MemberSlot leader() {
    MemberSlot leader = group.slot(group.leader());
    return leader == null || random.nextInt(50) == 0 ? someone() : leader;
  }

  private MemberSlot someone() {
    while (true) {
      List<Integer> all = group.members();
      MemberSlot slot = group.slot(all.get(random.nextInt(all.size())));
      if (slot != null) { // It may just have been removed.
        return slot;
      }
    }
  }

  private record Seen(String value, long version) {}
}
