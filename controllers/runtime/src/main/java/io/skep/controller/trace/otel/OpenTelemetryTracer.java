package io.skep.controller.trace.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.skep.controller.trace.RunSpan;
import io.skep.controller.trace.RunStart;
import io.skep.controller.trace.RunTracer;
import io.skep.controller.trace.TraceContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A span for each run: a child of the span that its first cause was written in, linked to those of
 * the others. Client libraries that the reconciler calls find it as the current span. Any thread.
 */
public final class OpenTelemetryTracer implements RunTracer {
  private final Tracer tracer;

  /** Spans of {@code tracer}. */
  public OpenTelemetryTracer(Tracer tracer) {
    this.tracer = Objects.requireNonNull(tracer, "tracer");
  }

  @Override
  public RunSpan begin(RunStart run) {
    SpanBuilder builder =
        tracer
            .spanBuilder(run.controller() + " run")
            .setNoParent()
            .setAttribute("skep.controller", run.controller())
            .setAttribute("skep.key", run.key())
            .setAttribute("skep.run", run.runId())
            .setAttribute("skep.attempt", (long) run.attempt());
    List<SpanContext> causes =
        run.traces().stream()
            .flatMap(trace -> TraceContext.parse(trace).stream())
            .map(OpenTelemetryTracer::remote)
            .toList();
    if (!causes.isEmpty()) {
      builder.setParent(Context.root().with(Span.wrap(causes.get(0))));
      causes.stream().skip(1).forEach(builder::addLink);
    }
    return new Recorded(builder.startSpan());
  }

  private static SpanContext remote(TraceContext context) {
    return SpanContext.createFromRemoteParent(
        context.traceId(), context.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
  }

  private record Recorded(Span span) implements RunSpan {
    @Override
    public String context() {
      SpanContext context = span.getSpanContext();
      return context.isValid()
          ? new TraceContext(context.getTraceId(), context.getSpanId()).toString()
          : "";
    }

    @Override
    public <R> R within(Supplier<R> code) {
      return Context.current().with(span).wrapSupplier(code).get();
    }

    @Override
    public void end(String result, Throwable cause) {
      span.setAttribute("skep.result", result);
      if (cause != null) {
        span.recordException(cause);
        span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
      }
      span.end();
    }
  }
}
