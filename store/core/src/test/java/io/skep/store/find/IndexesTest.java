package io.skep.store.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IndexesTest {
  private static final Index<Pet, String> OWNER = Index.of("owner", Pet::owner);
  private static final Index<Pet, String> TOY = Index.each("toy", Pet::toys);
  private static final Index<Pet, String> CODE = Index.<Pet>of("code", Pet::key).exactOnly();

  private static final Pet REX = new Pet("1", "ann", List.of("ball", "bone"));
  private static final Pet TOM = new Pet("2", "bob", List.of());

  private final PersistentMap.Edit<Pet> pets = PersistentMap.<Pet>empty().edit();

  private record Pet(String key, String owner, List<String> toys) implements Entry<Pet> {
    @Override
    public Pet object() {
      return this;
    }
  }

  private Indexes.Edit<Pet> indexed(List<Index<Pet, ?>> indexes, Pet... some) {
    Indexes.Edit<Pet> edit = Indexes.<Pet>of("pet", indexes).edit();
    for (Pet pet : some) {
      pets.put(pet);
      edit.change(pet.key(), null, pet, failure -> fail("failed: %s", failure));
    }
    return edit;
  }

  private List<Pet> find(IndexView<Pet> indexes, By<Pet> by) {
    List<Pet> found = new ArrayList<>();
    indexes.plan(by, pets).forEach(found::add);
    return found;
  }

  @Test
  void anIndexWhoseValuesStayIsNotTouched() {
    // S-52, rt.X-4
    var edit = indexed(List.of(OWNER, TOY), REX, TOM);
    var before = edit.freeze();
    var older = new Pet("1", "ann", List.of("bone", "ball"));

    edit.change("1", REX, older, failure -> fail("failed: %s", failure));

    var after = edit.freeze();
    assertThat(after.index(0)).isSameAs(before.index(0));
    assertThat(after.index(1)).as("only the order of toys changed").isSameAs(before.index(1));
  }

  @Test
  void anOwnerWithoutPetsLeavesNothingBehind() {
    // rt.X-4
    var edit = indexed(List.of(OWNER, TOY), REX);

    edit.change("1", REX, null, failure -> fail("failed: %s", failure));

    assertThat(edit.index(0).isEmpty()).isTrue();
    assertThat(edit.index(1).isEmpty()).isTrue();
  }

  @Test
  void keysOfAnUnchangedValueAreNotEvenMade() {
    // rt.X-4
    var made = new AtomicInteger();
    Index<Pet, String> counted =
        Index.ofKeyed(
            "owner",
            Pet::owner,
            owner -> {
              made.incrementAndGet();
              return owner;
            });
    var edit = indexed(List.of(counted), REX);

    edit.change("1", REX, new Pet("1", "ann", List.of()), failure -> fail("failed: %s", failure));

    assertThat(made).hasValue(1);
  }

  @Test
  void anUnknownIndexIsRefusedByNameAlsoInsideAnOr() {
    // S-61, S-64, rt.X-8
    var indexes = indexed(List.of(OWNER, TOY), REX).freeze();
    By<Pet> stray = By.equal(Index.<Pet>of("age", Pet::key), "7");

    assertThatThrownBy(() -> find(indexes, stray))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessage("invalid find argument type: pet has no index \"age\"; it has owner, toy");
    List<Pet> found = new ArrayList<>();
    assertThatThrownBy(() -> indexes.plan(By.or(By.all(), By.or(stray)), pets).forEach(found::add))
        .isInstanceOf(InvalidSelectorException.class);
    assertThat(found).isEmpty();
  }

  @Test
  void anExactIndexRefusesPrefixes() {
    // S-59
    var indexes = indexed(List.of(CODE), REX).freeze();

    assertThat(find(indexes, By.equal(CODE, "1"))).containsExactly(REX);
    assertThatThrownBy(() -> find(indexes, By.prefix(CODE, "")))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("index \"code\" of pet answers exact values only");
  }

  @Test
  void nullSelectsNothing() {
    // S-59
    var indexes = indexed(List.of(OWNER), REX).freeze();

    assertThatThrownBy(() -> find(indexes, null))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("By.all()");
  }

  @Test
  void anOrFindsEachObjectOnceAtItsFirstPlace() {
    // S-61, S-62
    var indexes = indexed(List.of(OWNER, TOY), REX, TOM).freeze();

    assertThat(find(indexes, By.or(By.equal(OWNER, "bob"), By.or(By.all(), By.prefix(TOY, "b")))))
        .containsExactly(TOM, REX);
    assertThat(find(indexes, By.or())).isEmpty();
  }

  @Test
  void idsAreFoundWithoutTheObjects() {
    // rt.X-5
    var indexes = indexed(List.of(OWNER, TOY), REX, TOM).freeze();
    List<String> found = new ArrayList<>();

    indexes.findIds(By.or(By.equal(OWNER, "bob"), By.prefix(TOY, "b")), found::add);

    assertThat(found).containsExactly("2", "1");
    assertThatThrownBy(() -> indexes.findIds(By.or(By.all()), found::add))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("does not ask one index of pet");
  }

  @Test
  void anObjectThatAnIndexCannotReadIsInAllOthers() {
    // rt.X-3
    Index<Pet, String> broken =
        Index.of(
            "broken",
            pet -> {
              throw new IllegalStateException("no " + pet.key());
            });
    Index<Pet, String> keyless = Index.ofKeyed("keyless", Pet::owner, owner -> owner + "\u0100");
    List<String> told = new ArrayList<>();
    Consumer<IndexFailure> tell = f -> told.add(f.index() + " at " + f.id() + ": " + f.cause());
    var edit = indexed(List.of(broken, keyless, OWNER));
    pets.put(REX);

    edit.change("1", null, REX, tell);
    edit.change("1", REX, new Pet("1", "eve", List.of()), tell);

    assertThat(edit.index(0).isEmpty()).isTrue();
    assertThat(edit.index(1).isEmpty()).isTrue();
    assertThat(edit.ids("owner", "ann")).isNull();
    assertThat(edit.ids("owner", "eve").first()).isEqualTo("1");
    assertThat(told).hasSize(4).first().asString().contains("index broken at 1", "no 1");
  }

  @Test
  void indexesOfTheSameObjectsJoinUnlessTheirNamesClash() {
    // rt.X-2
    var one = indexed(List.of(OWNER), REX).freeze();
    var other = indexed(List.of(TOY), REX).freeze();

    var both = one.and(other);

    assertThat(both.declared()).containsExactly(OWNER, TOY);
    assertThat(find(both, By.equal(TOY, "bone"))).containsExactly(REX);
    assertThatThrownBy(() -> both.and(one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pet has two indexes named \"owner\"; give one of them another name");
  }

  @Test
  void idsOfOneKeyAreCountedAndOrdered() {
    var edit = indexed(List.of(OWNER), new Pet("9", "ann", List.of()), REX, TOM);

    var ids = edit.ids("owner", "ann");
    List<String> seen = new ArrayList<>();
    ids.forEach(seen::add);

    assertThat(seen).containsExactly("1", "9");
    assertThat(ids.count()).isEqualTo(2);
    assertThat(ids.contains("2")).isFalse();
    assertThat(edit.plan(By.equal(OWNER, "ann"), pets).count()).isEqualTo(2);
    assertThat(edit.plan(By.idPrefix("9"), pets).count()).isEqualTo(1);
  }
}
