package io.skep.store.raft.soak;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What goes wrong in a run, one after the other; each says whether it took effect. */
enum FaultKind {
  KILL_LEADER {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int leader = group.leader();
      long term = group.term();
      if (leader == 0) {
        return false;
      }
      group.slot(leader).kill();
      if (random.nextBoolean()) {
        group.leaderAfter(term);
      }
      last(random, 500);
      group.start(leader);
      return true;
    }
  },
  KILL_ANY {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int member = any(group, random);
      group.slot(member).kill();
      last(random, 2_000);
      group.start(member);
      return true;
    }
  },
  KILL_ALL {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      List<Integer> all = group.members();
      for (int each : all) {
        group.slot(each).kill();
      }
      for (int each : all) {
        group.start(each);
      }
      return true;
    }
  },
  PAUSE_LEADER {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int leader = group.leader();
      return leader != 0 && pause(group, leader, random);
    }
  },
  PAUSE_ANY {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      return pause(group, any(group, random), random);
    }
  },
  CUT_LEADER_OFF {
    @Override
    boolean strike(SoakGroup group, Random random) throws InterruptedException {
      int leader = group.leader();
      return leader != 0 && cut(group, leader, true, true, random);
    }
  },
  /** It hears nobody, and the others hear it. */
  DEAFEN_ANY {
    @Override
    boolean strike(SoakGroup group, Random random) throws InterruptedException {
      return cut(group, any(group, random), false, true, random);
    }
  },
  /** Nobody hears it, and it hears the others. */
  MUTE_LEADER {
    @Override
    boolean strike(SoakGroup group, Random random) throws InterruptedException {
      int leader = group.leader();
      return leader != 0 && cut(group, leader, true, false, random);
    }
  },
  /** Each pair but the ones with one member in the middle. */
  CUT_ONE_LINK {
    @Override
    boolean strike(SoakGroup group, Random random) throws InterruptedException {
      long before = group.links().disturbed();
      List<Integer> all = group.members();
      int one = random.nextInt(all.size());
      int other = (one + 1) % all.size();
      group.links().hold(all.get(one), all.get(other));
      group.links().hold(all.get(other), all.get(one));
      last(random, LONGEST_CUT_MILLIS);
      group.links().heal();
      return group.links().disturbed() > before;
    }
  },
  RESET_CONNECTIONS {
    @Override
    boolean strike(SoakGroup group, Random random) {
      long before = group.links().disturbed();
      for (int one : group.members()) {
        for (int other : group.members()) {
          if (one < other) {
            group.links().reset(one, other);
          }
        }
      }
      return group.links().disturbed() > before;
    }
  },
  FULL_DISK {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int member =
          random.nextBoolean() && group.leader() != 0 ? group.leader() : any(group, random);
      MemberSlot slot = group.slot(member);
      boolean full = slot.disk().fill();
      if (full) {
        last(random, 2_000);
        slot.kill(); // Whoever keeps it running gives it room and starts it again.
        slot.disk().empty();
        group.start(member);
      }
      return full;
    }
  },
  /** One is away until the others have dropped what it would need, and takes a snapshot. */
  FALL_BEHIND {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int member = any(group, random);
      MemberSlot slot = group.slot(member);
      slot.kill();
      long had = slot.newestLogFile();
      boolean dropped =
          group.within(
              LONGEST_AWAY_MILLIS,
              () ->
                  group.slots().stream()
                      .filter(each -> each != slot)
                      .allMatch(
                          each -> {
                            each.call(1_000, "snapshot");
                            return each.logBegins() > had;
                          }));
      group.start(member);
      return dropped && group.within(LONGEST_AWAY_MILLIS, () -> slot.logBegins() > had);
    }
  },
  HAND_OVER {
    @Override
    boolean strike(SoakGroup group, Random random) throws InterruptedException {
      int leader = group.leader();
      int next = any(group, random);
      return leader != 0
          && leader != next
          && group.slot(leader).call(12_000, "lead", Links.name(next)) instanceof Answer.Ok
          && group.within(2_000, () -> group.leader() == next);
    }
  },
  /** One has lost its disk: it is removed, and another one comes in its place. */
  REPLACE {
    @Override
    boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException {
      int lost = any(group, random);
      if (lost == group.leader()) {
        return false;
      }
      group.slot(lost).kill();
      group.leaderAfter(-1);
      group.askLeader("remove", Links.name(lost));
      group.forget(lost);
      int fresh = group.join();
      group.askLeader("add", Links.name(fresh), Links.address(fresh));
      group.awaitWhole();
      return true;
    }
  };

  private static final int LONGEST_PAUSE_MILLIS = 4_000;
  private static final int LONGEST_CUT_MILLIS = 4_000;
  private static final int LONGEST_AWAY_MILLIS = 30_000;

  /** Does it and ends it; what is left to mend is {@link SoakGroup#mend}'s. */
  abstract boolean strike(SoakGroup group, Random random) throws IOException, InterruptedException;

  private static int any(SoakGroup group, Random random) {
    List<Integer> all = group.members();
    return all.get(random.nextInt(all.size()));
  }

  private static boolean pause(SoakGroup group, int member, Random random)
      throws IOException, InterruptedException {
    boolean paused = group.slot(member).pause();
    last(random, LONGEST_PAUSE_MILLIS);
    return group.slot(member).goOn() && paused;
  }

  private static boolean cut(
      SoakGroup group, int member, boolean itsWords, boolean othersWords, Random random)
      throws InterruptedException {
    long before = group.links().disturbed();
    for (int other : group.members()) {
      if (other != member && itsWords) {
        group.links().hold(member, other);
      }
      if (other != member && othersWords) {
        group.links().hold(other, member);
      }
    }
    last(random, LONGEST_CUT_MILLIS);
    if (random.nextBoolean()) { // As if what was sent had been lost for good.
      for (int other : group.members()) {
        if (other != member) {
          group.links().reset(member, other);
        }
      }
    }
    group.links().heal();
    return group.links().disturbed() > before;
  }

  /** So long, at most. */
  private static void last(Random random, int mostMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(mostMillis));
  }
}
