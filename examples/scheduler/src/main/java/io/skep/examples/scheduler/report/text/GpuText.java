package io.skep.examples.scheduler.report.text;

import io.skep.examples.scheduler.measure.GpuUse;
import io.skep.examples.scheduler.report.Quantity;

/** How the GPUs of a trace were used, in a few lines. */
public final class GpuText {
  private GpuText() {}

  /** The lines, each ended by a line feed. */
  public static String render(GpuUse use) {
    return """

        GPU
          tasks: %,d asked for, %,d placed, %,d pending at the end, at most %,d at once
          allocated: %.2f %% on average, %.2f %% at the busiest moment, after %s
          fragmentation: %.2f %% on average, %.2f %% at that moment
          (allocated: of all GPU; fragmentation: of the free GPU, the share that a task like those
          of the trace finds on nodes that cannot take it)
        """
        .formatted(
            use.asked(),
            use.placed(),
            use.pending(),
            use.mostPending(),
            100 * use.mean().allocation(),
            100 * use.busiest().allocation(),
            Quantity.time(use.busiestAt()),
            100 * use.mean().fragmentation(),
            100 * use.busiest().fragmentation());
  }
}
