package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.v1.LogEntry;
import io.skep.store.BaseLostException;
import io.skep.store.Commit;
import io.skep.store.Committed;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.ReadTx;
import io.skep.store.StoreBusyException;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.skep.store.replication.Proposer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A group of stores over a log that delays, refuses, loses, repeats and reorders, while the lead
 * changes hands and deposed leaders go on: no acknowledged write is missing, no refused one is
 * there, and all replicas agree, also in the eyes of {@link WatchValidators}: S-87, S-105 ...
 * S-108.
 *
 * <p>{@code -Dskep.replication.seeds=10000} for many more histories, from seed 1 or {@code
 * -Dskep.replication.first}.
 */
class ReplicationModelTest {
  private static final int STEPS = 2_000;

  /** A history that shows too little by then goes on, up to here. */
  private static final int MOST_STEPS = 10 * STEPS;

  private final List<Write> writes = new ArrayList<>();

  /** What calls that changed nothing, or failed, have read: ids at a version. */
  private final List<Read> reads = new ArrayList<>();

  private Watcher states;
  private final List<InProcessLog.Member> members = new ArrayList<>();
  private final List<MemoryStore> stores = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private VirtualClock clock;
  private InProcessLog log;
  private Random random;
  private int leader;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theGroupKeepsItsPromises(long seed) {
    String context = "seed " + seed;
    start(seed);
    var validators = new WatchValidators(stores, clock.loop("validators"), seed);
    int step = 0;
    do {
      for (int end = step + STEPS; step < end; step++) {
        randomStep(step);
        validators.step();
      }
    } while (step < MOST_STEPS && !showsEnough(validators));
    assertThat(showsEnough(validators)).as("the history of %s shows something", context).isTrue();
    settle();
    validators.finish();

    writes.forEach(write -> assertKept(context, write));
    assertReadsWereCommitted(context);
    assertEqual(context);
    assertCounted(context);
    assertNumbersDiffer(context);
  }

  static LongStream seeds() {
    long first = Long.getLong("skep.replication.first", 1);
    return LongStream.range(first, first + Long.getLong("skep.replication.seeds", 8));
  }

  private void start(long seed) {
    random = new Random(seed);
    clock = new VirtualClock(seed);
    log = new InProcessLog(clock);
    var limits = new Proposer.Limits(1 + random.nextInt(10), 1 + random.nextInt(4_000));
    if (random.nextBoolean()) {
      log.keepOrder();
    }
    for (int i = 0; i < 3; i++) {
      var member = log.join("member " + i, limits);
      members.add(member);
      var store = new MemoryStore(Fixtures.options(clock).withProposer(member));
      stores.add(store);
      watchers.add(store.watch(member.loop(), Interest.all()));
    }
    states = stores.get(0).watch(members.get(0).loop(), Interest.all());
    log.elect(members.get(0));
    clock.runUntilIdle();
    log.beSlow();
    log.otherFates(
        () ->
            switch (random.nextInt(20)) {
              case 0 -> Fate.REFUSED;
              case 1 -> random.nextBoolean() ? Fate.LOST : Fate.COMMITTED_TWICE;
              case 2 -> Fate.COMMITTED_LATE;
              case 3 -> Fate.REPEATED;
              default -> Fate.COMMITTED;
            });
  }

  private void randomStep(int step) {
    switch (random.nextInt(20)) {
      case 0 -> changeLeadOrMissEntries();
      case 1, 2, 3, 4, 5, 6, 7 -> clock.advance(Duration.ofMillis(random.nextInt(10)));
      default -> {
        // Mostly the leader; sometimes one that only believes that it leads, or knows better.
        int store = random.nextInt(4) == 0 ? random.nextInt(3) : leader;
        switch (random.nextInt(6)) {
          case 0 -> reads.add(read(store));
          case 1 -> reads.add(failAfterReading(store));
          case 2, 3 -> writes.add(increment(store));
          default -> writes.add(create(store, "node" + step));
        }
      }
    }
  }

  /** Whether enough has happened for the promises to mean something. */
  private boolean showsEnough(WatchValidators validators) {
    return validators.delivered() > 50
        && validators.resumed() > 50
        && count(Future::succeeded) > 20
        && count(written -> written.cause() instanceof OutcomeUnknownException) > 0
        && count(written -> written.cause() instanceof ProposalRefusedException) > 0
        && reads.stream().anyMatch(read -> read.future.succeeded());
  }

  private long count(Predicate<Future<Version>> outcome) {
    return writes.stream().map(Write::future).filter(outcome).count();
  }

  private void changeLeadOrMissEntries() {
    int behind = 1 + random.nextInt(2); // The first one sees all, for comparison.
    switch (random.nextInt(4)) {
      case 0 -> log.pause(members.get(behind));
      case 1 -> log.resume(members.get(behind), members.get(0));
      default -> changeLead();
    }
  }

  private void changeLead() {
    int old = leader;
    leader = random.nextInt(3);
    log.elect(members.get(leader));
    if (old != leader && random.nextBoolean()) {
      log.depose(members.get(old));
    }
  }

