package io.skep.scheduler.volume;

import static io.skep.scheduler.world.A.csi;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.reachedFrom;
import static io.skep.scheduler.world.A.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.Volume;
import io.skep.scheduler.world.A;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From which nodes a volume can be reached: CT-23, SC-92. */
final class ReachTest {
  private static final Map<String, String> R1_Z1 = Map.of("region", "R1", "zone", "Z1");
  private static final Map<String, String> R1_Z2 = Map.of("region", "R1", "zone", "Z2");
  private static final Map<String, String> R2_Z1 = Map.of("region", "R2", "zone", "Z1");
  private static final Map<String, String> R1 = Map.of("region", "R1");

  // CT-23, SC-92
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aNodeCanReachAVolumeOrNot(
      String what, Consumer<Node.Builder> node, Consumer<Volume.Builder> volume, boolean can) {
    assertThat(Reach.includes(volume("v", volume), node("n", node))).as(what).isEqualTo(can);
  }

  static Object[][] cases() {
    Consumer<Node.Builder> inZone1 = csi("plug", R1_Z1);
    Consumer<Volume.Builder> everywhere = A.name("v");
    Map<String, String> shelf = Map.of("region", "R1", "zone", "Z1", "shelf", "S1");
    Consumer<Volume.Builder> nearly =
        reachedFrom(with(shelf, "region", "R2"))
            .andThen(reachedFrom(with(shelf, "zone", "Z2")))
            .andThen(reachedFrom(with(shelf, "shelf", "S2")));
    return new Object[][] {
      {"the same place", inZone1, reachedFrom(R1_Z1), true},
      {"the second of two", inZone1, reachedFrom(R1_Z2).andThen(reachedFrom(R1_Z1)), true},
      {"the region is enough", inZone1, reachedFrom(R1), true},
      {"another region", inZone1, reachedFrom(R2_Z1), false},
      {"another zone", inZone1, reachedFrom(R1_Z2), false},
      {"a part that the node does not tell", csi("plug", R1), reachedFrom(R1_Z1), false},
      {"each place differs in one part", csi("plug", shelf), nearly, false},
      {"and one does not", csi("plug", shelf), nearly.andThen(reachedFrom(shelf)), true},
      {"a volume that can be reached from everywhere", inZone1, everywhere, true},
      {"a node that does not tell where it is", csi("plug"), reachedFrom(R1_Z1), true},
      {"a node without the plugin", csi("other", R1_Z1), everywhere, false},
      {"a plugin is known by its whole name", csi("plug:latest"), everywhere, false},
      {"a node without a description", A.label("zone", "Z1"), everywhere, false},
      {"two plugins", csi("other", R2_Z1).andThen(inZone1), reachedFrom(R1_Z1), true},
    };
  }

  private static Map<String, String> with(Map<String, String> place, String part, String value) {
    var changed = new java.util.HashMap<>(place);
    changed.put(part, value);
    return changed;
  }
}
