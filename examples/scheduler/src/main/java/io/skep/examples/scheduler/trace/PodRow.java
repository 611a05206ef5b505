package io.skep.examples.scheduler.trace;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A row of the pod list; the fields are its columns. */
final class PodRow {
  String name;

  @JsonProperty("cpu_milli")
  long cpuMilli;

  @JsonProperty("memory_mib")
  long memoryMib;

  @JsonProperty("num_gpu")
  long numGpu;

  /** Thousandths asked of each device. */
  @JsonProperty("gpu_milli")
  long gpuMilli;

  /** The device models that will do, joined by "|"; null if any will. */
  @JsonProperty("gpu_spec")
  String gpuSpec;

  String qos;

  @JsonProperty("creation_time")
  long creationTime;

  /** Null if the pod was never deleted. */
  @JsonProperty("deletion_time")
  Long deletionTime;

  /** What became of the pod where it really ran: not replayed. */
  @JsonProperty("pod_phase")
  String podPhase;

  /** When the real scheduler placed it: not replayed. */
  @JsonProperty("scheduled_time")
  Long scheduledTime;
}
