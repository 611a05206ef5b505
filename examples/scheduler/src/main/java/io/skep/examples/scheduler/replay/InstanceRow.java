package io.skep.examples.scheduler.replay;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A row of a service trace; the fields are its columns. */
final class InstanceRow {
  @JsonProperty("instance_sn")
  String instance;

  /** CN (a CPU node) or HN (a node with GPUs). */
  String role;

  @JsonProperty("app_name")
  String app;

  @JsonProperty("cpu_request")
  double cpuRequest;

  @JsonProperty("cpu_limit")
  double cpuLimit;

  @JsonProperty("gpu_request")
  double gpuRequest;

  @JsonProperty("gpu_limit")
  double gpuLimit;

  /** Percent of a network card. */
  @JsonProperty("rdma_request")
  double rdmaRequest;

  @JsonProperty("rdma_limit")
  double rdmaLimit;

  /** GiB. */
  @JsonProperty("memory_request")
  double memoryRequest;

  @JsonProperty("memory_limit")
  double memoryLimit;

  /** GiB. */
  @JsonProperty("disk_request")
  double diskRequest;

  @JsonProperty("disk_limit")
  double diskLimit;

  /** -1: no limit. */
  @JsonProperty("max_instance_per_node")
  long maxPerNode;

  /** Null: there at the start. */
  @JsonProperty("creation_time")
  Double creationTime;

  /** When the real scheduler placed it: not replayed. */
  @JsonProperty("scheduled_time")
  Double scheduledTime;

  /** Null: there at the end. */
  @JsonProperty("deletion_time")
  Double deletionTime;
}
