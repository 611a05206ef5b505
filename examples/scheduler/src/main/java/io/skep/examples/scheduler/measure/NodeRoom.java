package io.skep.examples.scheduler.measure;

import io.skep.examples.scheduler.report.Amounts;
import io.skep.examples.scheduler.report.ReportedNode;

/** What is free on one node as tasks come and go, and what of its GPU is lost to the mix. */
final class NodeRoom {
  private final TaskMix mix;
  private final ReportedNode node;
  private long nanoCpus;
  private long memoryBytes;
  private long gpu;
  private double lostGpu;

  NodeRoom(TaskMix mix, ReportedNode node) {
    this.mix = mix;
    this.node = node;
    add(node.capacity(), 1);
  }

  void hold(Amounts reserved) {
    add(reserved, -1);
  }

  void release(Amounts reserved) {
    add(reserved, 1);
  }

  long freeGpu() {
    return gpu;
  }

  /** The free GPU, as much of it as there are tasks in the mix that do not fit here. */
  double lostGpu() {
    return lostGpu;
  }

  private void add(Amounts amounts, int sign) {
    nanoCpus += sign * amounts.nanoCpus();
    memoryBytes += sign * amounts.memoryBytes();
    gpu += sign * TaskMix.gpu(amounts);
    lostGpu =
        gpu == 0 ? 0 : gpu * mix.shareThatDoesNotFit(nanoCpus, memoryBytes, gpu, node.labels());
  }
}
