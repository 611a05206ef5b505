package io.skep.examples.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Task;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.ClusterFile;
import io.skep.examples.scheduler.input.InputException;
import io.skep.scheduler.order.Order;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
  private static final String COLUMNS =
      "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,"
          + "memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,creation_time,"
          + "scheduled_time,deletion_time\n";
  private static final Cluster TWO =
      ClusterFile.parse(
          "nodes.yml",
          """
          nodes:
            - {hostname: a, labels: {role: CN}, resources: {cpus: 16, memory: 64GiB, generic: {rdma: 100, disk: 900}}}
            - {hostname: b, labels: {role: HN}, resources: {cpus: 16, memory: 64GiB, generic: {gpu: 4, rdma: 100, disk: 900}}}
          """);

  private static String row(String role, String app, int gpu, int max, String from, String to) {
    return "i,%s,%s,2,2,%d,%d,25,25,8.0,8.0,100.5,200,%d,%s,,%s\n"
        .formatted(role, app, gpu, gpu, max, from, to);
  }

  private final CacheChecks checks = new CacheChecks();

  private ReplayResult play(TaskTrace trace, Cluster nodes) {
    ReplayResult result = Replay.play(trace, nodes, ReplayOptions.of(1).withWatch(checks));
    assertThat(checks.violations()).isEmpty();
    assertThat(checks.quietPoints()).isPositive();
    return result;
  }

  @Test
  void instancesComeAndGoAsTheTraceSays() {
    TaskTrace trace =
        ServiceTraceFile.parse(
            "t.csv",
            COLUMNS
                + row("CN", "app", 0, -1, "", "")
                + row("CN", "app", 0, -1, "10.0", "500.0")
                + row("HN", "app", 1, -1, "20.0", ""),
            true);

    ReplayResult result = play(trace, TWO);

    assertThat(result.counts().asked()).isEqualTo(3);
    assertThat(result.counts().placed()).isEqualTo(3);
    assertThat(result.counts().peak()).isEqualTo(3);
    assertThat(result.counts().peakAt()).isEqualTo(Duration.ofSeconds(20));
    assertThat(result.store().getServicesList()).hasSize(1);
    assertThat(result.store().getTasksList()).hasSize(2);
    assertThat(result.length()).isGreaterThanOrEqualTo(Duration.ofSeconds(500));
    Task task = result.store().getTasks(0);
    assertThat(task.hasSpecVersion()).isFalse();
    assertThat(task.getSpec().getResources().getReservations().getGenericList().toString())
        .contains("rdma", "disk", "101");
  }

  /** SC-57: the smallest positive limit of the app counts; SC-75: what is left waits, queued. */
  @Test
  void theSmallestLimitOfAnAppHoldsAndWhatWaitsGetsItsPlaceLater() {
    TaskTrace trace =
        ServiceTraceFile.parse(
            "t.csv",
            COLUMNS
                + row("CN", "app", 0, -1, "", "100")
                + row("CN", "app", 0, 3, "10", "")
                + row("CN", "app", 0, 2, "10", ""),
            true);

    ReplayResult result = play(trace, TWO);

    assertThat(result.counts().atOnce()).isEqualTo(2);
    assertThat(result.counts().placed()).isEqualTo(3);
    assertThat(result.counts().longestWait())
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(91));
    assertThat(result.waitingTasks()).isZero();
  }

  @Test
  void whatFitsNowhereWaitsWithItsReason() {
    TaskTrace trace =
        ServiceTraceFile.parse("t.csv", COLUMNS + row("HN", "app", 9, -1, "", ""), true);

    ReplayResult result = play(trace, TWO);

    assertThat(result.waiting())
        .containsOnlyKeys("no suitable node (insufficient resources on 2 nodes)");
  }

  @Test
  void rolesCountOnlyWhereNodesHaveThem() {
    String text = COLUMNS + row("HN", "app", 0, -1, "", "");

    assertThat(ServiceNodes.haveRoles(TWO)).isTrue();
    assertThat(ServiceNodes.haveRoles(Cluster.uniform(2))).isFalse();
    assertThat(
            ServiceTraceFile.parse("t.csv", text, false)
                .waves()
                .get(0)
                .spec()
                .getPlacement()
                .getConstraintsList())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'CN,app,2,2,0,0,25,25,8,8,9,9,0,,,', max_instance_per_node",
    "'CN,app,-2,2,0,0,25,25,8,8,9,9,-1,,,', cpu_request",
    "'CN,app,2,2,0,0,25,25,8,8,9,9,-1,5,,3', deletion_time",
    "'CN,,2,2,0,0,25,25,8,8,9,9,-1,,,', app_name",
  })
  void aWrongRowIsToldWithItsLine(String row, String said) {
    assertThatThrownBy(() -> ServiceTraceFile.parse("t.csv", COLUMNS + "i," + row + "\n", false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("t.csv:2")
        .hasMessageContaining(said);
  }

  private static final String BATCH =
      """
      ,submit_time,duration,cpu,memory,job_id,task_id,instances_num,disk
      0,10.0,60,1.0,0.01,1,1,3,0
      1,20.0,30.5,64.0,0.5,2,1,2,0
      """;

  @Test
  void batchTasksRunTheirTimeAndAreGone() {
    ReplayResult result = play(BatchFile.parse("b.csv", BATCH, 0), BatchFile.nodes(2));

    assertThat(result.counts().asked()).isEqualTo(5);
    assertThat(result.counts().placed()).isEqualTo(5);
    assertThat(result.counts().peak()).isEqualTo(5);
    assertThat(result.store().getTasksList()).isEmpty();
    assertThat(result.store().getServicesList()).isEmpty();
    // The first needs a whole node, free once one of the small jobs has ended, the second after it.
    assertThat(result.counts().longestWait()).isGreaterThan(Duration.ofSeconds(49));
  }

  @Test
  void copiesOfABatchHaveServicesOfTheirOwn() {
    TaskTrace trace = BatchFile.parse("b.csv", BATCH, 12);
    assertThat(trace.copies()).as("5 are live at once, so 3 times").isEqualTo(3);

    ReplayResult result = play(trace.until(Duration.ofSeconds(10)), BatchFile.nodes(2));

    assertThat(result.counts().asked()).isEqualTo(9);
    assertThat(result.counts().peak()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({"'0,1,1,1,1.5,1,1,1,0'", "'0,1,1,1,0.5,1,1,0,0'", "'0,-1,1,1,0.5,1,1,1,0'"})
  void aWrongBatchRowIsToldWithItsLine(String row) {
    String columns = BATCH.lines().findFirst().orElseThrow();

    assertThatThrownBy(() -> BatchFile.parse("b.csv", columns + "\n" + row + "\n", 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b.csv:2")
        .hasMessageContaining("instances_num");
  }

  /** SwarmKit's order uses both nodes; bin packing one. */
  @ParameterizedTest
  @EnumSource(Order.class)
  void theOrderDecidesWhereTasksGo(Order order) {
    TaskTrace trace =
        new TaskTrace(
            List.of(
                new Wave(
                    Duration.ZERO,
                    "app",
                    4,
                    BatchFile.parse("b.csv", BATCH, 0).waves().get(0).spec(),
                    new Wave.End.Never())),
            1,
            List.of());

    ReplayResult result =
        Replay.play(trace, BatchFile.nodes(2), ReplayOptions.of(1).withOrder(order));

    long used =
        result.store().getTasksList().stream()
            .map(Task::getNodeId)
            .collect(Collectors.toSet())
            .size();
    assertThat(used).isEqualTo(order == Order.BINPACK ? 1 : 2);
  }
}
