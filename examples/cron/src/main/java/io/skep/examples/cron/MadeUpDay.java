package io.skep.examples.cron;

import io.skep.controller.Manager;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.owner.OwnerCleanup;
import io.skep.controller.runtime.StoreManager;
import io.skep.examples.cron.CronJob.Spec;
import io.skep.store.Interest;
import io.skep.store.Store;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A made-up day of one cron job, in virtual time, so that it passes at once. */
final class MadeUpDay {
  private static final String BACKUP = "backup";

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("controllers");
  private final Store store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private final PrintStream out;
  private String printed = "";

  private MadeUpDay(PrintStream out) {
    this.out = out;
  }

  /** Prints to {@code out}. */
  static void tell(PrintStream out) {
    new MadeUpDay(out).day();
  }

  private void day() {
    Watcher watcher = store.watch(loop, Interest.all());
    watcher.onReady(() -> printNews(watcher));
    Manager manager = newManager();
    manager.start();

    say("a backup is to run every hour; it takes 40 minutes");
    store.update(
        tx ->
            tx.create(
                CronJob.KIND,
                new CronJob(
                    ObjectMeta.identified(BACKUP, BACKUP),
                    Spec.of("0 * * * *", "backup:1"),
                    null)));
    clock.advance(Duration.ofMinutes(150));

    say("it is to run every half hour, and the next waits for the one before");
    edit(spec -> spec.withSchedule("*/30 * * * *"));
    clock.advance(Duration.ofMinutes(90));

    say("nobody is there for five hours");
    manager.stop();
    clock.advance(Duration.ofHours(5));

    say("somebody is there again, and one job does for all that were missed");
    newManager().start();
    clock.advance(Duration.ofMinutes(20));

    say("the schedule is mistyped");
    edit(spec -> spec.withSchedule("*/30 * * *"));
    clock.advance(Duration.ofHours(1));

    say("the cron job is deleted, and its jobs with it");
    store.update(tx -> tx.delete(CronJob.KIND, BACKUP));
    clock.advance(Duration.ofMinutes(1));
    out.printf("  %d services left%n", store.view().count(Kinds.SERVICE));
    store.close();
  }

  private Manager newManager() {
    return StoreManager.on(loop, store)
        .add("cron-jobs", new CronJobs())
        .add("simulated-jobs", new SimulatedJobs(job -> Duration.ofMinutes(40)))
        .add("owner-cleanup", new OwnerCleanup());
  }

  private void edit(UnaryOperator<Spec> change) {
    store.update(
        tx -> {
          CronJob job = tx.get(CronJob.KIND, BACKUP).orElseThrow();
          ObjectTx.over(tx).spec(CronJob.KIND, job, change.apply(job.spec()));
        });
  }

  private void say(String what) {
    clock.runUntilIdle();
    out.println(what);
  }

  private void printNews(Watcher watcher) {
    while (watcher.next() instanceof Next.Delivered delivered) {
      String news = delivered.at().get(CronJob.KIND, BACKUP).map(MadeUpDay::state).orElse(printed);
      if (!news.equals(printed)) {
        printed = news;
        out.printf("  %s  %s%n", clock.instant().toString().substring(11, 16), news);
      }
    }
  }

  private static String state(CronJob job) {
    CronJob.Status status = job.reported();
    if (status.problem() != null) {
      return status.problem();
    }
    return status.active().isEmpty()
        ? "nothing runs"
        : "the job of %s runs".formatted(status.lastScheduled().toString().substring(11, 16));
  }
}
