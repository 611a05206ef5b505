package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Node;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Specifier;
import io.skep.store.Specifier.Action;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Watches the stores of a simulated history all through it, and holds what watchers are given
 * against the promises:
 *
 * <ul>
 *   <li><em>Ordered</em>: versions rise, and the changes of a commit come in their order.
 *   <li><em>Unique</em>: no commit comes twice.
 *   <li><em>Reliable</em>: none that matters is left out; what is lost is said to be.
 *   <li><em>Atomic</em>: a commit comes whole, and with exactly the state that it left.
 *   <li><em>Resumable</em>: a watch that goes on from a point, at the same store or at another one
 *       of its group, gets what followed.
 *   <li><em>Bookmarkable</em>: up to a bookmark nothing is missing, and a watch can go on from it.
 * </ul>
 *
 * <p>A copy of each store is fed by such a watch, and stays equal to it.
 *
 * <p>A reader of everything at each store, of which the first sees all there is, learns the one
 * history that all stores of the group share, and shows by playing it that it leads from state to
 * state. Every other watcher, of any interest and pace, is held against that. To be told of each
 * step: {@link #step}.
 */
public final class WatchValidators {
  private static final int WITNESSES = 6;

  private final List<Followed> stores = new ArrayList<>();
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<Commit> history = new ArrayList<>();
  private final Random random;
  private final String seed;
  private String context = "";
  private int steps;
  private int delivered;
  private int resumed;
  private int compacted;

  /**
   * Validators of one store, or of the replicas of a group.
   *
   * @param loop where all watchers are read
   * @param seed draws interests and paces
   */
  public WatchValidators(List<MemoryStore> stores, Loop loop, long seed) {
    this.random = new Random(seed);
    this.seed = "seed " + seed;
    stores.forEach(store -> this.stores.add(new Followed(store, loop)));
    for (int i = 0; i < WITNESSES; i++) {
      witnesses.add(new Witness(loop));
    }
  }

  /** To be called after each step of the history: lets some watchers read, or go elsewhere. */
  public void step() {
    context = "%s, step %d of the validators".formatted(seed, steps++);
    stores.forEach(Followed::follow);
    witnesses.forEach(Witness::step);
  }

  /** To be called when everything is at rest: all catch up, and nothing may be missing. */
  public void finish() {
    step();
    for (Followed store : stores) {
      assertThat(store.known).as(context).isEqualTo(history.size());
      store.assertCopied();
    }
    witnesses.forEach(Witness::catchUp);
  }

  /** How many commits witnesses were given. */
  public int delivered() {
    return delivered;
  }

  /** How often a witness went on from a point. */
  public int resumed() {
    return resumed;
  }

  /** How often a witness had lost something. */
  public int compacted() {
    return compacted;
  }

  /** A store, and all that it has committed. */
  private final class Followed {
    private final MemoryStore store;
    private final Loop loop;
    private final Map<ObjectKey, Message> objects = new HashMap<>(); // Asked, never walked.
    private Watcher everything;

    /** What applies each commit of the store, and begins anew with a snapshot after a leap. */
    private final MemoryStore copy =
        new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(steps)));

    /** How much of the history it has come to. */
    private int known;

    /** Whether it has caught up from an image, without the commits before it. */
    private boolean hasGap;

    /** Whether it has done so, and is ahead of all that is known here: nobody reads it for now. */
    private boolean isAhead;

    Followed(MemoryStore store, Loop loop) {
      this.store = store;
      this.loop = loop;
      begin();
    }

    private void begin() {
      objects.clear();
      everything =
          store.viewAndWatch(
              loop,
              Interest.all(),
              view -> {
                Kinds.ALL.forEach(table -> addAll(table, view));
                Fixtures.now(copy.restore(store.save(view)));
              });
    }

    /** Goes on after commits that this store has never seen, which the first one has. */
    private void leap() {
      assertThat(this).as("%s: compacted without cause", context).isNotSameAs(stores.get(0));
      hasGap = true;
      isAhead = store.view().version().isAfter(stores.get(0).store.view().version());
      if (isAhead) {
        return;
      }
      everything.close();
      begin();
      Version newest = store.view().version();
      while (known < history.size() && !history.get(known).version().isAfter(newest)) {
        known++;
      }
    }

    private <M extends Message> void addAll(Table<M> table, ReadTx view) {
      view.list(table)
          .forEach(object -> objects.put(ObjectKey.of(table, table.id(object)), object));
    }

    void follow() {
      Next next = everything.next();
      if (next instanceof Next.Compacted) {
        leap();
        if (isAhead) {
          return;
        }
        next = everything.next();
      }
      for (; next instanceof Next.Delivered given; next = everything.next()) {
        take(given.commit());
        play(given.commit(), given.at());
        Fixtures.now(copy.apply(given.commit()));
      }
      if (steps % 50 == 0) {
        assertCopied();
      }
      assertThat(next).as(context).isInstanceOf(Next.CaughtUp.class);
      assertThat(((Next.CaughtUp) next).at()).as(context).isSameAs(store.view());
    }

    void assertCopied() {
      assertThat(copy.save(copy.view())).as(context).isEqualTo(store.save(store.view()));
    }

    /** One history for all, each commit right after the one before it. */
    private void take(Commit commit) {
      if (known == history.size()) {
        if (known > 0) {
          Commit before = history.get(known - 1);
          assertThat(commit.predecessor()).as(context).isEqualTo(before.version());
        }
        assertThat(commit.version().isAfter(commit.predecessor())).as(context).isTrue();
        history.add(commit);
      }
      assertThat(commit).as(context).isEqualTo(history.get(known));
      known++;
    }

    private void play(Commit commit, ReadTx at) {
      assertThat(at.version()).as(context).isEqualTo(commit.version());
      for (Change<?> change : commit.changes()) {
        assertThat(objects.get(change.key())).as(context).isEqualTo(change.before().orElse(null));
        change
            .after()
            .ifPresentOrElse(
                after -> objects.put(change.key(), after), () -> objects.remove(change.key()));
      }
      for (Change<?> change : commit.changes()) {
        assertThat(get(change.table(), change.key(), at))
            .as(context)
            .isEqualTo(objects.get(change.key()));
      }
      int count = Kinds.ALL.stream().mapToInt(at::count).sum();
      assertThat(count).as(context).isEqualTo(objects.size());
    }

    private <M extends Message> Message get(Table<M> table, ObjectKey key, ReadTx at) {
      return at.get(table, key.id()).orElse(null);
    }
  }

  /** A watcher of some interest and pace, which now and then goes on elsewhere. */
  private final class Witness {
    private final Loop loop;
    private Followed store;
    private Interest interest;
    private int pace;
    private Watcher watcher;

    /** The first of the history that it has not been given or passed. */
    private int next;

    /** Where it could go on; null until something told it. */
    private ResumePoint point;

    /** The first of the history after that point. */
    private int nextAfterPoint;

    Witness(Loop loop) {
      this.loop = loop;
      begin(stores.get(random.nextInt(stores.size())));
    }

    private void begin(Followed at) {
      store = at;
      interest = someInterest();
      pace = 1 + random.nextInt(6) * random.nextInt(6);
      next = at.known;
      watcher =
          at.store.viewAndWatch(
              loop, interest, view -> remember(ResumePoint.after(view), at.known));
    }

    private void remember(ResumePoint newPoint, int following) {
      point = newPoint;
      nextAfterPoint = following;
    }

    void step() {
      if (store.isAhead) {
        return;
      }
      Followed other = stores.get(random.nextInt(stores.size()));
      if (random.nextInt(40) == 0 && !other.isAhead) {
        goOn(other);
      } else if (random.nextInt(200) == 0) {
        watcher.close();
        assertThat(watcher.next()).as(context).isEqualTo(new Next.Cancelled());
        begin(stores.get(0));
      } else if (random.nextInt(pace) == 0) {
        read();
      }
    }

    void catchUp() {
      while (next < store.known || !(watcher.next() instanceof Next.CaughtUp)) {
        read();
      }
    }

    private void read() {
      int owed = owed();
      Next got = watcher.next();
      if (got instanceof Next.Delivered given) {
        delivered++;
        assertThat(owed).as("%s: nothing is owed but %s", context, got).isLessThan(store.known);
        assertThat(given.commit()).as(context).isEqualTo(wanted(owed));
        assertThat(given.at().version()).as(context).isEqualTo(given.commit().version());
        next = owed + 1;
        remember(ResumePoint.after(given.at()), next);
      } else if (got instanceof Next.CaughtUp bookmark) {
        assertThat(owed).as("%s: a commit is missing", context).isEqualTo(store.known);
        next = owed;
        remember(ResumePoint.after(bookmark.at()), next);
      } else {
        assertThat(got).as(context).isInstanceOf(Next.Compacted.class);
        assertLost(((Next.Compacted) got).oldest());
      }
    }

    private void assertLost(Version oldest) {
      compacted++;
      boolean anotherHistory = !point.historyId().equals(store.store.historyId());
      boolean foundGap = store.hasGap && next <= store.known;
      assertThat(anotherHistory || foundGap || oldest.isAfter(history.get(next).version()))
          .as("%s: compacted without cause", context)
          .isTrue();
      watcher.close();
      begin(store);
    }

    /** Leaves its watch and goes on from a point that it was told, here or at another replica. */
    private void goOn(Followed elsewhere) {
      try {
        Watcher other = elsewhere.store.watchFrom(loop, interest, point);
        watcher.close();
        watcher = other;
        store = elsewhere;
        next = nextAfterPoint;
        resumed++;
      } catch (VersionNotReachedException e) {
        assertThat(point.version().isAfter(elsewhere.store.view().version())).as(context).isTrue();
      }
    }

    /** The first that matters of what the store has committed since; if none, as many as it has. */
    private int owed() {
      int at = next;
      while (at < store.known && wanted(at) == null) {
        at++;
      }
      return at;
    }

    private Commit wanted(int at) {
      Commit whole = history.get(at);
      List<Change<?>> changes = new ArrayList<>();
      whole.changes().stream().filter(interest::wants).forEach(changes::add);
      return changes.isEmpty()
          ? null
          : new Commit(whole.version(), whole.predecessor(), changes, whole.origin());
    }
  }

  private Interest someInterest() {
    Specifier<Node> nodes = Specifier.of(Kinds.NODE);
    return switch (random.nextInt(6)) {
      case 0, 1 -> Interest.all();
      case 2 -> Interest.in(List.of(Kinds.TASK, Kinds.SERVICE));
      case 3 -> Interest.of(nodes.on(Action.CREATED, Action.DELETED));
      case 4 -> Interest.of(nodes.id("a"), Specifier.of(Kinds.TASK).namePrefix("w").andLeaving());
      default -> Interest.of(Specifier.of(Kinds.CLUSTER));
    };
  }
}
