package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.skep.examples.scheduler.measure.GpuUse;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.run.Action;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import io.skep.examples.scheduler.trace.Trace;
import io.skep.examples.scheduler.trace.TraceFiles;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Allocation and fragmentation of small traces, worked out by hand. */
class GpuUseTest {
  private static final String NODES = "sn,cpu_milli,memory_mib,gpu,model\n";
  private static final String PODS =
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
          + "deletion_time,scheduled_time\n";

  /** Steps take their time, and the run goes on for a little after the last. */
  private static final Offset<Double> ABOUT = within(0.01);

  private static GpuUse use(String nodes, String pods) {
    Trace trace = TraceFiles.parse("nodes", NODES + nodes, "pods", PODS + pods);
    return GpuUse.of(trace, play(trace)).orElseThrow();
  }

  private static RunReport play(Trace trace) {
    List<Action> actions = trace.events().stream().<Action>map(Action.Replay::new).toList();
    var scenario = new Scenario("trace", trace.cluster(), actions, List.of());
    return new ScenarioRun(scenario, RunOptions.of(1)).play().report();
  }

  /**
   * Two GPUs on two nodes; p1 holds 0.6 of one from the beginning, p2 asks for a whole one after
   * half of the time. Of the mix, p1 and p2 are one half each, p3 has no GPU and does not count.
   */
  @Test
  void freeGpuIsLostToTheTasksThatDoNotFitWhereItIs() {
    GpuUse use =
        use(
            "n1,4000,8192,1,A\nn2,4000,8192,1,A\n",
            """
            p1,1000,1024,1,600,,LS,Running,0,10000,0
            p2,1000,1024,1,1000,,LS,Running,5000,10000,0
            p3,1000,1024,0,0,,LS,Running,0,,0
            """);

    assertThat(use.asked()).isEqualTo(3);
    assertThat(use.placed()).isEqualTo(3);
    assertThat(use.pending()).isZero();
    assertThat(use.mean().allocation()).isCloseTo((0.3 + 0.8) / 2, ABOUT);
    // 1.4 free, of which the 0.4 take neither p1 nor p2; then only those 0.4 are free.
    assertThat(use.mean().fragmentation()).isCloseTo((0.4 / 1.4 + 1) / 2, ABOUT);
    assertThat(use.busiest().allocation()).isCloseTo(0.8, ABOUT);
    assertThat(use.busiest().fragmentation()).isCloseTo(1, ABOUT);
    assertThat(use.busiestAt()).hasSeconds(5000);
  }

  /** n1 has GPU but too little memory for any; n2 is of a model that one of four accepts. */
  @Test
  void memoryAndModelsCountToo() {
    GpuUse use =
        use(
            "n1,4000,100,1,A\nn2,4000,8192,1,B\nn3,4000,8192,0,\n",
            """
            a1,1000,1024,1,500,A,LS,Running,0,1000,0
            a2,1000,1024,1,500,A,LS,Running,0,1000,0
            a3,1000,1024,1,500,A,LS,Running,0,1000,0
            b1,1000,1024,1,500,B,LS,Running,900,1000,0
            """);

    assertThat(use.placed()).isEqualTo(1);
    assertThat(use.mostPending()).isEqualTo(3);
    assertThat(use.mean().allocation()).isCloseTo(0.1 * 0.25, ABOUT);
    // All of n1 is lost, and three quarters of n2.
    assertThat(use.busiest().fragmentation()).isCloseTo((1 + 0.5 * 0.75) / 1.5, ABOUT);
    assertThat(use.mean().fragmentation())
        .isCloseTo(0.9 * (1 + 0.75) / 2 + 0.1 * (1 + 0.5 * 0.75) / 1.5, ABOUT);
  }

  @Test
  void withoutGpusThereIsNothingToMeasure() {
    String pod = "p1,1000,1024,0,0,,LS,Running,0,10,0\n";
    Trace trace = TraceFiles.parse("n", NODES + "n1,4000,8192,1,A\n", "p", PODS + pod);

    assertThat(GpuUse.of(trace, play(trace))).isEmpty();
  }
}