  /** Lets everything arrive, and puts one leader in charge. */
  private void settle() {
    log.otherFates(() -> Fate.COMMITTED);
    clock.advance(Duration.ofSeconds(10));
    log.resume(members.get(1), members.get(0));
    log.resume(members.get(2), members.get(0));
    clock.advance(Duration.ofSeconds(10));
    log.elect(members.get(0));
    clock.advance(Duration.ofSeconds(10));
    writes.add(create(0, "last"));
    clock.advance(Duration.ofSeconds(10));
    assertThat(writes.get(writes.size() - 1).future.succeeded()).isTrue();
  }

  private Write create(int store, String id) {
    return new Write(id, stores.get(store).update(tx -> tx.create(Kinds.NODE, node(id))));
  }

  private Read read(int store) {
    return new Read(stores.get(store).compute(Origin.NONE, tx -> seen(tx)).map(Committed::value));
  }

  /** A body whose exception says what it has read. */
  private Read failAfterReading(int store) {
    Future<Version> failed =
        stores
            .get(store)
            .update(
                tx -> {
                  tx.create(Kinds.NODE, node("never"));
                  throw new Thrown(seen(tx));
                });
    return new Read(
        failed
            .map((String) null)
            .recover(
                cause ->
                    cause instanceof Thrown thrown
                        ? Future.succeededFuture(thrown.getMessage())
                        : Future.failedFuture(cause)));
  }

  /** The state that a transaction is built on, in short. */
  private static String seen(ReadTx tx) {
    return tx.list(Kinds.NODE).stream()
        .filter(node -> !node.getId().equals("never"))
        .map(node -> node.getId() + "@" + node.getMeta().getVersion().getIndex())
        .toList()
        .toString();
  }

  private Write increment(int store) {
    return new Write(Counter.ID, stores.get(store).update(Counter::increment));
  }

  private void assertKept(String context, Write write) {
    assertThat(write.future.isComplete()).as(context).isTrue();
    if (write.id.equals(Counter.ID)) {
      return;
    }
    Node stored = stores.get(0).view().get(Kinds.NODE, write.id).orElse(null);
    if (write.future.succeeded()) {
      assertThat(stored).as("%s: %s was acknowledged", context, write.id).isNotNull();
      assertThat(new Version(stored.getMeta().getVersion().getIndex()))
          .as(context)
          .isEqualTo(write.future.result());
    } else if (!(write.failure() instanceof OutcomeUnknownException)) {
      assertThat(write.failure())
          .as(context)
          .isInstanceOfAny(
              ProposalRefusedException.class, StoreBusyException.class, BaseLostException.class);
      assertThat(stored).as("%s: %s was refused", context, write.id).isNull();
    }
  }

  /** What was told to anybody is a state that was published. */
  private void assertReadsWereCommitted(String context) {
    Set<String> published = new HashSet<>(Set.of("[]"));
    while (states.next() instanceof Next.Delivered delivered) {
      published.add(seen(delivered.at()));
    }
    for (Read read : reads) {
      assertThat(read.future.isComplete()).as(context).isTrue();
      if (read.future.succeeded()) {
        assertThat(published).as(context).contains(read.future.result());
      } else {
        assertThat(read.future.cause())
            .as(context)
            .isInstanceOfAny(
                ProposalRefusedException.class, StoreBusyException.class, BaseLostException.class);
      }
    }
  }

  private void assertEqual(String context) {
    List<Commit> first = Fixtures.commits(watchers.get(0));
    Version before = Version.ZERO;
    for (Commit commit : first) {
      assertThat(commit.predecessor()).as(context).isEqualTo(before);
      before = commit.version();
    }
    for (int i = 1; i < stores.size(); i++) {
      var view = stores.get(i).view();
      assertThat(view.version()).as(context).isEqualTo(stores.get(0).view().version());
      assertThat(stores.get(i).save(view))
          .as(context)
          .isEqualTo(stores.get(0).save(stores.get(0).view()));
      List<Commit> seen = Fixtures.commits(watchers.get(i));
      boolean missed = watchers.get(i).next() instanceof Next.Compacted;
      assertThat(seen).as(context).isEqualTo(first.subList(0, missed ? seen.size() : first.size()));
    }
  }

  private void assertCounted(String context) {
    List<Write> increments = writes.stream().filter(write -> write.id.equals(Counter.ID)).toList();
    long sure = increments.stream().filter(write -> write.future.succeeded()).count();
    long perhaps =
        increments.stream()
            .filter(write -> write.failure() instanceof OutcomeUnknownException)
            .count();
    assertThat((long) Counter.in(stores.get(0).view())).as(context).isBetween(sure, sure + perhaps);
  }

  private void assertNumbersDiffer(String context) {
    List<Long> numbers =
        log.proposals().stream()
            .filter(entry -> entry.getActionsCount() > 0)
            .map(LogEntry::getVersion)
            .toList();
    assertThat(numbers).as(context).doesNotHaveDuplicates();
  }

  private record Read(Future<String> future) {}

  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Thrown(String seen) {
      super(seen);
    }
  }

  private record Write(String id, Future<Version> future) {
    Throwable failure() {
      return future.failed() ? future.cause() : null;
    }
  }
}
