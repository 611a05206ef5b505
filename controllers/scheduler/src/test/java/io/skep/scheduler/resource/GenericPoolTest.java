package io.skep.scheduler.resource;

import static io.skep.scheduler.resource.GenericResources.amount;
import static io.skep.scheduler.resource.GenericResources.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.GenericResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node's generic resources are worth to its tasks: CT-70, CT-71, CT-73 to CT-76. */
final class GenericPoolTest {
  private static List<GenericResource> units(String kind, String... names) {
    var units = new ArrayList<GenericResource>();
    for (String name : names) {
      units.add(unit(kind, name));
    }
    return units;
  }

  @SafeVarargs
  private static List<GenericResource> all(List<GenericResource>... parts) {
    var all = new ArrayList<GenericResource>();
    for (List<GenericResource> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private static List<GenericResource> amounts(String kind, long value) {
    return List.of(amount(kind, value));
  }

  // CT-70, GR-12
  @Test
  void aHeldUnitIsNotFreeAndAHeldAmountIsLessFree() {
    var apples = new GenericPool(units("apple", "red", "orange", "blue"));
    apples.hold(units("apple", "red"));
    assertThat(apples.free()).isEqualTo(units("apple", "orange", "blue"));

    var one = new GenericPool(amounts("apple", 1));
    one.hold(amounts("apple", 1));
    assertThat(one.free()).isEmpty();

    var four = new GenericPool(amounts("apple", 4));
    four.hold(amounts("apple", 1));
    assertThat(four.free()).isEqualTo(amounts("apple", 3));
  }

  // CT-70, GR-12
  @Test
  void whatIsHeldInOneFormIsNotTakenFromTheOther() {
    var pool = new GenericPool(all(units("apple", "red", "blue"), amounts("apple", 4)));

    pool.hold(amounts("apple", 1));
    assertThat(pool.free()).isEqualTo(all(units("apple", "red", "blue"), amounts("apple", 3)));
    pool.hold(units("apple", "blue"));
    assertThat(pool.free()).isEqualTo(all(units("apple", "red"), amounts("apple", 3)));
  }

  // CT-71, GR-12
  @Test
  void manyKindsAreHeldAtOnce() {
    var pool =
        new GenericPool(
            all(
                units("apple", "red", "yellow", "green", "blue", "orange"),
                amounts("orange", 5),
                amounts("banana", 3),
                units("grape", "red", "yellow", "orange", "blue", "green"),
                amounts("cakes", 3)));

    pool.hold(
        all(
            units("apple", "red", "green", "blue", "red"),
            amounts("banana", 2),
            units("grape", "red", "blue", "red"),
            amounts("cakes", 3)));

    assertThat(pool.free())
        .isEqualTo(
            all(
                units("apple", "yellow", "orange"),
                amounts("orange", 5),
                amounts("banana", 1),
                units("grape", "yellow", "orange", "green")));
  }

  // CT-73, GR-11
  @Test
  void aClaimGetsTheAmountOrTheFirstFreeUnits() {
    var pool =
        new GenericPool(
            all(
                amounts("apple", 3),
                units("orange", "red", "orange", "blue", "green"),
                amounts("pear", 4)));

    assertThat(pool.claim(amounts("apple", 2))).isEqualTo(amounts("apple", 2));
    assertThat(pool.claim(amounts("orange", 2))).isEqualTo(units("orange", "red", "orange"));
    assertThat(pool.claim(all(amounts("orange", 4), amounts("apple", 2))))
        .isEqualTo(all(units("orange", "red", "orange", "blue", "green"), amounts("apple", 2)));
    assertThat(pool.free()).as("a claim takes nothing by itself").hasSize(6);

    pool.hold(pool.claim(amounts("pear", 4)));
    assertThat(pool.free()).as("gone at 0").doesNotContainSequence(amounts("pear", 0)).hasSize(5);
  }

  // CT-196, GR-2, GR-10, GR-11
  @ParameterizedTest(name = "{0}")
  @MethodSource("badClaims")
  void aClaimThatCannotBeMetGetsNothing(String why, List<GenericResource> reservations) {
    var pool = new GenericPool(all(amounts("apple", 3), units("gpu", "0", "1")));

    assertThat(pool.covers(reservations)).isFalse();
    assertThatThrownBy(() -> pool.claim(reservations))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageStartingWith("not enough resources available for task reservations: ")
        .hasMessageContaining(why);
    assertThat(pool.free()).hasSize(3);
  }

  static Object[][] badClaims() {
    return new Object[][] {
      {"4 of 'apple' are reserved but 3 are free", amounts("apple", 4)},
      {"3 of 'gpu' are reserved but 2 are free", amounts("gpu", 3)},
      {"1 of 'pear' are reserved but 0 are free", amounts("pear", 1)},
      {"here it is 0", amounts("gpu", 0)},
      {"here it is -1", amounts("apple", -1)},
      {"the kind 'apple' is reserved twice", all(amounts("apple", 2), amounts("apple", 1))},
      {"the kind 'gpu' is reserved twice", all(amounts("gpu", 1), amounts("gpu", 1))},
      {"here it is the unit '0'", units("gpu", "0")},
      {"5 of 'gpu'", all(amounts("apple", 1), amounts("gpu", 5))},
    };
  }

  // CT-74, GR-13
  @Test
  void whatIsGivenBackIsFreeAgainInTheOrderOfTheDescription() {
    var described =
        all(
            amounts("apple", 4),
            units("orange", "red", "orange", "blue", "green"),
            amounts("banana", 2));
    var pool = new GenericPool(described);
    pool.hold(described);
    assertThat(pool.free()).isEmpty();

    pool.release(amounts("apple", 2));
    assertThat(pool.free()).isEqualTo(amounts("apple", 2));
    pool.release(amounts("apple", 2));
    assertThat(pool.free()).isEqualTo(amounts("apple", 4));
    pool.release(units("orange", "blue", "red"));
    assertThat(pool.free()).isEqualTo(all(amounts("apple", 4), units("orange", "red", "blue")));
    pool.release(all(units("orange", "green", "orange"), amounts("banana", 2)));
    assertThat(pool.free()).isEqualTo(described);
  }

  // CT-75, GR-14, GR-15
  @Test
  void onlyWhatIsDescribedNowIsFree() {
    var pool =
        new GenericPool(all(amounts("apple", 4), amounts("cake", 2), units("gpu", "a", "b")));
    var held = all(amounts("apple", 3), amounts("cake", 1), units("gpu", "a"));
    pool.hold(held);

    pool.describe(all(amounts("apple", 2), units("cake", "x", "y"), units("gpu", "b", "c")));
    assertThat(pool.free())
        .as("clipped, changed to units, one unit gone and one new")
        .isEqualTo(all(units("cake", "x", "y"), units("gpu", "b", "c")));

    pool.release(held);
    assertThat(pool.free())
        .isEqualTo(all(amounts("apple", 2), units("cake", "x", "y"), units("gpu", "b", "c")));

    pool.describe(List.of());
    assertThat(pool.free()).isEmpty();
  }

  // CT-75: where more is held than there is, what is given back pays that off first.
  @Test
  void aShrunkNodeIsNotGivenOutTwice() {
    var pool = new GenericPool(amounts("apple", 6));
    pool.hold(amounts("apple", 3));
    pool.hold(amounts("apple", 2));

    pool.describe(amounts("apple", 4));
    pool.release(amounts("apple", 2));

    assertThat(pool.free()).isEqualTo(amounts("apple", 1));
  }

  // CT-76, GR-16
  @Test
  void aPoolHasAnAmountUpToWhatIsFreeAndAUnitThatIsFree() {
    var pool = new GenericPool(all(amounts("apple", 5), units("gpu", "0", "1")));

    assertThat(pool.has(amount("apple", 1))).isTrue();
    assertThat(pool.has(amount("apple", 5))).isTrue();
    assertThat(pool.has(amount("apple", 6))).isFalse();
    assertThat(pool.has(amount("gpu", 1))).as("another form").isFalse();
    assertThat(pool.has(unit("gpu", "1"))).isTrue();
    assertThat(pool.has(unit("gpu", "2"))).isFalse();
    assertThat(pool.has(unit("apple", "1"))).isFalse();
  }

  // GR-10 to GR-13: whatever comes and goes, free is described less held.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void afterAnyHistoryTheFreeUnitsAreThoseThatNobodyHolds(long seed) {
    var random = new Random(seed);
    var described = all(amounts("apple", 20), units("gpu", "0", "1", "2", "3", "4", "5"));
    var pool = new GenericPool(described);
    var held = new ArrayList<List<GenericResource>>();
    for (int step = 0; step < 2_000; step++) {
      var wanted =
          all(amounts("apple", 1 + random.nextInt(6)), amounts("gpu", 1 + random.nextInt(3)));
      if (random.nextBoolean() && pool.covers(wanted)) {
        List<GenericResource> claimed = pool.claim(wanted);
        pool.hold(claimed);
        held.add(claimed);
      } else if (!held.isEmpty()) {
        pool.release(held.remove(random.nextInt(held.size())));
      }

      long apples =
          held.stream()
              .flatMap(List::stream)
              .mapToLong(unit -> unit.getDiscreteResourceSpec().getValue())
              .sum();
      var expected = new ArrayList<GenericResource>();
      if (apples < 20) {
        expected.add(amount("apple", 20 - apples));
      }
      units("gpu", "0", "1", "2", "3", "4", "5").stream()
          .filter(unit -> held.stream().noneMatch(claim -> claim.contains(unit)))
          .forEach(expected::add);
      assertThat(pool.free()).as("seed %d step %d", seed, step).isEqualTo(expected);
    }
  }
}
