package io.skep.controller.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.skep.api.Annotations;
import io.skep.api.Resource;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.store.AlreadyExistsException;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.Marks;
import io.skep.store.NameConflictException;
import io.skep.store.ObjectKey;
import io.skep.store.Tx;
import io.skep.store.VersionConflictException;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A record, or a message, is a kind in one line. */
class CustomKindTest {
  private static final CustomKind<Website> WEBSITE = CustomKind.of("website", Website.class);

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = newStore();

  record Website(ObjectMeta meta, Spec spec, Status status)
      implements CustomObject<Website.Spec, Website.Status> {
    record Spec(
        String domain,
        int replicas,
        Duration timeout,
        Optional<Instant> until,
        Map<String, String> headers,
        @SuppressWarnings("ArrayRecordComponent") int[] ports) {
      Spec(String domain, int replicas) {
        this(domain, replicas, Duration.ofSeconds(5), Optional.empty(), Map.of(), new int[] {80});
      }
    }

    record Status(String phase) {}

    Website with(Spec newSpec) {
      return new Website(meta, newSpec, status);
    }

    Website with(Status newStatus) {
      return new Website(meta, spec, newStatus);
    }

    Website with(ObjectMeta newMeta) {
      return new Website(newMeta, spec, status);
    }
  }

  private static Website site(String name) {
    return new Website(ObjectMeta.named(name), new Website.Spec(name + ".example", 2), null);
  }

