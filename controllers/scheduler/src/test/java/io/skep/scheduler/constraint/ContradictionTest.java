package io.skep.scheduler.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which constraints exclude each other whatever node there may be. */
final class ContradictionTest {
  private static List<Contradiction> among(String... texts) {
    return Contradiction.among(Constraints.parse(List.of(texts)).list());
  }

  // CN-5, CN-6, CN-7, CN-8
  @ParameterizedTest
  @CsvSource({
    "node.role==worker,         node.role==manager,        true",
    "node.role==worker,         NODE.Role!=WORKER,         true",
    "node.role!=worker,         node.role==worker,         true",
    "node.role==worker,         node.role==Worker,         false",
    "node.role==worker,         node.role!=manager,        false",
    "node.role!=worker,         node.role!=manager,        false",
    "node.labels.zone==a,       node.labels.zone==b,       true",
    "node.labels.zone==a,       NODE.LABELS.zone==b,       true",
    "node.labels.zone==a,       node.labels.Zone==b,       false",
    "node.labels.zone==a,       engine.labels.zone==b,     false",
    "node.ip==10.0.0.1,         node.ip==10.0.0.2,         true",
    "node.ip==10.0.0.1,         node.ip==10.0.0.0/24,      false",
    "node.ip==10.0.0.0/24,      node.ip==10.0.0.7,         false",
    "node.ip==10.0.0.0/24,      node.ip==10.0.1.0/24,      true",
    "node.ip==10.0.0.1,         node.ip!=10.0.0.0/8,       true",
    "node.ip==10.0.0.0/8,       node.ip!=10.0.0.1,         false",
    "node.ip==10.0.0.1,         node.ip==x,                false",
  })
  void pairsThatCanNeverHoldTogether(String one, String other, boolean excluded) {
    assertThat(among(one, other)).hasSize(excluded ? 1 : 0);
    assertThat(among(other, one)).hasSize(excluded ? 1 : 0);
  }

  // CN-1
  @Test
  void eachPairIsToldOnceAsWritten() {
    assertThat(among("node.id==a", "node.role!=worker", "node.id==b", "node.id==A"))
        .extracting(Contradiction::toString)
        .containsExactly("node.id==a and node.id==b", "node.id==b and node.id==A");
  }
}
