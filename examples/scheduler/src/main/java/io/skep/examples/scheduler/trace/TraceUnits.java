package io.skep.examples.scheduler.trace;

import io.skep.api.GenericResource;
import io.skep.api.Resources;
import io.skep.examples.scheduler.cluster.Generic;

/** From the units of a trace to those of the messages. */
final class TraceUnits {
  /** Units of {@link #GPU_MILLI} that one device has. */
  static final long MILLI_PER_GPU = 1_000;

  static final String GPU_MILLI = "gpu-milli";

  /** Largest value taken from a list; keeps every product far inside 64 bits. */
  static final long MAX_VALUE = 1_000_000_000;

  private static final long NANOS_PER_MILLI_CPU = 1_000_000;
  private static final long BYTES_PER_MIB = 1 << 20;

  private TraceUnits() {}

  static Resources.Builder resources(long cpuMilli, long memoryMib) {
    return Resources.newBuilder()
        .setNanoCpus(cpuMilli * NANOS_PER_MILLI_CPU)
        .setMemoryBytes(memoryMib * BYTES_PER_MIB);
  }

  static GenericResource gpuMilli(long units) {
    return Generic.alike(GPU_MILLI, units);
  }
}
