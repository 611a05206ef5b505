package io.skep.informer.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.informer.Informer;
import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that a user has added to the store, from another process that knows it, too. */
class OwnTableTest {
  private static final Sensors SENSORS = new Sensors();
  private static final List<Table<?>> TABLES = tables();

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(TABLES).withRandom(new Random(1)));
  private StoreServer server;
  private StoreClient client;

  private static List<Table<?>> tables() {
    List<Table<?>> all = new ArrayList<>(Kinds.ALL);
    all.add(SENSORS);
    return all;
  }

  @BeforeEach
  void serve() {
    var options = ServerOptions.at(Listener.plainTcp("127.0.0.1", 0)).withTables(SENSORS);
    server = new StoreServer(vertx, store, options);
    Rig.await(server.start());
    client = client(server, Kinds.NODE, SENSORS);
  }

  private StoreClient client(StoreServer of, Table<?>... tables) {
    return StoreClient.skep(
        vertx,
        "127.0.0.1:" + of.ports().get(0),
        ClientOptions.DEFAULT.withoutTls().withTables(tables));
  }

  @AfterEach
  void close() {
    Rig.await(client.close());
    Rig.await(server.stop());
    store.close();
    Rig.await(vertx.close());
  }

  @Test
  void itIsListedFollowedAndWritten() { // S-117, api.F-1, api.F-2, api.F-7, rt.W-1
    Rig.await(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, Node.newBuilder().setId("n1").build());
              tx.create(SENSORS, sensor("old", "n1"));
            }));
    Informer<Resource> sensors = client.informer(SENSORS);
    Rig.await(client.start());
    assertThat(sensors.reader().list()).isEqualTo(store.view().list(SENSORS));

    var followed = Rig.await(store.update(tx -> tx.create(SENSORS, sensor("new", "n1"))));
    Rig.await(client.feed().atLeast(followed));
    assertThat(sensors.reader().by(Sensors.NODE, "n1")).hasSize(2);

    var written =
        Rig.await(
            client
                .store()
                .update(
                    tx -> {
                      tx.create(Kinds.NODE, Node.newBuilder().setId("n2").build());
                      tx.update(SENSORS, moved(tx.get(SENSORS, "new").orElseThrow(), "n2"));
                      tx.delete(SENSORS, "old");
                    }));
    assertThat(client.store().latest(sensors).by(Sensors.NODE, "n2")).hasSize(1);
    Rig.await(client.feed().atLeast(written));

    assertThat(store.view().list(SENSORS)).extracting(Resource::getKind).containsExactly("n2");
    assertThat(client.feed().at().list(SENSORS)).isEqualTo(store.view().list(SENSORS));
    assertThat(client.feed().tally().gaps()).isZero();
  }

  @Test
  void itsRulesHoldAtTheServerToo() { // S-117, api.F-9
    Rig.await(client.start());
    Rig.await(store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n1").build())));
    var lawless = client.store().update(tx -> tx.create(SENSORS, sensor("a", "nowhere")));
    assertThatThrownBy(() -> Rig.await(lawless))
        .hasMessageContaining("there is no node \"nowhere\"");
    assertThat(store.view().count(SENSORS)).isZero();
  }

  @Test
  void aServerThatWasNotToldOfItSaysSo() { // api.F-3
    var ignorant =
        new StoreServer(vertx, store, ServerOptions.at(Listener.plainTcp("127.0.0.1", 0)));
    Rig.await(ignorant.start());
    StoreClient hopeful = client(ignorant, SENSORS);
    Promise<Throwable> loss = Promise.promise();
    hopeful.feed().onLoss(loss::tryComplete);
    hopeful.start();

    assertThat(Rig.await(loss.future()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("sensor");
    Rig.await(hopeful.close());
    Rig.await(ignorant.stop());
  }

  private static Resource sensor(String id, String node) {
    return Resource.newBuilder()
        .setId(id)
        .setAnnotations(Annotations.newBuilder().setName(id))
        .setKind(node)
        .build();
  }

  private static Resource moved(Resource sensor, String node) {
    return sensor.toBuilder().setKind(node).build();
  }

  /** Sensors, each on a node. Its messages could be of a type of the user's own. */
  private static final class Sensors implements Table<Resource> {
    static final Index<Resource, String> NODE = Index.of("node", Resource::getKind);

    @Override
    public String name() {
      return "sensor";
    }

    @Override
    public Class<Resource> type() {
      return Resource.class;
    }

    @Override
    public Parser<Resource> parser() {
      return Resource.parser();
    }

    @Override
    public String id(Resource sensor) {
      return sensor.getId();
    }

    @Override
    public Meta meta(Resource sensor) {
      return sensor.getMeta();
    }

    @Override
    public Resource withMeta(Resource sensor, Meta meta) {
      return sensor.toBuilder().setMeta(meta).build();
    }

    @Override
    public Annotations annotations(Resource sensor) {
      return sensor.getAnnotations();
    }

    @Override
    public List<Index<Resource, ?>> indexes() {
      return List.of(NODE);
    }

    @Override
    public Optional<String> uniqueName(Resource sensor) {
      return Optional.empty();
    }

    @Override
    public void checkCreate(ReadTx tx, Resource sensor) {
      if (tx.get(Kinds.NODE, sensor.getKind()).isEmpty()) {
        throw new InvalidObjectException(
            ObjectKey.of(this, sensor.getId()), "there is no node \"" + sensor.getKind() + "\"");
      }
    }
  }
}
