package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.Group;
import io.skep.controller.Placement;
import io.skep.controller.lease.Contest;
import io.skep.store.Store;
import io.skep.store.loop.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The elections that a manager takes part in: one for each lease that something of it needs. */
final class Elections {
  private final Loop home;
  private final Store store;
  private final Optional<Contest> contest;
  private final MeterRegistry meters;
  private final Lifecycle lifecycle;

  // Guarded by this.
  private final Map<String, LeaderGroup> groups = new HashMap<>(); // Never iterated.

  Elections(
      Loop home, Store store, ManagerOptions options, MeterRegistry meters, Lifecycle lifecycle) {
    this.home = home;
    this.store = store;
    this.contest = options.contest();
    this.meters = meters;
    this.lifecycle = lifecycle;
  }

  /** Lets {@code member} work while the manager's lease is held. */
  void join(LeaderOnly member) {
    join(required(member).lease(), member);
  }

  /** Lets each shard of {@code controller} work while its lease is held. */
  void join(Controller<?> controller, Placement placement) {
    String lease = required(new LeaderController(controller, 0)).lease();
    List<String> leases = Gate.leases(placement, lease);
    for (int shard = 0; shard < leases.size(); shard++) {
      join(leases.get(shard), new LeaderController(controller, shard));
    }
  }

  /** Lets {@code member} work while {@code lease} is held. */
  private void join(String lease, LeaderOnly member) {
    Contest mine = required(member).about(lease);
    LeaderGroup group;
    boolean isNew;
    synchronized (this) {
      isNew = !groups.containsKey(mine.lease());
      group =
          groups.computeIfAbsent(
              mine.lease(),
              absent ->
                  new LeaderGroup(home, store, mine, new LeaderMetrics(meters, mine.lease())));
    }
    home.execute(() -> group.add(member)); // Before the election starts, if that is new.
    if (isNew) {
      lifecycle.add(Group.LEADER, group);
    }
  }

  private Contest required(LeaderOnly member) {
    return contest.orElseThrow(
        () ->
            new IllegalArgumentException(
                "\"%s\" is to run only where a lease is held, but the manager stands for none; give it ManagerOptions.withElection(Candidate.of(lease, name))"
                    .formatted(member.name())));
  }
}
