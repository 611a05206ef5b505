package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.store.By;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real threads and real event loops at once: accounts whose sum never changes, moved by writers of
 * all sorts, and looked at by readers and watchers, which leave and come back. S-2, S-3, S-87,
 * S-89, S-101, S-107.
 */
class StoreStressTest {
  private static final int ACCOUNTS = 8;
  private static final int SUM = ACCOUNTS * 100;
  private static final int TRANSFERS = 3_000;

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL)
              .withClock(Clock.system())
              .withLog(new LogBounds(64, 1_000))
              .withWaitingWrites(1_000_000));
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void theAccountsAreFilled() {
    Fixtures.now(
        store.update(
            tx -> {
              for (int i = 0; i < ACCOUNTS; i++) {
                tx.create(Kinds.NODE, Fixtures.node("account" + i, "100"));
              }
            }));
  }

  @AfterEach
  void noThreadStays() throws Exception {
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void nobodyEverSeesHalfATransfer() throws Exception {
    List<Ledger> ledgers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      var loop = VertxLoop.of(vertx.getOrCreateContext());
      ledgers.add(new Ledger(loop));
    }
    List<Future<Void>> writes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(threadOfWrites(i));
      threads.add(threadOfReads(i));
      writes.add(loopOfWrites(i));
    }
    threads.add(threadOfBatches());

    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    await(Future.all(writes).mapEmpty());
    for (Ledger ledger : ledgers) {
      await(ledger.caughtUpWith(store.view().version()));
      assertThat(ledger.balances).isEqualTo(balances(store.view()));
    }

    assertThat(failures).isEmpty();
    long commits = 4L * TRANSFERS + (TRANSFERS + 99) / 100 + 1;
    assertThat(store.view().version().index()).isEqualTo(commits);
  }

  private Thread threadOfWrites(int number) {
    return thread(
        () -> {
          var random = new Random(number);
          var last = new CountDownLatch(TRANSFERS);
          for (int i = 0; i < TRANSFERS; i++) {
            store
                .compute(Origin.NONE, tx -> transfer(tx, random))
                .onComplete(
                    done -> {
                      if (done.failed()) {
                        failures.add(done.cause());
                      }
                      last.countDown();
                    });
          }
          BusyStore.await(last);
        });
  }

  private Thread threadOfReads(int number) {
    return thread(
        () -> {
          var random = new Random(number);
          Version before = Version.ZERO;
          for (int i = 0; i < TRANSFERS; i++) {
            ReadTx view = store.view();
            assertThat(before.isAfter(view.version())).isFalse();
            before = view.version();
            assertSound(view);
            Node some = view.get(Kinds.NODE, "account" + random.nextInt(ACCOUNTS)).orElseThrow();
            assertThat(view.find(Kinds.NODE, By.name(some.getDescription().getHostname())))
                .contains(some);
          }
        });
  }

  private Thread threadOfBatches() {
    return thread(
        () -> {
          var random = new Random(99);
          store.batch(
              Origin.NONE,
              batch -> {
                for (int i = 0; i < TRANSFERS; i++) {
                  batch.update(tx -> transfer(tx, random)); // Two changes each.
                }
              });
        });
  }

  private Future<Void> loopOfWrites(int number) {
    var loop = VertxLoop.of(vertx.getOrCreateContext());
    Promise<Void> done = Promise.promise();
    var random = new Random(1_000 + number);
    loop.execute(() -> writeOnLoop(loop, random, TRANSFERS, done));
    return done.future();
  }

  private void writeOnLoop(Loop loop, Random random, int left, Promise<Void> done) {
    if (left == 0) {
      done.complete();
      return;
    }
    store
        .update(
            tx -> {
              assertThat(loop.isCurrent()).isTrue();
              transfer(tx, random);
            })
        .onComplete(
            written -> {
              if (written.failed() || !loop.isCurrent()) {
                failures.add(new AssertionError("write on a loop", written.cause()));
              }
              loop.execute(() -> writeOnLoop(loop, random, left - 1, done));
            });
  }

  /** Moves one from an account to another. */
  private static Void transfer(Tx tx, Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    add(tx, "account" + from, -1);
    assertThat(sum(tx)).isEqualTo(SUM - 1);
    add(tx, "account" + to, 1);
    return null;
  }

  private static void add(Tx tx, String account, int amount) {
    Node.Builder changed = tx.get(Kinds.NODE, account).orElseThrow().toBuilder();
    int balance = Integer.parseInt(changed.getDescription().getHostname()) + amount;
    changed.getDescriptionBuilder().setHostname(Integer.toString(balance));
    tx.update(Kinds.NODE, changed.build());
  }

  private static void assertSound(ReadTx view) {
    assertThat(sum(view)).isEqualTo(SUM);
    for (Node account : view.list(Kinds.NODE)) {
      var written = new Version(account.getMeta().getVersion().getIndex());
      assertThat(written.isAfter(view.version())).isFalse();
    }
  }

  private static int sum(ReadTx view) {
    return view.list(Kinds.NODE).stream()
        .mapToInt(node -> Integer.parseInt(node.getDescription().getHostname()))
        .sum();
  }

  private static Map<String, Node> balances(ReadTx view) {
    Map<String, Node> balances = new HashMap<>(); // Compared only.
    view.list(Kinds.NODE).forEach(node -> balances.put(node.getId(), node));
    return balances;
  }

  private Thread thread(Runnable work) {
    var thread = new Thread(work);
    thread.setUncaughtExceptionHandler((failed, e) -> failures.add(e));
    return thread;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /** Follows the store from commit to commit on an event loop, and begins again when compacted. */
  private final class Ledger {
    private final Loop loop;
    private final Map<String, Node> balances = new HashMap<>(); // Compared only.
    private final Promise<Void> caughtUp = Promise.promise();
    private Watcher watcher;
    private Version seen = Version.ZERO;
    private Version awaited;
    private int applied;

    Ledger(Loop loop) {
      this.loop = loop;
      loop.execute(this::begin);
    }

    Future<Void> caughtUpWith(Version version) {
      loop.execute(
          () -> {
            awaited = version;
            read();
          });
      return caughtUp.future();
    }

    private void begin() {
      watcher =
          store.viewAndWatch(
              loop,
              Interest.in(List.of(Kinds.NODE)),
              view -> {
                check(!seen.isAfter(view.version()), "a snapshot goes back");
                seen = view.version();
                balances.clear();
                balances.putAll(balances(view));
              });
      watcher.onReady(this::read);
    }

    private void read() {
      while (true) {
        Next next = watcher.next();
        if (next instanceof Next.Delivered delivered) {
          apply(delivered.commit(), delivered.at());
          if (++applied % 50 == 0) {
            goOn(delivered.at());
          }
        } else if (next instanceof Next.Compacted compacted) {
          check(compacted.oldest().index() > seen.index() + 1, "compacted without cause");
          watcher.close();
          begin();
        } else {
          break;
        }
      }
      if (awaited != null && !awaited.isAfter(seen)) {
        caughtUp.tryComplete();
      }
    }

    /** Leaves the watch and comes back. */
    private void goOn(ReadTx at) {
      watcher.close();
      watcher = store.watchFrom(loop, Interest.in(List.of(Kinds.NODE)), ResumePoint.after(at));
      watcher.onReady(this::read);
    }

    private void apply(Commit commit, ReadTx at) {
      check(loop.isCurrent(), "a commit arrives elsewhere");
      check(commit.predecessor().equals(seen), "a gap or a repeat");
      check(at.version().equals(commit.version()), "another state");
      check(!commit.version().isAfter(store.view().version()), "ahead of the store");
      seen = commit.version();
      commit
          .changes()
          .forEach(
              change -> {
                Node old = balances.put(change.key().id(), (Node) change.object());
                check(change.before().orElseThrow().equals(old), "half a commit");
              });
      check(balances.equals(balances(at)), "not what the commit left");
    }

    private void check(boolean holds, String otherwise) {
      if (!holds) {
        failures.add(new AssertionError(otherwise + " at " + seen));
      }
    }
  }
}
