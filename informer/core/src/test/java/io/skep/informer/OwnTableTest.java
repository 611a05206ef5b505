package io.skep.informer;

import static io.skep.informer.Rig.done;
import static io.skep.informer.SensorKind.SENSOR;
import static io.skep.informer.SensorTable.SENSORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Resource;
import io.skep.informer.SensorKind.Sensor;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Interest;
import io.skep.store.InvalidObjectException;
import io.skep.store.NameConflictException;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.SnapshotRefusedException;
import io.skep.store.Table;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that is added from outside the store has all that the built-in ones have. */
class OwnTableTest {
  private static final List<Table<?>> TABLES =
      Stream.concat(Kinds.ALL.stream(), Stream.of(SENSORS)).toList();

  private static final Index<Sensor, String> WARMTH =
      Index.of("warmth", sensor -> sensor.celsius() > 25 ? "warm" : "cold");

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("loop");
  private final MemoryStore store = another();
  private final Sensor hall = new Sensor("s1", "Hall", "n", 20);

  @BeforeEach
  void thereIsANodeWithASensor() {
    done(store.update(tx -> tx.create(Kinds.NODE, Rig.node("n", "x"))));
    done(store.update(tx -> tx.create(SENSOR, hall)));
  }

  @Test
  void itIsReadAndWrittenInTransactionsWithOthers() { // S-117
    Sensor stored = store.view().get(SENSOR, "s1").orElseThrow();
    done(
        store.update(
            tx -> {
              tx.update(SENSOR, stored.withCelsius(30));
              tx.create(Kinds.NODE, Rig.node("m", "x"));
              tx.create(SENSOR, new Sensor("s2", "Roof", "m", 5));
            }));

    assertThat(store.view().find(SENSORS, By.equal(SensorTable.NODE, "m")))
        .extracting(Resource::getId)
        .containsExactly("s2");
    assertThat(store.view().find(SENSORS, By.name("HALL"))).hasSize(1);
    assertThat(store.view().list(SENSOR)).extracting(Sensor::celsius).containsExactly(30, 5);
    assertThat(stored.stored().getMeta().getVersion().getIndex()).isEqualTo(2);
    assertThatThrownBy(() -> write(stored.withCelsius(31)))
        .hasCauseInstanceOf(VersionConflictException.class);
  }

  @Test
  void itsChecksAreMade() { // S-117, S-53
    Sensor stored = store.view().get(SENSOR, "s1").orElseThrow();

    assertThatThrownBy(() -> create(new Sensor("s2", "hall", "n", 1)))
        .hasCauseInstanceOf(NameConflictException.class);
    assertThatThrownBy(() -> create(new Sensor("s2", "Roof", "gone", 1)))
        .hasCauseInstanceOf(InvalidObjectException.class)
        .hasStackTraceContaining("no node \"gone\"");
    assertThatThrownBy(() -> create(new Sensor("s2", "", "n", 1)))
        .hasStackTraceContaining("no name");
    assertThatThrownBy(() -> write(new Sensor("s1", "Hall", "gone", 1, stored.stored())))
        .hasStackTraceContaining("no node \"gone\"");
    Resource.Builder inUse = stored.stored().toBuilder();
    inUse.getAnnotationsBuilder().putLabels("in-use", "");
    done(store.update(tx -> tx.update(SENSORS, inUse.build())));
    assertThatThrownBy(() -> done(store.update(tx -> tx.delete(SENSOR, "s1"))))
        .hasStackTraceContaining("in use");
  }

  @Test
  void itIsWatched() {
    Watcher watcher = store.watch(loop, Interest.in(List.of(SENSORS)));

    done(store.update(tx -> tx.create(Kinds.NODE, Rig.node("m", "x"))));
    done(store.update(tx -> tx.delete(SENSOR, "s1")));

    assertThat(watcher.next())
        .isInstanceOfSatisfying(
            Watcher.Next.Delivered.class,
            next ->
                assertThat(next.commit().changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.key()).hasToString("sensor/s1")));
  }

  @Test
  void itHasInformers() {
    var feed = new StoreFeed(store, clock.loop("feed"));
    var informers = new SharedInformers(feed);
    Informer<Sensor> informer = informers.of(SENSOR);
    List<Event<Sensor>> events = new ArrayList<>();
    informer.addIndex(WARMTH);
    informer.addHandler(events::add);
    feed.start();
    clock.runUntilIdle();

    done(store.update(tx -> tx.create(SENSOR, new Sensor("s2", "Roof", "n", 40))));
    write(store.view().get(SENSOR, "s1").orElseThrow().withCelsius(-3));
    clock.runUntilIdle();

    assertThat(informer.reader().by(WARMTH, "warm")).extracting(Sensor::id).containsExactly("s2");
    assertThat(informer.reader().by(WARMTH, "cold"))
        .extracting(Sensor::celsius)
        .containsExactly(-3);
    assertThat(events)
        .extracting(event -> event.object().id() + " " + event.object().celsius())
        .containsExactly("s1 20", "s2 40", "s1 -3");
  }

  @Test
  void itIsSavedAndRestored() throws IOException { // S-79, S-117
    var out = new ByteArrayOutputStream();
    store.save(store.view(), SnapshotForm.WHOLE, out);
    MemoryStore other = another();
    done(other.update(tx -> tx.create(Kinds.NODE, Rig.node("m", "x"))));
    done(other.update(tx -> tx.create(SENSOR, new Sensor("s9", "Hall", "m", 1))));

    done(other.restore(new ByteArrayInputStream(out.toByteArray()), SnapshotLimits.DEFAULT));

    assertThat(other.view().list(SENSOR)).isEqualTo(store.view().list(SENSOR));
    assertThat(other.view().find(SENSORS, By.name("hall")))
        .extracting(Resource::getId)
        .containsExactly("s1");
    assertThatThrownBy(() -> store.save(store.view(), SnapshotForm.SWARMKIT, out))
        .isInstanceOf(SnapshotRefusedException.class)
        .hasMessageContaining("1 objects of table \"sensor\"");
  }

  private void create(Sensor sensor) {
    done(store.update(tx -> tx.create(SENSOR, sensor)));
  }

  private void write(Sensor sensor) {
    done(store.update(tx -> tx.update(SENSOR, sensor)));
  }

  private MemoryStore another() {
    return new MemoryStore(
        MemoryStoreOptions.of(TABLES).withClock(clock).withRandom(new Random(7)));
  }
}
