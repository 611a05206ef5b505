package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.named;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skep.api.Extension;
import io.skep.api.Meta;
import io.skep.api.Resource;
import io.skep.store.By;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.Interest;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.NotFoundException;
import io.skep.store.ObjectKey;
import io.skep.store.Origin;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Specifier;
import io.skep.store.Table;
import io.skep.store.UnknownKindException;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.index.IndexKey;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kind of the user's own, kept in a table that others use as well. */
class CustomKindTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);
  private final WebsiteKind websites = new WebsiteKind();

  @BeforeEach
  void theKindIsDeclared() {
    now(store.update(tx -> tx.create(Kinds.EXTENSION, extension("e1", "website"))));
    now(store.update(tx -> tx.create(Kinds.EXTENSION, extension("e2", "other"))));
  }

  @Test
  void itReadsAndWritesLikeABuiltInKind() {
    Website created =
        now(store.compute(Origin.NONE, tx -> tx.create(websites, site("w", "Shop", "old"))))
            .value();
    assertThat(created.meta().getVersion().getIndex()).isEqualTo(3);

    now(store.update(tx -> tx.update(websites, created.withText("new"))));

    ReadTx view = store.view();
    assertThat(view.get(websites, "w").orElseThrow().text()).isEqualTo("new");
    assertThat(view.find(websites, By.name("SHOP"))).hasSize(1);
    assertThat(view.find(websites, By.namePrefix("sh"))).hasSize(1);
    assertThat(view.find(Kinds.RESOURCE, By.name("website/shop"))).hasSize(1);
    assertThatThrownBy(() -> now(store.update(tx -> tx.update(websites, created))))
        .isInstanceOf(VersionConflictException.class)
        .hasMessageContaining("website/w");
    assertThat(now(store.compute(Origin.NONE, tx -> tx.delete(websites, "w"))).value().text())
        .isEqualTo("new");
  }

  @Test
  void itSeesOnlyItsOwnObjects() {
    now(store.update(tx -> tx.create(websites, site("w", "shop", "x"))));
    now(store.update(tx -> tx.create(Kinds.RESOURCE, resource("r", "other", "thing"))));

    ReadTx view = store.view();
    assertThat(view.list(websites)).extracting(Website::id).containsExactly("w");
    assertThat(view.count(websites)).isEqualTo(1);
    assertThat(view.count(Kinds.RESOURCE)).isEqualTo(2);
    assertThat(view.get(websites, "r")).isEmpty();
    assertThat(view.find(websites, By.idPrefix(""))).hasSize(1);
    assertThatThrownBy(() -> now(store.update(tx -> tx.delete(websites, "r"))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> now(store.update(tx -> tx.update(websites, site("r", "thing", "taken")))))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anObjectIsDecodedOnce() {
    now(store.update(tx -> tx.create(websites, site("w", "shop", "x"))));
    int afterWrite = websites.decoded;
    ReadTx early = store.view();
    now(store.update(tx -> tx.create(websites, site("v", "blog", "y"))));

    Website first = early.get(websites, "w").orElseThrow();
    assertThat(store.view().get(websites, "w")).containsSame(first);
    assertThat(store.view().find(websites, By.name("shop"))).containsExactly(first);

    assertThat(websites.decoded).isEqualTo(afterWrite + 1); // For v alone.
  }

  @Test
  void aWatchUnderstandsTheSameSelectors() { // S-92, S-121
    Watcher watcher =
        store.watch(
            clock.loop("watcher"),
            Interest.of(
                Specifier.of(websites)
                    .where(By.and(By.or(By.name("shop"), By.namePrefix("b")), By.all()))));
    now(store.update(tx -> tx.create(websites, site("w1", "Shop", "x"))));
    now(store.update(tx -> tx.create(websites, site("w2", "Blog", "x"))));
    now(store.update(tx -> tx.create(websites, site("w3", "News", "x"))));

    assertThat(Fixtures.commits(watcher))
        .flatExtracting(Fixtures::shortly)
        .containsExactly("+resource/w1", "+resource/w2");
  }

  @Test
  void selectorsPutTogetherMeanItsOwnNames() { // S-61, S-120, S-121
    now(store.update(tx -> tx.create(websites, site("w1", "Shop", "x"))));
    now(store.update(tx -> tx.create(websites, site("w2", "Blog", "x"))));
    now(store.update(tx -> tx.create(websites, site("w3", "News", "x"))));
    now(store.update(tx -> tx.create(Kinds.RESOURCE, resource("w4", "other", "shop"))));

    ReadTx view = store.view();
    assertThat(view.find(websites, By.or(By.name("shop"), By.namePrefix("b"))))
        .extracting(Website::id)
        .containsExactly("w1", "w2");
    assertThat(view.find(websites, By.not(By.or(By.name("shop"), By.name("blog")))))
        .extracting(Website::id)
        .containsExactly("w3");
    assertThat(view.find(websites, By.and(By.all(), By.namePrefix(""), By.idPrefix("w3"))))
        .extracting(Website::id)
        .containsExactly("w3");
    assertThat(view.count(websites, By.not(By.name("shop")))).isEqualTo(2);
    assertThat(view.page(websites, By.idPrefix(""), PageCursor.START, 3).hasMore()).isFalse();
  }

  @Test
  void onlyWhatIsAskedForIsDecoded() { // S-121, S-122
    for (String id : List.of("a", "b", "c")) {
      Resource stored = (Resource) websites.encode(site(id, id, "x"));
      now(store.update(tx -> tx.create(Kinds.RESOURCE, stored)));
    }

    assertThat(store.view().count(websites)).isEqualTo(3);
    assertThat(store.view().count(websites, By.name("b"))).isEqualTo(1);
    assertThat(websites.decoded).isZero();
    assertThat(store.view().stream(websites, By.all()).findFirst().orElseThrow().id())
        .isEqualTo("a");
    assertThat(websites.decoded).isEqualTo(1);
  }

  @Test
  void severalKindsMaySeeTheSameObject() {
    var another = new WebsiteKind();
    now(store.update(tx -> tx.create(websites, site("w", "shop", "x"))));

    Website one = store.view().get(websites, "w").orElseThrow();
    Website two = store.view().get(another, "w").orElseThrow();

    assertThat(two).isEqualTo(one).isNotSameAs(one);
    assertThat(store.view().get(websites, "w")).containsSame(one);
    assertThat(store.view().get(another, "w")).containsSame(two);
  }

  @Test
  void anObjectThatCannotBeReadAgainIsNotWritten() {
    now(
        store.update(
            tx -> {
              assertThatThrownBy(() -> tx.create(websites, site("w", "shop", "unreadable")))
                  .isInstanceOf(InvalidObjectException.class);
              assertThat(tx.get(Kinds.RESOURCE, "w")).isEmpty();
              assertThat(tx.find(Kinds.RESOURCE, By.name("website/shop"))).isEmpty();
            }));

    assertThat(store.view().count(Kinds.RESOURCE)).isZero();
  }

  @Test
  void theRulesOfItsTableHold() { // S-38, S-41, S-44
    now(store.update(tx -> tx.create(websites, site("w", "shop", "x"))));

    assertThatThrownBy(() -> now(store.update(tx -> tx.delete(Kinds.EXTENSION, "e1"))))
        .hasMessageStartingWith(
            "cannot delete extension because objects of this type exist in the data store");
    assertThatThrownBy(
            () ->
                now(
                    store.update(
                        tx -> tx.create(Kinds.RESOURCE, resource("r", "WEBSITE", "thing")))))
        .isInstanceOf(UnknownKindException.class)
        .hasMessageStartingWith("object kind is unregistered");
  }

  @Test
  void itsChangesAreThoseOfItsTable() {
    Watcher watcher =
        store.watch(
            clock.loop("watcher"),
            Interest.in(java.util.List.of(websites))
                .where(change -> websites.owns(change.object())));

    now(store.update(tx -> tx.create(Kinds.RESOURCE, resource("r", "other", "thing"))));
    now(store.update(tx -> tx.create(websites, site("w", "shop", "x"))));

    assertThat(commits(watcher))
        .extracting(Fixtures::shortly)
        .containsExactly(java.util.List.of("+resource/w"));
  }

  @Test
  void aKindWhoseTableTheStoreLacksIsRefused() {
    var nodesOnly =
        new MemoryStore(MemoryStoreOptions.of(java.util.List.of(Kinds.NODE)).withClock(clock));

    assertThatThrownBy(() -> nodesOnly.view().list(websites))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table \"resource\", which holds kind \"website\"");
  }

  private static Website site(String id, String name, String text) {
    return new Website(id, Meta.getDefaultInstance(), name, text);
  }

  private static Extension extension(String id, String name) {
    return Extension.newBuilder().setId(id).setAnnotations(named(name)).build();
  }

  private static Resource resource(String id, String kind, String name) {
    return Resource.newBuilder().setId(id).setKind(kind).setAnnotations(named(name)).build();
  }

  private record Website(String id, Meta meta, String name, String text) {
    Website withText(String newText) {
      return new Website(id, meta, name, newText);
    }
  }

  /** Websites are resources of kind {@code website}, named {@code website/NAME}. */
  private static final class WebsiteKind implements Kind<Website> {
    private static final String PREFIX = "website/";
    private int decoded;

    @Override
    public String name() {
      return "website";
    }

    @Override
    public Class<Website> type() {
      return Website.class;
    }

    @Override
    public Table<?> table() {
      return Kinds.RESOURCE;
    }

    @Override
    public String id(Website website) {
      return website.id();
    }

    @Override
    public boolean owns(Message stored) {
      return stored instanceof Resource resource && resource.getKind().equals("website");
    }

    @Override
    public By<?> select(By<Website> by) {
      String prefix = IndexKey.ofText(CaseFolding.fold(PREFIX));
      if (by instanceof By.All<Website>) {
        return ResourceKind.byKind("website");
      }
      if (by instanceof By.Equal<Website> equal && equal.index().equals(Index.NAME)) {
        return new By.Equal<>(Index.NAME, prefix + equal.key());
      }
      if (by instanceof By.StartsWith<Website> start && start.index().equals(Index.NAME)) {
        return new By.StartsWith<>(Index.NAME, prefix + start.keyPrefix());
      }
      return by;
    }

    @Override
    public Website decode(Message stored) {
      Resource resource = (Resource) stored;
      String text = resource.getPayload().getValue().toStringUtf8();
      if (text.equals("unreadable")) {
        throw new InvalidObjectException(
            new ObjectKey("website", resource.getId()), "payload cannot be read");
      }
      decoded++;
      String name = resource.getAnnotations().getName().substring(PREFIX.length());
      return new Website(resource.getId(), resource.getMeta(), name, text);
    }

    @Override
    public Message encode(Website website) {
      return Resource.newBuilder()
          .setId(website.id())
          .setMeta(website.meta())
          .setKind("website")
          .setAnnotations(named(PREFIX + website.name()))
          .setPayload(
              Any.newBuilder()
                  .setTypeUrl("website/v1")
                  .setValue(ByteString.copyFromUtf8(website.text())))
          .build();
    }
  }
}
