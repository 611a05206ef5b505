package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.controller.CleaningReconciler;
import io.skep.controller.EventPredicate;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Reconcilers that clean up before their objects go. (rt.F-1 to rt.F-6) */
class CleaningTest {
  record Site(ObjectMeta meta, String spec, String status) implements CustomObject<String, String> {
    static final CustomKind<Site> SITE = CustomKind.of("site", Site.class);
  }

  private static final String DNS = "example.com/dns";

  private final World world = new World();
  private final List<String> calls = new ArrayList<>();
  private final Deque<Function<Run<Site>, Future<Result>>> cleanups = new ArrayDeque<>();
  private Function<Run<Site>, Future<Result>> reconcile = Run::done;
  private EventPredicate<Site> counts = EventPredicate.any();
  private Consumer<Sources<Site>> sources = on -> on.primary(Site.SITE, counts);

  private final class DnsController implements CleaningReconciler<Site> {
    @Override
    public CustomKind<Site> kind() {
      return Site.SITE;
    }

    @Override
    public String finalizer() {
      return DNS;
    }

    @Override
    public void declare(Sources<Site> on) {
      sources.accept(on);
    }

    @Override
    public Future<Result> reconcile(Run<Site> run) {
      calls.add("reconcile " + run.id());
      return reconcile.apply(run);
    }

    @Override
    public Future<Result> cleanup(Run<Site> run) {
      calls.add("cleanup " + run.id());
      return cleanups.isEmpty() ? run.done() : cleanups.remove().apply(run);
    }
  }

  private void start() {
    world.manager.add("dns", new DnsController());
    world.start();
  }

  private void create(String id, String... finalizers) {
    ObjectMeta meta = ObjectMeta.identified(id, id);
    for (String finalizer : finalizers) {
      meta = meta.withFinalizer(finalizer);
    }
    Site site = new Site(meta, "spec", null);
    world.write(tx -> tx.create(Site.SITE, site));
  }

  private void delete(String id) {
    world.write(tx -> tx.delete(Site.SITE, id));
  }

  private Site site(String id) {
    return world.store.view().get(Site.SITE, id).orElseThrow();
  }

  private boolean isThere(String id) {
    return world.store.view().get(Site.SITE, id).isPresent();
  }

  private Future<Result> report(Run<Site> run) {
    return run.commit(tx -> tx.status(Site.SITE, run.object().orElseThrow(), "up"));
  }

