/**
 * Runs as spans of OpenTelemetry: {@link io.skep.controller.trace.otel.OpenTelemetryTracer}. The
 * one package that needs {@code opentelemetry-api}, which a program without it can leave out.
 */
package io.skep.controller.trace.otel;
