package io.skep.scheduler.waiting;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.order.FewestTasks;
import io.skep.scheduler.reconciler.AssigningBinder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is kept of groups whose tasks were placed. */
final class KnownTreesTest {
  private static final Pipeline PIPELINE =
      new Pipeline(List.of(), List.of(new FewestTasks()), new AssigningBinder());

  private static TaskGroup group(String service) {
    Task task = task("t-" + service, ofService(service));
    var group = new TaskGroup(Likeness.of(task), PIPELINE, task);
    group.put(task);
    return group;
  }

  // SC-5
  @Test
  void aGroupWhoseTasksCameAndWentNeedsNoLookAtEveryNode() {
    var cluster = new Cluster();
    for (int i = 0; i < 100; i++) {
      cluster.put(node("n" + i));
    }
    var waiting = new WaitingTasks(PIPELINE);
    var looks = new AtomicInteger();
    for (String id : List.of("first", "second")) {
      waiting.add(task(id, ofService("web")));
      TaskGroup group = waiting.groups().get(0);
      looks.set(0);
      looks.addAndGet(group.verdicts().refresh(cluster));
      waiting.treeOf(group, cluster, Instant.EPOCH, looks::addAndGet);
      waiting.remove(group.first());
      assertThat(waiting.groups()).isEmpty();
      assertThat(looks).as(id).hasValue(id.equals("first") ? 200 : 0);
    }
  }

  // SC-1: groups are remembered in a bounded number even where there are hardly any nodes.
  @Test
  void aGroupCountsOnItsOwn() {
    var forgotten = new ArrayList<TaskGroup>();
    var trees = new KnownTrees(10 * (1 + KnownTrees.SIZE_OF_GROUP), forgotten::add);
    for (int i = 0; i < 100; i++) {
      trees.used(group("web" + i), 1);
    }
    assertThat(forgotten).hasSize(90);
  }

  // SC-5
  @Test
  void theTreeThatWasOfNoUseForTheLongestGoesFirst() {
    var forgotten = new ArrayList<TaskGroup>();
    var trees = new KnownTrees(100 + 3 * KnownTrees.SIZE_OF_GROUP, forgotten::add);
    TaskGroup web = group("web");
    TaskGroup db = group("db");
    TaskGroup cache = group("cache");
    trees.used(web, 40);
    trees.used(db, 40);
    trees.used(web, 50);
    assertThat(forgotten).isEmpty();

    trees.used(cache, 20);
    assertThat(forgotten).containsExactly(db);
    assertThat(trees.contains(db)).isFalse();
    trees.used(cache, 1_000);
    assertThat(forgotten).as("the last one stays, however big").containsExactly(db, web);
    assertThat(trees.contains(cache)).isTrue();
  }
}