  private MemoryStore newStore() {
    return new MemoryStore(
        MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  }

  private <T> T write(Function<Tx, T> body) {
    AtomicReference<T> result = new AtomicReference<>();
    var done = store.update(tx -> result.set(body.apply(tx)));
    if (done.failed()) {
      throw (RuntimeException) done.cause();
    }
    return result.get();
  }

  @Test
  void aRecordReadsAndWritesLikeABuiltInKind() {
    Website created = write(tx -> tx.create(WEBSITE, site("Shop")));

    assertThat(created.meta().id()).hasSize(25);
    assertThat(created.meta().version()).isEqualTo(store.view().version());
    assertThat(created.meta().createdAt()).contains(clock.instant());
    String id = created.meta().id();
    Website read = store.view().get(WEBSITE, id).orElseThrow();
    assertThat(read).isSameAs(created).isSameAs(store.view().get(WEBSITE, id).orElseThrow());
    assertThat(read.spec().domain()).isEqualTo("Shop.example");
    assertThat(read.spec().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(store.view().find(WEBSITE, By.name("shop"))).containsExactly(read);
    assertThat(store.view().find(WEBSITE, By.namePrefix("sh"))).containsExactly(read);
    assertThat(store.view().list(WEBSITE)).containsExactly(read);
    Resource stored = store.view().get(Kinds.RESOURCE, id).orElseThrow();
    assertThat(stored.getAnnotations().getName()).isEqualTo("website/Shop");
    assertThat(stored.getPayload().getTypeUrl()).isEqualTo("skep.io/website/v1");

    write(tx -> tx.delete(WEBSITE, id));
    assertThat(store.view().list(WEBSITE)).isEmpty();
  }

  @Test
  void theFirstObjectDeclaresTheKindAndAFailedOneDoesNot() {
    assertThatThrownBy(() -> write(tx -> tx.create(WEBSITE, site("a").with((Website.Spec) null))))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("its spec is null");
    assertThat(store.view().list(Kinds.EXTENSION)).isEmpty();

    write(tx -> tx.create(WEBSITE, site("a")));
    write(tx -> tx.create(WEBSITE, site("b")));

    assertThat(store.view().list(Kinds.EXTENSION))
        .singleElement()
        .satisfies(
            extension -> assertThat(extension.getAnnotations().getName()).isEqualTo("website"));
  }

  @Test
  void namesAreUniqueInTheKindOnly() {
    CustomKind<Website> mirror = CustomKind.of("mirror", Website.class);
    write(tx -> tx.create(WEBSITE, site("shop")));
    write(tx -> tx.create(mirror, site("shop")));

    assertThatThrownBy(() -> write(tx -> tx.create(WEBSITE, site("SHOP"))))
        .isInstanceOf(NameConflictException.class);
    assertThat(store.view().find(WEBSITE, By.name("shop"))).hasSize(1);
    assertThat(store.view().count(WEBSITE)).isEqualTo(1);
    assertThat(store.view().get(mirror, store.view().list(WEBSITE).get(0).meta().id())).isEmpty();
  }

  @Test
  void rangesAndListsOfNamesAreOfItsOwnNames() {
    CustomKind<Website> before = CustomKind.of("a", Website.class);
    CustomKind<Website> after = CustomKind.of("websites", Website.class);
    Index<Website, String> names = Index.of(Index.NAME, site -> site.meta().name());
    for (CustomKind<Website> kind : List.of(before, WEBSITE, after)) {
      for (String name : List.of("blog", "news", "shop")) {
        write(tx -> tx.create(kind, site(name)));
      }
    }

    assertThat(names(By.range(names, "c", null))).containsExactly("news", "shop");
    assertThat(names(By.range(names, null, "n"))).containsExactly("blog");
    assertThat(names(By.range(names, null, null))).containsExactly("blog", "news", "shop");
    assertThat(names(By.in(names, List.of("shop", "blog")))).containsOnly("blog", "shop");
    assertThat(store.view().count(WEBSITE, By.range(names, null, null))).isEqualTo(3);
  }

  private List<String> names(By<Website> by) {
    return store.view().find(WEBSITE, by).stream().map(site -> site.meta().name()).toList();
  }

  @Test
  void anIdOfTheCallersIsKept() {
    Website named =
        new Website(ObjectMeta.identified("w1", "shop"), new Website.Spec("x", 1), null);
    assertThat(write(tx -> tx.create(WEBSITE, named)).meta().id()).isEqualTo("w1");
    assertThatThrownBy(
            () -> write(tx -> tx.create(WEBSITE, named.with(named.meta().withName("other")))))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void generationsCountTheEditsOfSpecAndStatusApart() {
    Website created = write(tx -> tx.create(WEBSITE, site("shop")));
    assertGenerations(created, 1, 0);

    Website reported =
        write(tx -> tx.update(WEBSITE, created.with(new Website.Status("Starting"))));
    assertGenerations(reported, 1, 1);
    Website scaled = write(tx -> tx.update(WEBSITE, reported.with(new Website.Spec("shop", 3))));
    assertGenerations(scaled, 2, 1);
    Website labelled =
        write(tx -> tx.update(WEBSITE, scaled.with(scaled.meta().withLabel("team", "a"))));
    assertGenerations(labelled, 2, 1);
    // Records with arrays are never equal; what is stored is.
    Website same = write(tx -> tx.update(WEBSITE, labelled.with(new Website.Spec("shop", 3))));
    assertGenerations(same, 2, 1);
    // Whatever a caller claims to have.
    Website claimed =
        write(
            tx ->
                tx.update(
                    WEBSITE,
                    new Website(same.meta().withGenerations(99, 99), same.spec(), same.status())));
    assertGenerations(claimed, 2, 1);
  }

  private static void assertGenerations(Website site, long spec, long status) {
    assertThat(site.meta().generation()).isEqualTo(spec);
    assertThat(site.meta().statusGeneration()).isEqualTo(status);
  }

  @Test
  void aStaleUpdateConflicts() {
    Website created = write(tx -> tx.create(WEBSITE, site("shop")));
    write(tx -> tx.update(WEBSITE, created.with(new Website.Status("up"))));
    assertThatThrownBy(() -> write(tx -> tx.update(WEBSITE, created)))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("website/" + created.meta().id());
  }

  @Test
  void defaultsAreFilledInBeforeTheRulesAreAsked() {
    CustomKind<Website> strict =
        CustomKind.of("website", Website.class)
            .withDefaults(
                site ->
                    site.spec().replicas() == 0
                        ? site.with(new Website.Spec(site.spec().domain(), 1))
                        : site)
            .withValidation(
                (before, after, tx) -> {
                  if (after.spec().replicas() < 1) {
                    throw new IllegalArgumentException(
                        "replicas is " + after.spec().replicas() + "; ask for at least 1");
                  }
                  if (before != null && !before.spec().domain().equals(after.spec().domain())) {
                    throw new IllegalArgumentException("domain cannot change");
                  }
                  if (before == null && tx.count(WEBSITE) >= 2) {
                    throw new IllegalArgumentException("two sites are enough");
                  }
                });
    Website filled =
        write(
            tx ->
                tx.create(
                    strict,
                    new Website(ObjectMeta.named("a"), new Website.Spec("a.example", 0), null)));
    assertThat(filled.spec().replicas()).isEqualTo(1);

    assertThatThrownBy(
            () -> write(tx -> tx.update(strict, filled.with(new Website.Spec("a.example", -1)))))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("website/" + filled.meta().id())
        .hasMessageContaining("replicas is -1; ask for at least 1");
    assertThatThrownBy(
            () -> write(tx -> tx.update(strict, filled.with(new Website.Spec("b.example", 1)))))
        .hasMessageContaining("domain cannot change");
    write(tx -> tx.create(strict, site("b")));
    assertThatThrownBy(() -> write(tx -> tx.create(strict, site("c"))))
        .hasMessageContaining("two sites are enough");
  }

  record OldSite(ObjectMeta meta, OldSpec spec, Void status)
      implements CustomObject<OldSite.OldSpec, Void> {
    record OldSpec(String host, String count) {}
  }

  @Test
  void oldObjectsAreUpgradedAsTheyAreRead() {
    CustomKind<OldSite> old = CustomKind.of("website", OldSite.class);
    String id =
        write(
                tx ->
                    tx.create(
                        old,
                        new OldSite(
                            ObjectMeta.named("shop"), new OldSite.OldSpec("x.example", "7"), null)))
            .meta()
            .id();
    CustomKind<Website> newest =
        CustomKind.of("website", Website.class)
            .withUpgrade(
                1,
                payload -> {
                  var spec = payload.withObject("/spec");
                  spec.set("domain", spec.remove("host"));
                  return payload;
                })
            .withUpgrade(
                2,
                payload -> {
                  var spec = payload.withObject("/spec");
                  spec.put("replicas", Integer.parseInt(spec.remove("count").asText()));
                  return payload;
                });

    Website read = store.view().get(newest, id).orElseThrow();
    assertThat(read.spec().domain()).isEqualTo("x.example");
    assertThat(read.spec().replicas()).isEqualTo(7);
    assertGenerations(read, 1, 0);

    write(tx -> tx.update(newest, read.with(new Website.Status("up"))));
    assertThat(store.view().get(Kinds.RESOURCE, id).orElseThrow().getPayload().getTypeUrl())
        .isEqualTo("skep.io/website/v3");
    assertThatThrownBy(() -> store.view().get(old, id))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("version 3 of its schema")
        .hasMessageContaining("knows versions up to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> newest.withUpgrade(2, payload -> payload))
        .withMessageContaining("is at version 3 of its schema");
  }

  @Test
  void aPayloadThatDoesNotFitIsRefusedWithItsPlace() {
    write(tx -> tx.create(WEBSITE, site("declares the kind")));
    assertUnreadable(
        "skep.io/website/v1",
        "{\"spec\":{\"domain\":\"x\",\"replicas\":\"two\"}}",
        "spec.replicas",
        "two");
    assertUnreadable("skep.io/website/v1", "{\"spec\":{\"domian\":\"x\"}}", "spec.domian");
    assertUnreadable("skep.io/website/v1", "{\"spec\":{\"ports\":[80,\"a\"]}}", "spec.ports[1]");
    assertUnreadable("skep.io/website/v1", "{}", "has no spec");
    assertUnreadable("skep.io/website/v1", "[]", "not a JSON object");
    assertUnreadable("skep.io/website/v1", "{\"spec\"", "not JSON");
    assertUnreadable("example.com/other", "{\"spec\":{}}", "of type \"example.com/other\"");
    assertUnreadable("skep.io/webshop/v1", "{\"spec\":{}}", "skep.io/webshop/v1");
  }

  private void assertUnreadable(String typeUrl, String payload, String... words) {
    write(
        tx ->
            tx.create(
                Kinds.RESOURCE,
                Resource.newBuilder()
                    .setId("broken")
                    .setKind("website")
                    .setAnnotations(Annotations.newBuilder().setName("website/broken"))
                    .setPayload(
                        Any.newBuilder()
                            .setTypeUrl(typeUrl)
                            .setValue(ByteString.copyFromUtf8(payload)))
                    .build()));
    assertThatThrownBy(() -> store.view().get(WEBSITE, "broken"))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("website/broken")
        .hasMessageContainingAll(words);
    write(tx -> tx.delete(Kinds.RESOURCE, "broken"));
  }

  @Test
  void whatOthersKeepAtTheObjectStays() {
    Website created = write(tx -> tx.create(WEBSITE, site("shop")));
    String id = created.meta().id();
    write(
        tx -> {
          Resource stored = tx.get(Kinds.RESOURCE, id).orElseThrow();
          return tx.update(
              Kinds.RESOURCE,
              stored.toBuilder()
                  .setAnnotations(Marks.with(stored.getAnnotations(), "zone", "eu"))
                  .build());
        });
    Website read = store.view().get(WEBSITE, id).orElseThrow();
    Website changed =
        write(tx -> tx.update(WEBSITE, read.with(read.meta().withLabels(Map.of("a", "b")))));

    assertThat(changed.meta().indexed("zone")).containsExactly("eu");
    assertThat(changed.meta().labels()).containsExactly(Map.entry("a", "b"));
    assertThat(store.view().find(WEBSITE, By.custom("zone", "eu"))).containsExactly(changed);
    Website moved =
        write(
            tx -> tx.update(WEBSITE, changed.with(changed.meta().withIndexed("zone", "us", "as"))));
    assertThat(store.view().find(WEBSITE, By.custom("zone", "eu"))).isEmpty();
    assertThat(store.view().find(WEBSITE, By.custom("zone", "as"))).containsExactly(moved);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> moved.meta().withIndexed(Marks.DELETING, "now"));
  }

  @Test
  void finalizersKeepItUntilTheyAreGone() { // rt.F-2
    Website created =
        write(
            tx ->
                tx.create(
                    WEBSITE, site("shop").with(ObjectMeta.named("shop").withFinalizer("dns"))));
    String id = created.meta().id();
    write(tx -> tx.delete(WEBSITE, id));
    Website marked = store.view().get(WEBSITE, id).orElseThrow();
    assertThat(marked.meta().deletingSince()).contains(clock.instant());
    assertThat(marked.meta().finalizers()).containsExactly("dns");

    write(tx -> tx.update(WEBSITE, marked.with(marked.meta().withoutFinalizer("dns"))));
    assertThat(store.view().get(WEBSITE, id)).isEmpty();
  }

  @Test
  void anObjectHasOneOwner() { // rt.F-8
    ObjectKey first = new ObjectKey("website", "w1");
    ObjectMeta owned = ObjectMeta.named("child").withOwner(first);
    assertThat(owned.owner()).contains(first);
    assertThat(owned.withOwner(first)).isEqualTo(owned);
    assertThatThrownBy(() -> owned.withOwner(new ObjectKey("website", "w2")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("website/w1")
        .hasMessageContaining("website/w2");
    Website child = write(tx -> tx.create(WEBSITE, site("child").with(owned)));
    assertThat(store.view().find(WEBSITE, By.custom(Marks.OWNER, "website/w1")))
        .containsExactly(child);
  }

  @Test
  void aMessageIsAKindToo() {
    CustomKind<Task> job = CustomKind.of("job", Task.getDefaultInstance());
    Task created =
        write(
            tx ->
                tx.create(
                    job,
                    Task.newBuilder()
                        .setAnnotations(Annotations.newBuilder().setName("nightly"))
                        .setSpec(TaskSpec.newBuilder().setForceUpdate(3))
                        .build()));
    assertThat(created.getId()).hasSize(25);
    assertThat(store.view().find(job, By.name("nightly"))).containsExactly(created);
    assertThat(store.view().count(Kinds.TASK)).isZero();
    Task updated = write(tx -> tx.update(job, created.toBuilder().setSlot(4).build()));
    assertThat(updated.getSlot()).isEqualTo(4);
    assertThat(updated.getMeta().getVersion().getIndex()).isEqualTo(store.view().version().index());
    assertThatThrownBy(() -> write(tx -> tx.update(job, created)))
        .isInstanceOf(VersionConflictException.class);
    assertThatThrownBy(() -> write(tx -> tx.create(job, Task.getDefaultInstance())))
        .hasMessageContaining("it has no spec");
    assertThatThrownBy(() -> job.withUpgrade(1, payload -> payload))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomKind.of("job", Annotations.getDefaultInstance()))
        .withMessageContaining("has no field id");
  }

  record Wrong(ObjectMeta meta, Void spec, Void status, int more)
      implements CustomObject<Void, Void> {}

  @Test
  void whatCannotBeAKindIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomKind.of("wrong", Wrong.class))
        .withMessageContaining("[meta, spec, status, more]");
    for (String name : List.of("", "Website", "web/site", "task", "-a", "a b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CustomKind.of(name, Website.class))
          .withMessageContaining("\"" + name + "\"");
    }
  }

  @Test
  void itIsSavedAndRestoredWithTheRest() {
    Website created = write(tx -> tx.create(WEBSITE, site("shop")));
    MemoryStore copy = newStore();
    assertThat(copy.restore(store.save(store.view())).succeeded()).isTrue();

    Website read = copy.view().get(WEBSITE, created.meta().id()).orElseThrow();
    assertThat(read.spec().headers()).isEqualTo(created.spec().headers());
    assertThat(read.meta()).isEqualTo(created.meta());
  }
}
