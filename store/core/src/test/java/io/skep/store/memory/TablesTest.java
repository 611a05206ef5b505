package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.store.AlreadyExistsException;
import io.skep.store.By;
import io.skep.store.ImmutableExtensionException;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.VersionConflictException;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What create, update and delete check, and in which order, in every table. */
class TablesTest {
  private final MemoryStore store = Fixtures.store(new VirtualClock(1));

  @BeforeEach
  void theStandardSetIsStored() {
    now(store.update(StandardSet::createIn));
  }

  static List<Table<?>> all() {
    return Kinds.ALL;
  }

  static Stream<Table<?>> withUniqueNames() {
    return all().stream().filter(table -> table != Kinds.NODE && table != Kinds.TASK);
  }

  static Stream<Table<?>> updatable() {
    return all().stream().filter(table -> table != Kinds.EXTENSION);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("T-1 ... T-4, S-8, S-10: what was created can be got and found")
  <M extends Message> void whatWasCreatedCanBeGotAndFound(Table<M> table) {
    var view = store.view();

    assertThat(view.list(table)).extracting(table::id).containsExactly("id1", "id2", "id3");
    assertThat(view.count(table)).isEqualTo(3);
    assertThat(view.get(table, "id4")).isEmpty();
    for (M object : StandardSet.objects(table)) {
      M stored = view.get(table, table.id(object)).orElseThrow();
      assertThat(stored).isEqualTo(table.withMeta(object, table.meta(stored)));
    }
    assertThat(view.find(table, By.name("NAME1"))).extracting(table::id).containsExactly("id1");
    assertThat(view.find(table, By.name("invalid"))).isEmpty();
    assertThat(view.find(table, By.idPrefix("id"))).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("S-32, S-34, S-36, S-38: an id is taken once")
  <M extends Message> void anIdIsTakenOnce(Table<M> table) {
    M again = renamed(table, StandardSet.objects(table).get(0), "name4");

    refuses(table, "create", again, AlreadyExistsException.class, "object already exists");
  }

  @ParameterizedTest
  @MethodSource("withUniqueNames")
  @DisplayName(
      "S-32, S-36, S-38, S-42: a name is taken once whatever the case, checked before the id")
  <M extends Message> void aNameIsTakenOnce(Table<M> table) {
    M sameNameAndId = StandardSet.objects(table).get(0);
    M otherId = withId(renamed(table, sameNameAndId, "NaMe2"), "id4");

    String text = "name conflicts with an existing object";
    refuses(table, "create", sameNameAndId, NameConflictException.class, text);
    refuses(table, "create", otherId, NameConflictException.class, text);
  }

  @ParameterizedTest
  @MethodSource("updatable")
  @DisplayName("S-33, S-35, S-39: an update needs an object, checked before its version")
  <M extends Message> void anUpdateNeedsAnObject(Table<M> table) {
    M unknown = withId(renamed(table, StandardSet.objects(table).get(0), "name4"), "id4");

    refuses(table, "update", unknown, NotFoundException.class, "object does not exist");
  }

  @ParameterizedTest
  @MethodSource("updatable")
  @DisplayName(
      "S-26, S-31, S-33, S-35, S-39: an update needs the stored version, neither less nor more")
  <M extends Message> void anUpdateNeedsTheStoredVersion(Table<M> table) {
    M first = StandardSet.objects(table).get(0);

    String text = "update out of sequence";
    refuses(table, "update", first, VersionConflictException.class, text);
    refuses(table, "update", StandardSet.at(table, first, 2), VersionConflictException.class, text);
    M current = StandardSet.at(table, first, 1);
    now(store.update(tx -> tx.update(table, current)));
    assertThat(table.meta(stored(table, "id1")).getVersion().getIndex()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("withUniqueNames")
  @DisplayName(
      "S-33, S-39: a rename onto another's name is refused, checked before all else; onto its own it is not")
  <M extends Message> void aRenameOntoAnothersNameIsRefused(Table<M> table) {
    if (table == Kinds.EXTENSION) {
      return;
    }
    M stored = stored(table, "id1");
    M stale = StandardSet.at(table, renamed(table, stored, "NAME2"), 99);

    refuses(
        table,
        "update",
        stale,
        NameConflictException.class,
        "name conflicts with an existing object");
    now(store.update(tx -> tx.update(table, renamed(table, stored, "NAME1"))));
  }

  @ParameterizedTest
  @MethodSource("updatable")
  @DisplayName("S-52: indexes follow a rename inside the transaction and after it")
  <M extends Message> void indexesFollowARename(Table<M> table) {
    M renamed = renamed(table, stored(table, "id1"), "name4");

    now(
        store.update(
            tx -> {
              tx.update(table, renamed);
              assertThat(tx.find(table, By.name("name1"))).isEmpty();
              assertThat(tx.find(table, By.name("name4"))).hasSize(1);
            }));

    assertThat(store.view().find(table, By.name("name1"))).isEmpty();
    assertThat(store.view().find(table, By.name("name4"))).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("S-29, S-40: a delete needs an object and no version, and frees id and name")
  <M extends Message> void aDeleteNeedsAnObject(Table<M> table) {
    now(store.update(tx -> tx.delete(Kinds.RESOURCE, "id1")));
    if (table != Kinds.RESOURCE) {
      now(store.update(tx -> tx.delete(table, "id1")));
    }

    assertThat(store.view().get(table, "id1")).isEmpty();
    assertThat(store.view().find(table, By.name("name1"))).isEmpty();
    assertThatThrownBy(() -> now(store.update(tx -> tx.delete(table, "id1"))))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("object does not exist");
    if (table != Kinds.RESOURCE) {
      M again = StandardSet.objects(table).get(0);
      now(store.update(tx -> tx.create(table, again)));
      assertThat(store.view().find(table, By.name("name1"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("updatable")
  @DisplayName("S-48: delete and create of one id in one transaction are two changes")
  <M extends Message> void deleteAndCreateInOneTransaction(Table<M> table) {
    M first = StandardSet.objects(table).get(0);

    now(
        store.update(
            tx -> {
              tx.delete(table, "id1");
              tx.create(table, first);
              tx.delete(table, "id1");
            }));

    assertThat(store.view().get(table, "id1")).isEmpty();
    assertThat(store.view().count(table)).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("S-45: the empty id and the empty name are ids and names like others")
  <M extends Message> void emptyIdsAndNamesAreLikeOthers(Table<M> table) {
    if (table == Kinds.EXTENSION || table == Kinds.RESOURCE) {
      return;
    }
    M nobody = withId(renamed(table, StandardSet.objects(table).get(0), ""), "");

    M created =
        now(store.compute(io.skep.store.Origin.NONE, tx -> tx.create(table, nobody))).value();
    now(store.update(tx -> tx.update(table, created)));

    assertThat(store.view().get(table, "")).isPresent();
    if (table != Kinds.NODE && table != Kinds.TASK) {
      refuses(
          table,
          "create",
          withId(nobody, "id5"),
          NameConflictException.class,
          "name conflicts with an existing object");
    }
  }

  @ParameterizedTest
  @MethodSource("extensionTable")
  @DisplayName("S-37: an extension never changes")
  void anExtensionNeverChanges(Table<io.skep.api.Extension> table) {
    refuses(
        table,
        "update",
        stored(table, "id1"),
        ImmutableExtensionException.class,
        "extensions are immutable");
  }

  static List<Table<?>> extensionTable() {
    return List.of(Kinds.EXTENSION);
  }

  private <M extends Message> M stored(Table<M> table, String id) {
    return store.view().get(table, id).orElseThrow();
  }

  /** The call fails, with the text that SwarmKit's clients know, and changes nothing. */
  private <M extends Message> void refuses(
      Table<M> table,
      String operation,
      M object,
      Class<? extends StoreException> type,
      String text) {
    var before = store.save(store.view());

    assertThatThrownBy(
            () ->
                now(
                    store.update(
                        tx -> {
                          if (operation.equals("create")) {
                            tx.create(table, object);
                          } else {
                            tx.update(table, object);
                          }
                        })))
        .isInstanceOf(type)
        .hasMessageStartingWith(text)
        .hasMessageContaining(table.name() + "/" + table.id(object));

    assertThat(store.save(store.view())).isEqualTo(before);
  }

  private static <M extends Message> M withId(M object, String id) {
    Message.Builder builder = object.toBuilder();
    builder.setField(object.getDescriptorForType().findFieldByName("id"), id);
    return cast(object, builder.build());
  }

  /** {@code object} called {@code name}, wherever its table keeps names. */
  private static <M extends Message> M renamed(Table<M> table, M object, String name) {
    Message.Builder builder = object.toBuilder();
    var fields = object.getDescriptorForType();
    if (table == Kinds.NODE) {
      Message.Builder description = builder.getFieldBuilder(fields.findFieldByName("description"));
      description.setField(description.getDescriptorForType().findFieldByName("hostname"), name);
      return cast(object, builder.build());
    }
    Message.Builder owner =
        fields.findFieldByName("annotations") != null
            ? builder
            : builder.getFieldBuilder(fields.findFieldByName("spec"));
    owner.setField(
        owner.getDescriptorForType().findFieldByName("annotations"), Fixtures.named(name));
    return cast(object, builder.build());
  }

  @SuppressWarnings("unchecked") // Built from an object of that type.
  private static <M extends Message> M cast(M like, Message built) {
    return (M) like.getClass().cast(built);
  }
}
