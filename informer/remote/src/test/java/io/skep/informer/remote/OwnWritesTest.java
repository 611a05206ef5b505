package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program reads of its own writes while its feed has not brought them. */
class OwnWritesTest extends OwnWritesCase {
  private static final Index<Service, String> LABEL =
      Index.of("label", service -> service.getSpec().getAnnotations().getLabelsOrDefault("l", ""));

  private final Informer<Service> informer = new SharedInformers(feed).of(Kinds.SERVICE);

  @BeforeEach
  void index() {
    informer.addIndex(LABEL);
    clock.runUntilIdle();
  }

  @Test
  void aWriteShowsAtOnceAndIsLetGoOnceTheFeedHasIt() { // rt.T-1, rt.T-2 (N01, N02)
    Version version = own(tx -> Rig.relabel(tx, "old", "second"));

    assertThat(label("old")).isEqualTo("second");
    assertThat(store.latest().version()).isEqualTo(store.view().version()).isLessThan(version);
    assertThat(store.view().get(Kinds.SERVICE, "old").map(OwnWritesTest::label)).hasValue("first");
    deliverAll();
    assertThat(store.latest()).as("nothing is laid over any more").isSameAs(store.view());
    assertThat(store.latest(informer)).isSameAs(informer.reader());
    assertThat(label("old")).isEqualTo("second");
  }

  @Test
  void whatTheFeedBringsOfLaterVersionsWins() { // rt.T-2 (N02, N04)
    own(tx -> Rig.relabel(tx, "old", "own"));
    foreign(tx -> Rig.relabel(tx, "old", "foreign"));
    deliverAll();

    assertThat(label("old")).isEqualTo("foreign");
    own(tx -> Rig.relabel(tx, "old", "own again"));
    foreign(tx -> tx.delete(Kinds.SERVICE, "old"));
    assertThat(label("old")).isEqualTo("own again");
    deliverAll();
    assertThat(store.latest().get(Kinds.SERVICE, "old")).isEmpty();
  }

  @Test
  void whatTheFeedBringsOfEarlierVersionsDoesNot() { // rt.T-2 (N02)
    foreign(tx -> tx.create(Kinds.SERVICE, Rig.service("other", "x")));
    foreign(tx -> tx.create(Kinds.SERVICE, Rig.service("third", "x")));
    own(tx -> Rig.relabel(tx, "old", "own"));
    source.deliver(); // One of the three.
    clock.runUntilIdle();

    assertThat(store.view().count(Kinds.SERVICE)).isEqualTo(2);
    assertThat(label("old")).isEqualTo("own");
  }

  @Test
  void listsAndIndexesShowItToo() { // rt.T-3 (N10)
    own(
        tx -> {
          Rig.relabel(tx, "old", "moved");
          tx.create(Kinds.SERVICE, Rig.service("new", "moved"));
        });

    var reader = store.latest(informer);
    assertThat(reader.list()).extracting(Service::getId).containsExactly("new", "old");
    assertThat(reader.by(LABEL, "moved")).extracting(Service::getId).containsExactly("new", "old");
    assertThat(reader.by(LABEL, "first")).as("matches no more").isEmpty();
    assertThat(reader.byPrefix(LABEL, "mo")).hasSize(2);
    assertThat(reader.find(By.name("name-new"))).hasSize(1);
    assertThat(reader.count()).isEqualTo(2);
    assertThat(informer.reader().by(LABEL, "first")).as("without own writes").hasSize(1);
    assertThat(store.latest().find(Kinds.SERVICE, By.name("name-new"))).hasSize(1);

    own(tx -> tx.delete(Kinds.SERVICE, "old"));

    assertThat(store.latest(informer).by(LABEL, "moved"))
        .extracting(Service::getId)
        .containsExactly("new");
    assertThat(store.latest(informer).get("old")).isEmpty();
    assertThat(store.latest().count(Kinds.SERVICE)).isEqualTo(1);
  }

