package io.skep.scheduler.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Resources;
import io.skep.scheduler.resource.Quantity.Sort;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Amounts of resources, compared and as people read them. */
final class QuantityTest {
  private static Quantity memory(long bytes) {
    return new Quantity(Sort.MEMORY, "", bytes);
  }

  private static Quantity cpu(long nanos) {
    return new Quantity(Sort.CPU, "", nanos);
  }

  @Test
  void amountsAreInTheUnitThatIsReadBest() {
    assertThat(cpu(1_000_000_000)).hasToString("1 CPU");
    assertThat(cpu(1_500_000_000)).hasToString("1.5 CPUs");
    assertThat(memory(0)).hasToString("0 B of memory");
    assertThat(memory(1_023)).hasToString("1023 B of memory");
    assertThat(memory(200L << 20)).hasToString("200 MiB of memory");
    assertThat(memory(-(3L << 29))).hasToString("-1.5 GiB of memory");
    assertThat(memory(Long.MAX_VALUE)).hasToString("8192 PiB of memory");
    assertThat(new Quantity(Sort.GENERIC, "gpu", 2)).hasToString("2 gpu");
  }

  @Test
  void whatIsNeededIsRoundedUpAndWhatThereIsDown() {
    assertThat(memory((1 << 20) + 1)).hasToString("1.001 MiB of memory");
    assertThat(memory((1 << 20) + 1).atLeast()).isEqualTo("1 MiB of memory");
    assertThat(cpu(1)).hasToString("0.001 CPUs");
    assertThat(cpu(1).atLeast()).isEqualTo("0 CPUs");
  }

  @Test
  void whatLacksIsNeverLessThanNothing() {
    assertThat(memory(10).lacking(memory(4))).isEqualTo(memory(6));
    assertThat(memory(10).lacking(memory(-4))).isEqualTo(memory(14));
    assertThat(memory(10).lacking(memory(40))).isEqualTo(memory(0));
  }

  // GR-1, GR-10
  @Test
  void unitsAreCountedInEitherForm() {
    Resources resources =
        Resources.newBuilder()
            .setMemoryBytes(7)
            .addGeneric(GenericResources.unit("gpu", "a"))
            .addGeneric(GenericResources.amount("disk", 3))
            .addGeneric(GenericResources.unit("gpu", "b"))
            .build();

    assertThat(Quantity.all(resources))
        .isEqualTo(
            List.of(
                cpu(0),
                memory(7),
                new Quantity(Sort.GENERIC, "gpu", 2),
                new Quantity(Sort.GENERIC, "disk", 3)));
    assertThat(new Quantity(Sort.GENERIC, "disk", 9).in(resources).amount()).isEqualTo(3);
    assertThat(new Quantity(Sort.GENERIC, "fpga", 9).in(resources).amount()).isZero();
  }
}
