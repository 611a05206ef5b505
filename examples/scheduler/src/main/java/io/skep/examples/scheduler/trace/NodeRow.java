package io.skep.examples.scheduler.trace;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A row of the node list; the fields are its columns. */
final class NodeRow {
  /** The node's name. */
  String sn;

  @JsonProperty("cpu_milli")
  long cpuMilli;

  @JsonProperty("memory_mib")
  long memoryMib;

  /** How many devices the node has. */
  long gpu;

  /** Which device it has; null if it has none. */
  String model;
}
