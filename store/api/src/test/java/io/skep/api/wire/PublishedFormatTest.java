package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The compiled messages are the ones that SwarmKit has published, up to Skep's own fields. */
class PublishedFormatTest {
  /** What carries a Raft library's own messages. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(".*\\b(ProcessRaftMessageRequest|StreamRaftMessageRequest)\\b.*");

  private static final Pattern FIELD_NUMBER = Pattern.compile("field \\S+ = (\\d+):.*");
  private static final Pattern MAP = Pattern.compile("map<(.+),(.+)>");

  /** The package of that library's messages. */
  private static final String RAFT_LIBRARY = "raftpb";

  /** Where each service is. */
  private static final Map<String, String> SERVICES =
      Map.ofEntries(
          Map.entry("CA", "ca.proto"),
          Map.entry("NodeCA", "ca.proto"),
          Map.entry("Control", "control.proto"),
          Map.entry("Dispatcher", "dispatcher.proto"),
          Map.entry("Health", "health.proto"),
          Map.entry("Logs", "logbroker.proto"),
          Map.entry("LogBroker", "logbroker.proto"),
          Map.entry("Raft", "raft.proto"),
          Map.entry("RaftMembership", "raft.proto"),
          Map.entry("ResourceAllocator", "resource.proto"),
          Map.entry("Watch", "watch.proto"));

  @Test // N-4, N-12, N-14, N-17, N-22, N-23, N-24, N-25, N-27, N-29
  void everyMessageEnumAndFieldIsAsPublishedAndNoOtherIsThere() throws IOException {
    List<CsvRow> rows = CsvRow.read(SharedData.require("spec/wire.csv"));

    List<String> published =
        rows.stream()
            .filter(row -> !row.get("package").equals(RAFT_LIBRARY))
            .flatMap(PublishedFormatTest::typeLines)
            .filter(line -> !LEFT_OUT.matcher(line).matches())
            .toList();
    List<String> compiled =
        compiledLines()
            .filter(line -> !line.startsWith("service ") && !line.startsWith("rpc "))
            .toList();

    assertThat(published).as("lines made of rows").hasSizeGreaterThan(912);
    assertThat(FormatDifference.between(published, compiled)).isEmpty();
  }

  @Test // N-25, N-26
  void everyRpcIsAsPublishedAndNoOtherIsThere() throws IOException {
    List<CsvRow> rows = CsvRow.read(SharedData.require("spec/services.csv"));

    List<String> published =
        rows.stream()
            .flatMap(PublishedFormatTest::serviceLines)
            .filter(line -> !LEFT_OUT.matcher(line).matches())
            .toList();
    List<String> compiled =
        compiledLines()
            .filter(line -> line.startsWith("service ") || line.startsWith("rpc "))
            .toList();

    assertThat(rows).as("calls").hasSize(65);
    assertThat(FormatDifference.between(published, compiled)).isEmpty();
  }

  private static Stream<String> compiledLines() {
    return DescriptorTable.of(CompiledFormat.SWARMKIT).stream().filter(line -> !isOwnField(line));
  }

  private static boolean isOwnField(String line) {
    Matcher field = FIELD_NUMBER.matcher(line);
    return field.matches() && Integer.parseInt(field.group(1)) >= CompiledFormat.FIRST_OWN_NUMBER;
  }

  private static Stream<String> typeLines(CsvRow row) {
    String file = row.get("proto_file");
    String folder = row.get("package").replace('.', '/');
    String owner = row.get("message_or_enum");
    String name = owner + "." + row.get("field_or_value");
    List<String> lines = new ArrayList<>();
    lines.add(FormatLine.file(folder + "/" + file, "proto3"));
    if (row.get("label").equals("enum")) {
      lines.add(FormatLine.enumeration(owner, file));
      lines.add(FormatLine.value(name, Integer.parseInt(row.get("number"))));
    } else {
      lines.add(FormatLine.message(owner, file));
      if (!row.get("number").isEmpty()) {
        lines.add(
            FormatLine.field(name, Integer.parseInt(row.get("number")), type(row), marks(row)));
      }
    }
    return lines.stream();
  }

  private static String type(CsvRow row) {
    String type = row.get("type");
    Matcher map = MAP.matcher(type);
    if (map.matches()) {
      return FormatLine.mapOf(map.group(1), map.group(2));
    }
    return row.get("label").equals("repeated") ? FormatLine.listOf(type) : type;
  }

  private static List<String> marks(CsvRow row) {
    List<String> marks = new ArrayList<>();
    if (row.get("label").startsWith("oneof ")) {
      marks.add(FormatLine.oneOf(row.get("label").substring("oneof ".length())));
    }
    if (row.get("notes").contains("packed=false")) {
      marks.add("unpacked");
    }
    if (row.get("notes").contains("deprecated=true")) {
      marks.add("deprecated");
    }
    if (row.get("notes").contains("gogo always emits")) {
      marks.add("always sent");
    }
    return marks;
  }

  private static Stream<String> serviceLines(CsvRow row) {
    String service = row.get("service");
    String request = row.get("request");
    String response = row.get("response");
    String kind = row.get("stream");
    return Stream.of(
        FormatLine.service(service, SERVICES.get(service)),
        FormatLine.rpc(
            service + "." + row.get("rpc"),
            kind.equals("client_stream") ? FormatLine.stream(request) : request,
            kind.equals("server_stream") ? FormatLine.stream(response) : response));
  }
}