  @Test
  void aTransactionSeesTheOnesBeforeItWithoutWaitingForTheFeed() { // rt.T-1
    for (int i = 1; i <= 5; i++) {
      String label = "l" + i;
      own(tx -> Rig.relabel(tx, "old", label));
    }
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("new", "1")));
    own(tx -> Rig.relabel(tx, "new", "2"));

    assertThat(Rig.objects(store.latest()))
        .as("server and overlay agree but for stamps of time")
        .hasSameSizeAs(Rig.objects(server.view()));
    assertThat(server.view().get(Kinds.SERVICE, "new").map(OwnWritesTest::label)).hasValue("2");
    assertThat(label("new")).isEqualTo("2");
    var nothing = store.compute(Origin.NONE, tx -> tx.get(Kinds.SERVICE, "new").isPresent());
    assertThat(nothing.result().version())
        .as("what was read is not older than what was laid over")
        .isEqualTo(server.view().version());
  }

  @Test
  void anAnswerThatComesAfterTheFeedBringsNothingBack() { // rt.T-4 (N01, Y09)
    answers = new ArrayList<>();
    Future<Version> late = store.update(tx -> tx.create(Kinds.SERVICE, Rig.service("new", "1")));
    foreign(tx -> tx.delete(Kinds.SERVICE, "new"));
    deliverAll();

    answers.forEach(Runnable::run);
    clock.runUntilIdle();

    assertThat(late.succeeded()).isTrue();
    assertThat(store.latest().get(Kinds.SERVICE, "new")).isEmpty();
    assertThat(store.latest()).isSameAs(store.view());
    assertThat(vanished).as("it was seen").isEmpty();
  }

  @Test
  void whatWentBeforeASnapshotCouldShowItIsTold() { // rt.T-5 (N09)
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("ghost", "1")));
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("alive", "1")));
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("mine", "1")));
    own(tx -> tx.delete(Kinds.SERVICE, "mine"));
    foreign(tx -> tx.delete(Kinds.SERVICE, "ghost"));
    compact();
    assertThat(store.latest().get(Kinds.SERVICE, "ghost")).as("not known yet").isPresent();

    relist();

    assertThat(feed.tally().snapshots()).isEqualTo(2);
    assertThat(vanished)
        .extracting(gone -> gone.key().id())
        .as("neither what is there nor what was deleted here")
        .containsExactly("ghost");
    assertThat(store.latest()).isSameAs(store.view());
    assertThat(store.latest().get(Kinds.SERVICE, "alive")).isPresent();
    compact();
    relist();
    assertThat(vanished).as("told once").hasSize(1);
  }

  @Test
  void soIsWhatWentBeforeItsOwnAnswerCame() { // rt.T-5 (N09)
    answers = new ArrayList<>();
    store.update(tx -> tx.create(Kinds.SERVICE, Rig.service("ghost", "1")));
    foreign(tx -> tx.delete(Kinds.SERVICE, "ghost"));
    compact();
    relist();
    assertThat(vanished).isEmpty();

    answers.forEach(Runnable::run);
    clock.runUntilIdle();

    assertThat(vanished).extracting(gone -> gone.key().id()).containsExactly("ghost");
    assertThat(store.latest().get(Kinds.SERVICE, "ghost")).isEmpty();
  }

  @Test
  void aServerThatWasSetBackHasNothingLaidOverIt() { // rt.T-5, rt.W-7
    var older = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(4)));
    older.restore(server.save(server.view()));
    own(tx -> Rig.relabel(tx, "old", "lost"));
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("lost", "1")));
    source.become(older);
    relist();
    older.close();

    assertThat(feed.tally().setbacks()).isEqualTo(1);
    assertThat(label("old")).isEqualTo("first");
    assertThat(store.latest()).isSameAs(store.view());
    assertThat(vanished).extracting(gone -> gone.key().id()).containsExactly("lost");
  }

  @Test
  void manyOrOldOnesAreToldOfAndKept() { // rt.T-6
    for (int i = 0; i < OwnWrites.MANY; i++) {
      String id = "s" + i;
      own(tx -> tx.create(Kinds.SERVICE, Rig.service(id, "")));
    }
    clock.advance(OwnWrites.OLD.minusNanos(1));
    assertThat(feed.tally().alarms()).isZero();

    own(tx -> tx.create(Kinds.SERVICE, Rig.service("more", "")));
    own(tx -> tx.create(Kinds.SERVICE, Rig.service("and more", "")));
    clock.runUntilIdle();
    assertThat(feed.tally().alarms()).as("of many, once").isEqualTo(1);
    clock.advance(Duration.ofNanos(1));
    assertThat(feed.tally().alarms()).as("of old ones, too").isEqualTo(2);

    assertThat(store.latest().count(Kinds.SERVICE)).isEqualTo(1 + OwnWrites.MANY + 2);
    deliverAll();
    relist();
    clock.advance(OwnWrites.OLD.multipliedBy(3));
    assertThat(feed.tally().alarms()).as("nothing waits any more").isEqualTo(2);
  }

  private String label(String id) {
    Service here = store.latest().get(Kinds.SERVICE, id).orElseThrow();
    assertThat(store.latest(informer).get(id)).hasValue(here);
    return label(here);
  }

  private static String label(Service service) {
    return service.getSpec().getAnnotations().getLabelsOrThrow("l");
  }
}
