package io.skep.examples.scheduler.replay;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A row of a batch trace: tasks that are alike. The fields are the columns. */
final class BatchRow {
  /** The number of the row, in a column without a name. */
  long row;

  @JsonProperty("submit_time")
  double submitTime;

  /** Seconds that each task runs. */
  double duration;

  /** Processors of each task. */
  double cpu;

  /** The part of a node's memory that each task takes: 1 is all of it. */
  double memory;

  @JsonProperty("job_id")
  String jobId;

  @JsonProperty("task_id")
  String taskId;

  /** How many tasks there are. */
  @JsonProperty("instances_num")
  double instances;

  /** Not replayed: 0 in all known traces. */
  double disk;
}
