package io.skep.scheduler.resource;

import static io.skep.scheduler.resource.GenericResources.amount;
import static io.skep.scheduler.resource.GenericResources.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generic resources as text: CT-72, GR-1, GR-3, GR-4. */
final class GenericResourcesTest {
  // CT-72, GR-1, GR-3
  @Test
  void aNumberIsAnAmountAndOtherValuesAreUnits() {
    assertThat(GenericResources.parse("apple=3")).containsExactly(amount("apple", 3));
    assertThat(GenericResources.parse(" orange = red ,orange=green,apple=3,orange=blue"))
        .containsExactly(
            unit("orange", "red"),
            unit("orange", "green"),
            unit("orange", "blue"),
            amount("apple", 3));
    assertThat(GenericResources.parse("gpu=0x1,gpu=0x1"))
        .as("repeats are kept")
        .containsExactly(unit("gpu", "0x1"), unit("gpu", "0x1"));
    assertThat(GenericResources.parse("apple=0")).containsExactly(amount("apple", 0));
  }

  // GR-4
  @Test
  void theEnvironmentNamesEachKindOnceWithAllItsValues() {
    assertThat(
            GenericResources.environment(
                "docker_resource",
                List.of(unit("gpu", "b"), amount("Apple", 3), unit("gpu", "a"), unit("GPU", "c"))))
        .containsExactly(
            Map.entry("DOCKER_RESOURCE_GPU", "b,a,c"), Map.entry("DOCKER_RESOURCE_APPLE", "3"));
    assertThat(GenericResources.environment("X", List.of())).isEmpty();
  }

  // CT-72, GR-3
  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        " ",
        "apple",
        "apple=3\napple=4",
        "apple=3,apple=4",
        "apple=3,apple=red",
        "apple=red,apple=3",
        "apple=-3",
        "apple==3",
        "apple=3,",
        "=3",
        "apple=",
        "apple=1.5",
        "apple=9223372036854775808"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> GenericResources.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("could not parse GenericResource: ")
        .hasMessageContaining("write for example gpu=2,disk=nvme0");
  }
}
