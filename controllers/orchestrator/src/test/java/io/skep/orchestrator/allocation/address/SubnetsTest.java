package io.skep.orchestrator.allocation.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetsTest {
  private final Subnets subnets = new Subnets();

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0/24",
    "10.0.0.77/24, 10.0.0.0/24",
    "192.168.255.255/12, 192.160.0.0/12",
    "2001:db8::5/64, 2001:db8::/64",
    "2001:db8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
    "::/0, ::/0"
  })
  void aBlockIsWhatIsBeforeItsPrefixEnds(String text, String block) {
    assertThat(Subnet.parse(text).orElseThrow()).hasToString(block);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0", "10.0.0.0/33", "10.0.0/24", "010.0.0.0/24", "256.0.0.0/8", "a/8"})
  void whatIsNoBlockIsNone(String text) {
    assertThat(Subnet.parse(text)).isEmpty();
  }

  @Test
  void theLowestFreeBlockIsChosen() {
    subnets.put("a", ipam("10.0.0.0/24", "10.0.2.0/24"));

    assertThat(free("10.0.0.0/8", 24)).isEqualTo("10.0.1.0/24");
    assertThat(free("10.0.0.0/8", 23)).isEqualTo("10.0.4.0/23");
  }

  @Test
  void aBlockWithinALargerOneIsInUse() {
    subnets.put("a", ipam("10.0.0.0/16"));
    subnets.put("b", ipam("10.0.3.0/24"));
    subnets.put("c", ipam("10.1.0.128/25"));

    assertThat(free("10.0.0.0/8", 24)).isEqualTo("10.1.1.0/24");
  }

  @Test
  void thePoolAfterOneThatIsUsedUpIsNext() {
    subnets.put("a", ipam("10.0.0.0/24"));

    assertThat(subnets.free(List.of(block("10.0.0.0/24")), 24)).isEmpty();
    assertThat(subnets.free(List.of(block("10.0.0.0/24"), block("10.9.0.0/16")), 24))
        .contains(block("10.9.0.0/24"));
  }

  @Test
  void whatIsReservedIsInUseUntilTheStoreTells() {
    subnets.put("a", ipam("10.0.0.0/24"));
    subnets.reserve("a", block("10.0.1.0/24"));
    assertThat(subnets.isFree("b", block("10.0.0.0/23"))).isFalse();
    assertThat(free("10.0.0.0/8", 24)).isEqualTo("10.0.2.0/24");

    subnets.put("a", ipam("10.0.0.0/24"));

    assertThat(free("10.0.0.0/8", 24)).isEqualTo("10.0.1.0/24");
    assertThat(subnets.isFree("a", block("10.0.0.0/24"))).isTrue();
  }

  private String free(String pool, int length) {
    return subnets.free(List.of(block(pool)), length).orElseThrow().toString();
  }

  private static Subnet block(String text) {
    return Subnet.parse(text).orElseThrow();
  }

  private static IPAMOptions ipam(String... blocks) {
    IPAMOptions.Builder ipam = IPAMOptions.newBuilder();
    for (String block : blocks) {
      ipam.addConfigs(IPAMConfig.newBuilder().setSubnet(block));
    }
    return ipam.build();
  }
}
