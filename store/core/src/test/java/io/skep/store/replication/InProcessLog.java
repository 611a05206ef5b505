package io.skep.store.replication;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A replicated log in one process, on virtual time: one list of entries, several members, each on a
 * loop of its own, and delays drawn from a seed. What happens to a proposal can be chosen.
 *
 * <p>It is less well-behaved than a log by consensus: it takes entries of members that have lost
 * the lead without knowing it, in any order, and repeats some.
 */
public final class InProcessLog {
  /** What happens to a proposal. */
  public enum Fate {
    /** It is appended, and its proposer hears of it like everybody. */
    COMMITTED,
    /** It is appended, and later once more. */
    REPEATED,
    /** It is not appended, and its proposer is told so. */
    REFUSED,
    /** It is not appended, and its proposer is told that nobody knows. */
    LOST,
    /** Its proposer is told that nobody knows, and it is appended later. */
    COMMITTED_LATE,
    /** Its proposer is told that nobody knows, and it is appended later, and once more. */
    COMMITTED_TWICE,
    /** The call itself fails. */
    THROWN
  }

  private static final int MOST_DELAY_MILLIS = 20;
  private static final int LATE_MILLIS = 100;

  private static final Proposer.Limits ONE = new Proposer.Limits(1, 1 << 21);

  private final VirtualClock clock;
  private final RandomGenerator random;
  private final Loop loop;
  private final List<LogEntry> entries = new ArrayList<>();
  private final List<LogEntry> proposals = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final Deque<Fate> fates = new ArrayDeque<>();
  private Supplier<Fate> otherwise = () -> Fate.COMMITTED;
  private long epoch;
  private boolean slow;
  private boolean ordered;

  /** An empty log. */
  public InProcessLog(VirtualClock clock) {
    this.clock = clock;
    this.random = clock.newRandom();
    this.loop = clock.loop("log");
  }

  /** A new member, which starts at the beginning of the log and has one entry under way at most. */
  public Member join(String name) {
    return join(name, ONE);
  }

  /** A new member, which starts at the beginning of the log. */
  public Member join(String name, Proposer.Limits limits) {
    var member = new Member(clock.loop(name), limits);
    members.add(member);
    return member;
  }

  /** From now on everything takes up to 20 ms; before, it takes no time. */
  public void beSlow() {
    slow = true;
  }

  /** From now on the proposals of a member arrive in the order in which it made them. */
  public void keepOrder() {
    ordered = true;
  }

  /** What happens to the next proposals, in this order. */
  public void nextFates(Fate... next) {
    fates.addAll(List.of(next));
  }

  /** What happens to all proposals that {@link #nextFates} does not speak of. */
  public void otherFates(Supplier<Fate> other) {
    otherwise = other;
  }

  /** All entries so far. */
  public List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  /** All that was ever proposed. */
  public List<LogEntry> proposals() {
    return List.copyOf(proposals);
  }

  /** Makes {@code member} the leader; the one before is told nothing yet. */
  public void elect(Member member) {
    long its = ++epoch;
    Version highest = new Version(entries.stream().mapToLong(LogEntry::getVersion).max().orElse(0));
    member.tell(
        () -> {
          member.catchUp();
          member.replica.leading(its, highest);
        });
  }

  /** Tells {@code member} that it does not lead. */
  public void depose(Member member) {
    member.tell(() -> member.replica.following());
  }

  /** From now on what {@code member} proposes is lost without an answer. */
  public void hold(Member member) {
    member.held = true;
  }

  /** From now on {@code member} is handed nothing. */
  public void pause(Member member) {
    member.paused = true;
  }

  /**
   * Goes on with {@code member}, from an image of {@code source} in the place of what it missed.
   */
  public void resume(Member member, Member source) {
    source.tell(
        () -> {
          var image = new ByteArrayOutputStream();
          int upTo = source.delivered;
          try {
            source.replica.image().writeTo(image);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          member.tell(() -> member.resume(image.toByteArray(), upTo));
        });
  }

  private void append(LogEntry entry) {
    entries.add(entry);
    members.forEach(member -> member.tell(member::catchUp));
  }

  private Duration delay() {
    return slow ? Duration.ofMillis(random.nextInt(MOST_DELAY_MILLIS)) : Duration.ZERO;
  }

  /** One member's side of the log. */
  public final class Member implements Proposer {
    private final Loop home;
    private final Limits limits;
    private Replica replica;
    private int delivered;
    private boolean closed;
    private boolean held;
    private boolean paused;
    private long lastArrivalNanos;

    private Member(Loop home, Limits limits) {
      this.home = home;
      this.limits = limits;
    }

    /** Where its replica is called. */
    public Loop loop() {
      return home;
    }

    @Override
    public void bind(Replica bound) {
      replica = bound;
    }

    @Override
    public String historyId() {
      return "in-process";
    }

    @Override
    public void propose(LogEntry entry) {
      proposals.add(entry);
      Fate fate = fates.isEmpty() ? otherwise.get() : fates.remove();
      if (fate == Fate.THROWN) {
        throw new IllegalStateException("the log is out of order");
      }
      if (!held) {
        loop.after(travelTime(), () -> arrive(entry, fate));
      }
    }

    private Duration travelTime() {
      Duration delay = delay();
      if (!ordered) {
        return delay;
      }
      long now = clock.nanoTime();
      lastArrivalNanos = Math.max(lastArrivalNanos, now + delay.toNanos());
      return Duration.ofNanos(lastArrivalNanos - now);
    }

    private void arrive(LogEntry entry, Fate fate) {
      var version = new Version(entry.getVersion());
      switch (fate) {
        case COMMITTED -> append(entry);
        case REPEATED -> {
          append(entry);
          appendLater(entry);
        }
        case REFUSED -> tell(() -> replica.refused(version, "the log did not take it"));
        case LOST -> tell(() -> replica.outcomeUnknown(version, "no answer"));
        case COMMITTED_LATE -> {
          tell(() -> replica.outcomeUnknown(version, "no answer"));
          appendLater(entry);
        }
        case COMMITTED_TWICE -> {
          tell(() -> replica.outcomeUnknown(version, "no answer"));
          appendLater(entry);
          appendLater(entry);
        }
        case THROWN -> throw new AssertionError("it never set out");
      }
    }

    private void appendLater(LogEntry entry) {
      loop.after(Duration.ofMillis(random.nextInt(LATE_MILLIS)), () -> append(entry));
    }

    /** Hands over all entries up to now. */
    private void catchUp() {
      while (!closed && !paused && delivered < entries.size()) {
        replica.committed(entries.get(delivered++));
      }
    }

    private void resume(byte[] image, int upTo) {
      if (upTo > delivered) {
        try {
          replica.install(new ByteArrayInputStream(image));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        delivered = upTo;
      }
      paused = false;
      catchUp();
    }

    /** The store's side of it. */
    public Replica replica() {
      return replica;
    }

    private void tell(Runnable call) {
      home.after(
          delay(),
          () -> {
            if (!closed) {
              call.run();
            }
          });
    }

    @Override
    public Limits limits() {
      return limits;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
