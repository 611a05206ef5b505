package io.skep.store.raft.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A group of member processes, the network between them and their disks. Members are numbers from 1
 * on. Any thread may look and call; one thread changes it.
 */
final class SoakGroup implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 180_000;
  private static final long LOOK_MILLIS = 10;

  private final String history = UUID.randomUUID().toString();
  private final Path directory;
  private final Bug bug;
  private final Links links;
  private final CommitHistory commits;
  private final List<Integer> founders;
  private final Map<Integer, MemberSlot> slots = new ConcurrentSkipListMap<>();
  private int newest;

  /** One of {@code size} founders, which are started and not waited for. */
  SoakGroup(Path directory, int size, Bug bug, CommitHistory commits, Random random)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.bug = bug;
    this.commits = commits;
    links = new Links(random);
    founders = IntStream.rangeClosed(1, size).boxed().toList();
    for (int each : founders) {
      slots.put(each, slot(each));
    }
    for (int each : founders) {
      start(each);
    }
    newest = size;
  }

  private MemberSlot slot(int member) throws IOException, InterruptedException {
    Path hosts = directory.resolve("hosts-" + member);
    Files.write(hosts, links.hosts(member));
    links.join(member, slots.keySet());
    return new MemberSlot(member, new Disk(directory.resolve(Links.name(member))), hosts, commits);
  }

  /** Starts it, for the first time or again, and does not wait for it. */
  void start(int member) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(
        List.of(
            slots.get(member).disk().directory().toString(), history, bug.name(), told(member)));
    if (founders.contains(member)) {
      founders.forEach(each -> arguments.add(told(each)));
    }
    slots.get(member).start(arguments, errors(member));
  }

  private static String told(int member) {
    return Links.name(member) + "=" + Links.address(member);
  }

  private Path errors(int member) {
    return directory.resolve("errors-" + member);
  }

  Links links() {
    return links;
  }

  /** All that belong to the group. */
  List<Integer> members() {
    return List.copyOf(slots.keySet());
  }

  MemberSlot slot(Integer member) {
    return slots.get(member);
  }

  /** The one that was last told that it leads, or 0. */
  int leader() {
    int leader = 0;
    long term = -1;
    for (MemberSlot each : slots.values()) {
      if (each.isUp() && each.ledTerm() > term) {
        term = each.ledTerm();
        leader = each.number();
      }
    }
    return leader;
  }

  long term() {
    return slots.values().stream().mapToLong(MemberSlot::ledTerm).max().orElse(-1);
  }

  /** Waits until one leads in a term above {@code term}; the one. */
  int leaderAfter(long term) throws InterruptedException {
    until("one leads after term " + term, () -> leader() != 0 && term() > term);
    return leader();
  }

  /** Waits until all are up, of use, and take part. */
  void awaitWhole() throws InterruptedException {
    until(
        "all members are ready",
        () -> slots.values().stream().allMatch(MemberSlot::isReady) && leader() != 0);
  }

  /** Looks until it is so. */
  void until(String what, BooleanSupplier isSo) throws InterruptedException {
    if (!within(PATIENCE_MILLIS, isSo)) {
      throw new StuckException("not within %d ms: %s".formatted(PATIENCE_MILLIS, what));
    }
  }

  /** Whether it becomes so in time. */
  boolean within(long millis, BooleanSupplier isSo) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!isSo.getAsBoolean()) {
      for (MemberSlot each : slots.values()) {
        each.assertNotFailed(errors(each.number()));
      }
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /** Makes everybody able to talk to everybody, and starts who is not there. */
  void mend() throws IOException, InterruptedException {
    links.heal();
    for (MemberSlot each : slots.values()) {
      each.goOn();
      each.disk().empty();
      if (!each.isUp()) {
        start(each.number());
      }
    }
    awaitWhole();
  }

  /** Starts a member that waits to be added; its number. */
  int join() throws IOException, InterruptedException {
    newest++;
    slots.put(newest, slot(newest));
    start(newest);
    return newest;
  }

  /** Forgets a member that was removed. */
  void forget(int member) throws InterruptedException {
    MemberSlot slot = slots.remove(member);
    slot.kill();
    slot.disk().close();
  }

  /** Calls one that leads, again and again if it must be, until it is done. */
  void askLeader(String... words) throws InterruptedException {
    var last = new Answer[1];
    until(
        String.join(" ", words),
        () -> {
          MemberSlot slot = slots.get(leader());
          if (slot != null) {
            last[0] = slot.call(15_000, words);
          }
          return last[0] instanceof Answer.Ok
              || String.valueOf(last[0]).contains("is a member already")
              || String.valueOf(last[0]).contains("is no member");
        });
  }

  /** For whoever looks for what went wrong: what all threads of all members do. */
  void dump() throws IOException, InterruptedException {
    for (MemberSlot each : slots.values()) {
      each.dump(directory.resolve("threads-" + each.number()));
    }
  }

  Collection<MemberSlot> slots() {
    return slots.values();
  }

  @Override
  public void close() {
    slots.values().forEach(MemberSlot::end);
    links.close();
    slots.values().forEach(each -> each.disk().close());
  }

  /** The group does not come to where it must come. */
  static final class StuckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StuckException(String message) {
      super(message);
    }
  }
}
