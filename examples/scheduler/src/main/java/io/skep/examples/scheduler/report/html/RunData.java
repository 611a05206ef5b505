package io.skep.examples.scheduler.report.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.skep.examples.scheduler.report.Amounts;
import io.skep.examples.scheduler.report.NodeStep;
import io.skep.examples.scheduler.report.Phase;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.ReportedService;
import io.skep.examples.scheduler.report.ReportedTask;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.TaskStep;
import io.skep.examples.scheduler.report.TimelineEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report as the page's script reads it: compact JSON in which steps are arrays, nodes and
 * services are named by their place in the list, and repeated notes stand once. Times are in
 * milliseconds, processors in thousandths. The forms are explained in {@code model.js}, which reads
 * them. One thread; used once.
 */
final class RunData {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final List<Phase> PHASES = List.of(Phase.values());
  private static final List<TimelineEvent.Kind> KINDS = List.of(TimelineEvent.Kind.values());

  private final RunReport report;
  private final StringWriter out = new StringWriter();
  private final Map<String, Integer> nodeIndex = new HashMap<>(); // Asked only, never listed.
  private final Map<String, Integer> serviceIndex = new HashMap<>(); // Likewise.
  private final Map<String, Integer> notes = new LinkedHashMap<>();

  private RunData(RunReport report) {
    this.report = report;
  }

  /** JSON that can stand inside a script element, whatever names and notes contain. */
  static String json(RunReport report) {
    return new RunData(report)
        .write()
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e");
  }

  private String write() {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("start", startMillis());
      json.writeNumberField("end", report.duration().toMillis());
      json.writeNumberField("peak", report.peak().at().toMillis());
      writeStrings(json, "phases", PHASES.stream().map(Phase::word).toList());
      writeStrings(json, "kinds", KINDS.stream().map(TimelineEvent.Kind::word).toList());
      writeNodes(json);
      writeServices(json);
      writeTasks(json);
      writeEvents(json);
      writeStrings(json, "notes", notes.keySet());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Text in memory cannot fail to be written.
    }
    return out.toString();
  }

  /** The moment to show first: the end, or the busiest one if nothing is left then. */
  private long startMillis() {
    boolean anyLeft = report.totals().running() + report.totals().waiting() > 0;
    Duration start = anyLeft ? report.duration() : report.peak().at();
    return start.toMillis();
  }

  private void writeNodes(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("nodes");
    for (ReportedNode node : report.nodes()) {
      nodeIndex.put(node.id(), nodeIndex.size());
      json.writeStartObject();
      json.writeStringField("name", node.hostname());
      json.writeStringField("role", node.role());
      json.writeArrayFieldStart("labels");
      for (Map.Entry<String, String> label : node.labels().entrySet()) {
        json.writeArray(new String[] {label.getKey(), label.getValue()}, 0, 2);
      }
      json.writeEndArray();
      writeAmounts(json, node.capacity());
      json.writeArrayFieldStart("steps");
      for (NodeStep step : node.steps()) {
        json.writeStartArray();
        json.writeNumber(step.at().toMillis());
        json.writeString(step.word());
        json.writeNumber(step.isReady() ? 1 : 0);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeServices(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("services");
    for (ReportedService service : report.services()) {
      serviceIndex.put(service.id(), serviceIndex.size());
      json.writeStartObject();
      json.writeStringField("name", service.name());
      json.writeStringField("mode", service.mode());
      json.writeNumberField("want", service.replicas());
      json.writeNumberField("created", service.created().toMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeTasks(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("tasks");
    for (ReportedTask task : report.tasks()) {
      json.writeStartObject();
      json.writeStringField("name", task.name());
      json.writeNumberField("service", serviceIndex.getOrDefault(task.serviceId(), -1));
      writeAmounts(json, task.reserved());
      json.writeArrayFieldStart("steps");
      for (TaskStep step : task.steps()) {
        json.writeStartArray();
        json.writeNumber(step.at().toMillis());
        json.writeNumber(nodeIndex.getOrDefault(step.nodeId(), -1));
        json.writeNumber(PHASES.indexOf(step.phase()));
        json.writeNumber(noteIndex(step.note()));
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private int noteIndex(String note) {
    if (note.isEmpty()) {
      return -1;
    }
    Integer known = notes.putIfAbsent(note, notes.size());
    return known == null ? notes.size() - 1 : known;
  }

  private static void writeAmounts(JsonGenerator json, Amounts amounts) throws IOException {
    json.writeNumberField("cpu", amounts.nanoCpus() / NANOS_PER_MILLI);
    json.writeNumberField("mem", amounts.memoryBytes());
    json.writeObjectFieldStart("gen");
    for (Map.Entry<String, Long> units : amounts.generic().entrySet()) {
      json.writeNumberField(units.getKey(), units.getValue());
    }
    json.writeEndObject();
  }

  private void writeEvents(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("events");
    for (TimelineEvent event : report.events()) {
      json.writeStartArray();
      json.writeNumber(event.at().toMillis());
      json.writeNumber(KINDS.indexOf(event.kind()));
      json.writeString(event.subject());
      json.writeString(event.text());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeStrings(JsonGenerator json, String field, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
