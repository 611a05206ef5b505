package io.skep.orchestrator.allocation.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import io.skep.orchestrator.allocation.address.AddressBook.Holding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBookTest {
  private final AddressBook book = new AddressBook();

  AddressBookTest() {
    book.putNetwork("n", ipam("10.0.0.0/29", "10.0.0.1"));
  }

  /** AL-8: one after the other, never the gateway or the ends of the block. */
  @Test
  void addressesAreGivenOneAfterTheOther() {
    assertThat(give("a")).contains("10.0.0.2/29");
    assertThat(give("b")).contains("10.0.0.3/29");
    book.put("a", List.of());

    assertThat(give("c")).contains("10.0.0.4/29");
    assertThat(List.of(give("d"), give("e"), give("f"), give("g")))
        .containsExactly(
            Optional.of("10.0.0.5/29"),
            Optional.of("10.0.0.6/29"),
            Optional.of("10.0.0.2/29"),
            Optional.empty());
  }

  /** AL-2: in whatever order networks and holders are seen. */
  @Test
  void whatIsHeldBeforeItsNetworkIsKnownIsNotGiven() {
    book.put("a", List.of(new Holding("later", "10.1.0.2/29")));

    book.putNetwork("later", ipam("10.1.0.0/29", "10.1.0.1"));

    assertThat(book.give("b", "later", List.of())).contains("10.1.0.3/29");
  }

  @Test
  void anAddressWithTwoHoldersIsFreeWhenBothAreGone() {
    book.put("a", List.of(new Holding("n", "10.0.0.2/29")));
    book.put("b", List.of(new Holding("n", "10.0.0.2/29")));

    assertThat(book.put("a", List.of())).isEmpty();
    assertThat(book.give("c", "n", List.of("10.0.0.2"))).isEmpty();
    assertThat(book.put("b", List.of())).containsExactly("n");
    assertThat(book.give("c", "n", List.of("10.0.0.2"))).contains("10.0.0.2/29");
  }

  @Test
  void whatWasGivenIsHeldUntilTheStoreTells() {
    assertThat(book.give("a", "n", List.of("10.0.0.4"))).contains("10.0.0.4/29");
    assertThat(book.give("b", "n", List.of("10.0.0.4", "10.0.0.5"))).contains("10.0.0.5/29");

    book.put("a", List.of());

    assertThat(book.give("b", "n", List.of("10.0.0.4"))).contains("10.0.0.4/29");
  }

  @Test
  void gatewayEndsAndReservedAddressesAreNobodys() {
    IPAMConfig config =
        IPAMConfig.newBuilder()
            .setSubnet("10.2.0.0/29")
            .setGateway("10.2.0.3")
            .putReserved("router", "10.2.0.4")
            .build();
    book.putNetwork("m", IPAMOptions.newBuilder().addConfigs(config).build());

    for (String kept : List.of("10.2.0.0", "10.2.0.3", "10.2.0.4", "10.2.0.7", "10.9.0.1", "x")) {
      assertThat(book.give("a", "m", List.of(kept))).as(kept).isEmpty();
      assertThat(book.isOf("m", kept)).as(kept).isFalse();
    }
    assertThat(book.capacity("m")).isEqualTo(4);
  }

  @Test
  void addressesComeFromTheRange() {
    IPAMConfig config =
        IPAMConfig.newBuilder().setSubnet("10.2.0.0/16").setRange("10.2.9.0/30").build();
    book.putNetwork("m", IPAMOptions.newBuilder().addConfigs(config).build());

    assertThat(book.capacity("m")).isEqualTo(4);
    assertThat(book.give("a", "m", List.of())).contains("10.2.9.0/16");
    assertThat(book.give("b", "m", List.of("10.2.77.7"))).contains("10.2.77.7/16");
  }

  @Test
  void longAddressesAreGivenToo() {
    book.putNetwork("six", ipam("2001:db8::/64", "2001:db8::1"));

    assertThat(book.give("a", "six", List.of())).contains("2001:db8::2/64");
  }

  /** Against a plain map from address to holders. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void everyAddressHasOneHolder(long seed) {
    var random = new Random(seed);
    Map<String, String> model = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      String holder = "h" + random.nextInt(9);
      if (model.containsKey(holder)) {
        book.put(holder, List.of());
        model.remove(holder);
      } else {
        Optional<String> given = book.give(holder, "n", List.of());
        assertThat(given.isPresent()).as("seed %d step %d", seed, step).isEqualTo(model.size() < 5);
        given.ifPresent(address -> model.put(holder, address));
      }
      assertThat(model.values()).as("seed %d step %d", seed, step).doesNotHaveDuplicates();
    }
  }

  private Optional<String> give(String holder) {
    return book.give(holder, "n", List.of());
  }

  private static IPAMOptions ipam(String subnet, String gateway) {
    IPAMConfig config = IPAMConfig.newBuilder().setSubnet(subnet).setGateway(gateway).build();
    return IPAMOptions.newBuilder().addConfigs(config).build();
  }
}
