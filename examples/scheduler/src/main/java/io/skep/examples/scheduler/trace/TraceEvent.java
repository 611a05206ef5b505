package io.skep.examples.scheduler.trace;

import io.skep.api.ServiceSpec;
import java.time.Duration;

/** Something a trace asks for at a moment. Immutable. */
public sealed interface TraceEvent {
  /** When, counted from the trace's earliest creation; not negative. */
  Duration at();

  /** A pod is asked for, as a service with one replica. */
  record Create(Duration at, ServiceSpec service) implements TraceEvent {}

  /** A pod that was asked for before is not wanted any longer. */
  record Delete(Duration at, String serviceName) implements TraceEvent {}
}