  @Test // rt.F-1
  void theFinalizerComesWithTheFirstWrite() {
    reconcile = this::report;
    start();
    Watcher watcher =
        world.store.watch(world.clock.loop("w"), Interest.in(List.of(Kinds.RESOURCE)));
    create("a");

    assertThat(site("a").meta().finalizers()).containsExactly(DNS);
    assertThat(site("a").status()).isEqualTo("up");
    List<Version> seen = new ArrayList<>();
    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      seen.add(delivered.commit().version());
    }
    assertThat(seen).as("created, then status and finalizer together").hasSize(2);
  }

  @Test // rt.F-1
  void aBodyMayWriteTheObjectItself() {
    reconcile =
        run ->
            run.commit(
                tx -> {
                  Site at = tx.get(Site.SITE, run.id()).orElseThrow();
                  if (!at.spec().equals("changed")) {
                    tx.update(Site.SITE, new Site(at.meta(), "changed", null));
                  }
                });
    start();
    create("a");
    assertThat(site("a").meta().finalizers()).containsExactly(DNS);
    assertThat(site("a").spec()).isEqualTo("changed");
  }

  @Test // rt.F-1
  void aBatchBringsItToo() {
    List<Integer> failed = new ArrayList<>();
    List<Consumer<? super Tx>> steps =
        List.of(
            tx -> {
              throw new IllegalStateException("no");
            },
            tx -> ObjectTx.over(tx).addFinalizer(Site.SITE, "a", "other"));
    reconcile =
        run ->
            run.batch(steps.iterator())
                .map(
                    result -> {
                      result.failures().forEach(failure -> failed.add(failure.step()));
                      assertThat(result.steps()).isEqualTo(2);
                      return Result.done();
                    });
    start();
    create("a");
    assertThat(site("a").meta().finalizers()).containsExactly(DNS, "other");
    assertThat(failed).contains(0).doesNotContain(1);
  }

  @Test // rt.F-1
  void aRunThatWritesNothingLeavesTheObjectAlone() {
    start();
    create("a");
    assertThat(site("a").meta().finalizers()).isEmpty();
    delete("a");
    assertThat(isThere("a")).isFalse();
    assertThat(calls).containsOnly("reconcile a");
  }

  @Test // rt.R-13
  void onSpecAnObjectWithoutTheFinalizerRunsAtAnyChange() {
    sources = on -> on.spec(Site.SITE);
    start();
    create("has", DNS);
    create("lacks");
    calls.clear();

    label("has", "1");
    label("lacks", "1");
    assertThat(calls).as("who lacks it is seen").containsExactly("reconcile lacks");
    world.write(tx -> ObjectTx.over(tx).removeFinalizer(Site.SITE, "has", DNS));
    assertThat(calls).as("and who loses it").containsExactly("reconcile lacks", "reconcile has");
    reconcile = this::report;
    label("has", "2");

    assertThat(site("has").meta().finalizers()).containsExactly(DNS);
    calls.clear();
    label("has", "3");
    assertThat(calls).as("it has the finalizer, and its spec is as it was").isEmpty();
  }

  private void label(String id, String value) {
    world.write(
        tx -> {
          Site at = tx.get(Site.SITE, id).orElseThrow();
          tx.update(Site.SITE, new Site(at.meta().withLabel("x", value), at.spec(), at.status()));
        });
  }

  @Test // rt.F-2, rt.F-3
  void aDeletedObjectGoesWhenItIsCleanedUp() {
    reconcile = this::report;
    cleanups.add(run -> run.again(Duration.ofSeconds(10)));
    start();
    create("a");
    calls.clear();

    delete("a");
    assertThat(calls).containsExactly("cleanup a");
    assertThat(isThere("a")).isTrue();
    world.advance(Duration.ofSeconds(10));

    assertThat(calls).containsExactly("cleanup a", "cleanup a");
    assertThat(isThere("a")).isFalse();
    world.advance(Duration.ofDays(1));
    assertThat(calls).hasSize(2);
  }

  @Test // rt.F-2
  void aFailedCleanupIsTriedAgain() {
    cleanups.add(run -> Future.failedFuture(new IllegalStateException("no")));
    start();
    create("a", DNS);
    delete("a");
    assertThat(isThere("a")).isTrue();
    world.advance(Duration.ofMinutes(1));
    assertThat(isThere("a")).isFalse();
  }

  @Test // rt.F-3
  void othersMayStillCleanUpAfterwards() {
    start();
    create("a", DNS, "other");
    delete("a");
    assertThat(site("a").meta().finalizers()).containsExactly("other");
    calls.clear();

    world.write(
        tx -> {
          Site at = tx.get(Site.SITE, "a").orElseThrow();
          tx.update(Site.SITE, new Site(at.meta().withLabel("x", "y"), at.spec(), null));
        });
    assertThat(calls).as("none of this controller's business any more").isEmpty();
    world.write(tx -> ObjectTx.over(tx).removeFinalizer(Site.SITE, "a", "other"));
    assertThat(isThere("a")).isFalse();
    assertThat(calls).isEmpty();
  }

  @Test // rt.F-2
  void withoutTheFinalizerThereIsNothingToCleanUp() {
    start();
    create("a", "other");
    delete("a");
    assertThat(calls).doesNotContain("cleanup a");
  }

  @Test // rt.F-2
  void noPredicateHidesTheDeletion() {
    counts = event -> false;
    start();
    create("a", DNS);
    assertThat(calls).isEmpty();
    delete("a");
    assertThat(calls).containsExactly("cleanup a");
    assertThat(isThere("a")).isFalse();
  }

  @Test // rt.F-2
  void whatWasMarkedBeforeTheStartIsCleanedUp() {
    counts = event -> false;
    create("a", DNS);
    delete("a");
    start();
    assertThat(calls).containsExactly("cleanup a");
    assertThat(isThere("a")).isFalse();
  }

  @Test // rt.F-4
  void anObjectThatVanishedIsNotCleanedUp() {
    start();
    create("a", DNS);
    calls.clear();
    world.write(
        tx -> {
          ObjectTx.over(tx).removeFinalizer(Site.SITE, "a", DNS);
          tx.delete(Site.SITE, "a");
        });
    assertThat(calls).isEmpty();
  }

  @Test // rt.F-5
  void aRecreatedObjectIsAnother() {
    reconcile = this::report;
    start();
    create("a");
    delete("a");
    assertThat(isThere("a")).isFalse();
    Site again = new Site(ObjectMeta.identified("b", "a"), "spec", null);
    world.write(tx -> tx.create(Site.SITE, again));
    assertThat(calls).last().isEqualTo("reconcile b");
    assertThat(site("b").meta().finalizers()).containsExactly(DNS);
  }

  @Test // rt.F-6
  void aFinalizerThatIsMissingAlreadyIsNoFailure() {
    cleanups.add(
        run -> {
          world.writeQuietly(tx -> ObjectTx.over(tx).removeFinalizer(Site.SITE, run.id(), DNS));
          return run.done();
        });
    start();
    create("a", DNS, "other");
    delete("a");
    assertThat(site("a").meta().finalizers()).containsExactly("other");
    assertThat(calls).filteredOn("cleanup a"::equals).hasSize(1);
  }

  @Test // rt.F-1
  void whatIsDeletedBeforeTheFirstWriteIsNotTouched() {
    reconcile =
        run -> {
          world.writeQuietly(
              tx -> {
                ObjectTx.over(tx).addFinalizer(Site.SITE, run.id(), "other");
                tx.delete(Site.SITE, run.id());
              });
          return report(run);
        };
    start();
    create("a");
    world.advance(Duration.ofMinutes(1));
    assertThat(site("a").meta().finalizers()).containsExactly("other");
    assertThat(site("a").status()).as("the write was refused with the finalizer").isNull();
    assertThat(calls).containsExactly("reconcile a");
  }
}
