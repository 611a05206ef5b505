package io.skep.api.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The compiled format in {@linkplain FormatLine lines}. The order of a .proto file does not show in
 * it: names come in alphabetical order, fields and values by number.
 */
final class DescriptorTable {
  private static final String SWARMKIT = "docker.swarmkit.v1.";

  private DescriptorTable() {}

  /** The lines of {@code files}. */
  static List<String> of(List<FileDescriptor> files) {
    return files.stream().flatMap(DescriptorTable::file).toList();
  }

  private static Stream<String> file(FileDescriptor file) {
    List<String> lines = new ArrayList<>();
    lines.add(FormatLine.file(file.getFullName(), file.toProto().getSyntax()));
    CompiledFormat.messages(file)
        .sorted(Comparator.comparing(Descriptor::getFullName))
        .forEach(message -> addMessage(lines, message));
    CompiledFormat.enums(file)
        .sorted(Comparator.comparing(EnumDescriptor::getFullName))
        .forEach(enumeration -> addEnumeration(lines, enumeration));
    file.getServices().stream()
        .sorted(Comparator.comparing(ServiceDescriptor::getFullName))
        .forEach(service -> addService(lines, service));
    for (FieldDescriptor extension : file.getExtensions()) {
      lines.add(
          FormatLine.mark(
              extension.getFullName(),
              extension.getNumber(),
              type(extension),
              extension.getContainingType().getFullName()));
    }
    return lines.stream();
  }

  private static void addMessage(List<String> lines, Descriptor message) {
    lines.add(FormatLine.message(name(message.getFullName()), name(message.getFile())));
    message.getFields().stream()
        .sorted(Comparator.comparing(FieldDescriptor::getNumber))
        .map(
            field ->
                FormatLine.field(
                    name(field.getFullName()), field.getNumber(), type(field), marks(field)))
        .forEach(lines::add);
  }

  private static List<String> marks(FieldDescriptor field) {
    List<String> marks = new ArrayList<>();
    if (field.getRealContainingOneof() != null) {
      marks.add(FormatLine.oneOf(field.getRealContainingOneof().getName()));
    }
    if (field.toProto().getProto3Optional()) {
      marks.add("optional");
    }
    if (field.isPackable()) {
      marks.add(field.isPacked() ? "packed" : "unpacked");
    }
    if (field.getOptions().getDeprecated()) {
      marks.add("deprecated");
    }
    if (CompiledFormat.alwaysSent(field)) {
      marks.add("always sent");
    }
    return marks;
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return FormatLine.mapOf(
          type(entry.findFieldByName("key")), type(entry.findFieldByName("value")));
    }
    String type =
        switch (field.getJavaType()) {
          case MESSAGE -> name(field.getMessageType().getFullName());
          case ENUM -> name(field.getEnumType().getFullName());
          default -> field.getType().toString().toLowerCase(Locale.ROOT);
        };
    return field.isRepeated() ? FormatLine.listOf(type) : type;
  }

  private static void addEnumeration(List<String> lines, EnumDescriptor enumeration) {
    String name = name(enumeration.getFullName());
    lines.add(FormatLine.enumeration(name, name(enumeration.getFile())));
    enumeration.getValues().stream()
        .map(value -> FormatLine.value(name + "." + value.getName(), value.getNumber()))
        .forEach(lines::add);
  }

  private static void addService(List<String> lines, ServiceDescriptor service) {
    lines.add(FormatLine.service(name(service.getFullName()), name(service.getFile())));
    service.getMethods().stream().map(DescriptorTable::rpc).forEach(lines::add);
  }

  private static String rpc(MethodDescriptor rpc) {
    String request = name(rpc.getInputType().getFullName());
    String response = name(rpc.getOutputType().getFullName());
    return FormatLine.rpc(
        name(rpc.getFullName()),
        rpc.isClientStreaming() ? FormatLine.stream(request) : request,
        rpc.isServerStreaming() ? FormatLine.stream(response) : response);
  }

  private static String name(String fullName) {
    return fullName.startsWith(SWARMKIT) ? fullName.substring(SWARMKIT.length()) : fullName;
  }

  /** The name of {@code file} without its folders. */
  private static String name(FileDescriptor file) {
    return file.getFullName().substring(file.getFullName().lastIndexOf('/') + 1);
  }
}
