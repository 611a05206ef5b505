package io.skep.controller.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.skep.controller.trace.RunSpan;
import io.skep.controller.trace.RunStart;
import io.skep.controller.trace.TraceContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs as spans. */
class OpenTelemetryTracerTest {
  private static final TraceContext FIRST =
      new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
  private static final TraceContext OTHER =
      new TraceContext("1bf7651916cd43dd8448eb211c80319c", "c8ad6b7169203331");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetryTracer tracer =
      new OpenTelemetryTracer(
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(exporter))
              .build()
              .get("test"));

  private static RunStart start(TraceContext... causes) {
    return new RunStart(
        "cron", "web", "cron#7", 3, List.of(causes).stream().map(TraceContext::toString).toList());
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  @Test
  void aRunIsAChildOfItsFirstCauseAndLinkedToTheOthers() {
    RunSpan run = tracer.begin(start(FIRST, OTHER));
    run.end("done", null);

    SpanData span = only();
    assertThat(span.getName()).isEqualTo("cron run");
    assertThat(span.getTraceId()).isEqualTo(FIRST.traceId());
    assertThat(span.getParentSpanId()).isEqualTo(FIRST.spanId());
    assertThat(span.getLinks())
        .extracting(link -> link.getSpanContext().getTraceId())
        .containsExactly(OTHER.traceId());
    assertThat(span.getAttributes().get(AttributeKey.stringKey("skep.key"))).isEqualTo("web");
    assertThat(span.getAttributes().get(AttributeKey.longKey("skep.attempt"))).isEqualTo(3);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("skep.result"))).isEqualTo("done");
    assertThat(TraceContext.parse(run.context()))
        .as("what its commits carry")
        .contains(new TraceContext(span.getTraceId(), span.getSpanId()));
  }

  @Test
  void aRunWithoutATraceBeginsOneWhateverIsCurrent() {
    RunSpan other = tracer.begin(start(FIRST));
    other.within(
        () -> {
          RunStart unrelated = new RunStart("cron", "web", "cron#8", 1, List.of("request 42"));
          tracer.begin(unrelated).end("done", null);
          return null;
        });

    assertThat(only().getParentSpanContext().isValid()).isFalse();
    assertThat(only().getTraceId()).isNotEqualTo(FIRST.traceId());
  }

  @Test
  void aFailureIsRecorded() {
    tracer.begin(start(FIRST)).end("failed", new IllegalStateException("no room"));

    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getStatus().getDescription()).isEqualTo("no room");
    assertThat(only().getEvents()).hasSize(1);
  }

  @Test
  void codeOfTheRunFindsItsSpan() {
    RunSpan run = tracer.begin(start(FIRST));
    String inside = run.within(() -> Span.current().getSpanContext().getTraceId());
    assertThat(inside).isEqualTo(FIRST.traceId());
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void withoutAnSdkCommitsCarryWhatTheirCauseDid() {
    var idle = new OpenTelemetryTracer(OpenTelemetry.noop().getTracer("test"));

    assertThat(traceId(idle.begin(start(FIRST)))).isEqualTo(FIRST.traceId());
    assertThat(idle.begin(start()).context()).isEmpty();
  }

  private static String traceId(RunSpan run) {
    return TraceContext.parse(run.context()).orElseThrow().traceId();
  }
}
