package io.skep.examples.scheduler.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.skep.api.GenericResource;
import io.skep.api.NodeRole;
import io.skep.api.Resources;
import io.skep.api.ServiceSpec;
import io.skep.api.SharedData;
import io.skep.examples.scheduler.cluster.NodeShape;
import io.skep.examples.scheduler.input.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFilesTest {
  private static final String NODE_COLUMNS = "sn,cpu_milli,memory_mib,gpu,model\n";
  private static final String POD_COLUMNS =
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
          + "deletion_time,scheduled_time\n";
  private static final String NODES =
      NODE_COLUMNS + "plain,8000,16384,0,\nfast,64000,131072,8,X9\nold,16000,32768,2,K1\n";

  @Test
  void nodesOfferProcessorsMemoryAndAThousandUnitsForEachGpu() {
    List<NodeShape> nodes = trace("").cluster().nodes();

    assertThat(nodes).extracting(NodeShape::hostname).containsExactly("plain", "fast", "old");
    assertThat(nodes.get(0).role()).isEqualTo(NodeRole.MANAGER);
    assertThat(nodes.get(0).resources())
        .isEqualTo(
            Resources.newBuilder().setNanoCpus(8_000_000_000L).setMemoryBytes(16L << 30).build());
    assertThat(nodes.get(1).role()).isEqualTo(NodeRole.WORKER);
    assertThat(nodes.get(1).labels()).isEqualTo(Map.of("gpu.model", "X9"));
    assertThat(gpuMilli(nodes.get(1).resources())).isEqualTo(8_000);
  }

  @Test
  void aPodIsAServiceWithOneReplicaThatReservesWhatThePodAskedFor() {
    ServiceSpec whole = firstService("a,1500,2048,4,1000,,LS,Running,0,9,3\n");
    ServiceSpec share = firstService("b,1500,2048,1,220,,BE,Pending,0,,\n");
    ServiceSpec none = firstService("c,1500,2048,0,0,,,,0,,\n");

    assertThat(whole.getAnnotations().getName()).isEqualTo("a");
    assertThat(whole.getAnnotations().getLabelsMap()).isEqualTo(Map.of("qos", "LS"));
    assertThat(whole.getReplicated().getReplicas()).isEqualTo(1);
    Resources reserved = whole.getTask().getResources().getReservations();
    assertThat(reserved.getNanoCpus()).isEqualTo(1_500_000_000L);
    assertThat(reserved.getMemoryBytes()).isEqualTo(2L << 30);
    assertThat(gpuMilli(reserved)).isEqualTo(4_000);
    assertThat(gpuMilli(share.getTask().getResources().getReservations())).isEqualTo(220);
    assertThat(none.getTask().getResources().getReservations().getGenericList()).isEmpty();
  }

  @Test
  void anAcceptedSetOfModelsBecomesALabelOfTheNodesThatHaveOne() {
    Trace trace =
        trace(
            """
            either,1,1,1,500,X9|K1,,,0,,
            same,1,1,1,500,K1|X9,,,0,,
            one,1,1,1,500,X9,,,0,,
            """);

    List<NodeShape> nodes = trace.cluster().nodes();
    assertThat(nodes.get(0).labels()).isEmpty();
    assertThat(nodes.get(1).labels())
        .isEqualTo(Map.of("gpu.model", "X9", "gpu.in.K1_or_X9", "true", "gpu.in.X9", "true"));
    assertThat(nodes.get(2).labels())
        .isEqualTo(Map.of("gpu.model", "K1", "gpu.in.K1_or_X9", "true"));
    assertThat(services(trace))
        .extracting(service -> List.copyOf(service.getTask().getPlacement().getConstraintsList()))
        .containsExactly(
            List.of("node.labels.gpu.in.K1_or_X9==true"),
            List.of("node.labels.gpu.in.K1_or_X9==true"),
            List.of("node.labels.gpu.in.X9==true"));
  }

  @Test
  void timeStartsWithTheEarliestCreationAndAnEmptyDeletionNeverComes() {
    Trace trace =
        trace(
            """
            late,1,1,0,0,,,,160,170,
            early,1,1,0,0,,,,100,,
            """);

    assertThat(trace.events().stream().map(TraceFilesTest::text))
        .containsExactly("0 +early", "60 +late", "70 -late");
    assertThat(trace.length()).isEqualTo(Duration.ofSeconds(70));
  }

  @Test
  void atOneMomentRoomIsMadeFirstButNoPodGoesBeforeItCame() {
    Trace trace =
        trace(
            """
            old,1,1,0,0,,,,0,5,
            new,1,1,0,0,,,,5,9,
            brief,1,1,0,0,,,,5,5,
            """);

    assertThat(trace.events().stream().map(TraceFilesTest::text))
        .containsExactly("0 +old", "5 -old", "5 +new", "5 +brief", "5 -brief", "9 -new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        ",1,1,0,0,,,,0,,; pods.csv:3: name is empty",
        "a,1,1,0,0,,,,0,,; pods.csv:3: 'a' is already listed above",
        "b,-1,1,0,0,,,,0,,; pods.csv:3: cpu_milli must be 0 to 1,000,000,000 but is -1",
        "b,1,1,1,1001,,,,0,,; pods.csv:3: gpu_milli must be 0 to 1,000 but is 1,001",
        "b,1,1,1,500,X9||K1,,,0,,; \"pods.csv:3: '' cannot be a GPU model; use letters, digits, dots and dashes\"",
        "b,1,1,0,0,,,,7,5,; pods.csv:3: deletion_time 5 is before creation_time 7",
        "b,1,1,0,0,,,,soon,5,; pods.csv:3:14: creation_time: 'soon' is not a number",
      })
  void aWrongPodIsReportedWithItsLine(String row, String expected) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> trace("a,1,1,0,0,,,,0,,\n" + row + "\n"))
        .withMessage(expected);
  }

  @Test
  void everyWrongRowOfBothListsIsReported() {
    String nodes = NODE_COLUMNS + "plain,8000,16384,0,\nplain,8000,16384,-2,X 9\n";
    String pods = POD_COLUMNS + "a,1,1,0,0,,,,5,3,\n";

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TraceFiles.parse("nodes.csv", nodes, "pods.csv", pods))
        .withMessage(
            """
            nodes.csv:3: 'X 9' cannot be a GPU model; use letters, digits, dots and dashes
            nodes.csv:3: 'plain' is already listed above
            nodes.csv:3: gpu must be 0 to 1,000,000,000 but is -2
            pods.csv:2: deletion_time 3 is before creation_time 5""");
  }

  @Test
  void theRealTraceIsReadWhole() {
    Path folder = SharedData.require("data/traces/alibaba-gpu-v2023");

    Trace trace =
        TraceFiles.load(
            folder.resolve("openb_node_list_all_node.csv"),
            folder.resolve("openb_pod_list_default.first60.csv"));

    assertThat(trace.cluster().nodes()).hasSize(1_523);
    assertThat(services(trace)).hasSize(4_891);
    assertThat(trace.length()).isEqualTo(Duration.ofSeconds(12_902_960));
    Set<String> alive = new HashSet<>();
    for (TraceEvent event : trace.events()) {
      if (event instanceof TraceEvent.Create create) {
        assertThat(alive.add(create.service().getAnnotations().getName())).isTrue();
      } else if (event instanceof TraceEvent.Delete delete) {
        assertThat(alive.remove(delete.serviceName())).isTrue();
      }
    }
    assertThat(alive).isEmpty();
  }

  private static Trace trace(String pods) {
    return TraceFiles.parse("nodes.csv", NODES, "pods.csv", POD_COLUMNS + pods);
  }

  private static ServiceSpec firstService(String pod) {
    return services(trace(pod)).get(0);
  }

  private static List<ServiceSpec> services(Trace trace) {
    return trace.events().stream()
        .flatMap(e -> e instanceof TraceEvent.Create c ? Stream.of(c.service()) : Stream.of())
        .toList();
  }

  private static long gpuMilli(Resources resources) {
    assertThat(resources.getGenericList()).hasSize(1);
    GenericResource gpu = resources.getGeneric(0);
    assertThat(gpu.getDiscreteResourceSpec().getKind()).isEqualTo("gpu-milli");
    return gpu.getDiscreteResourceSpec().getValue();
  }

  private static String text(TraceEvent event) {
    return event instanceof TraceEvent.Create create
        ? create.at().toSeconds() + " +" + create.service().getAnnotations().getName()
        : event.at().toSeconds() + " -" + ((TraceEvent.Delete) event).serviceName();
  }
}
