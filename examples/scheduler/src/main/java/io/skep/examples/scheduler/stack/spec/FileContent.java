package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.ByteString;
import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the bytes of a secret or config come from: a file, a variable, the stack file itself, or
 * nowhere, in which case a placeholder takes their place.
 */
final class FileContent {
  private static final String PLACEHOLDER = "a placeholder is stored";

  private final FileObjectSection kind;
  private final String what;
  private final Scope scope;

  /**
   * For one object.
   *
   * @param what the object, for messages
   */
  FileContent(FileObjectSection kind, String what, Scope scope) {
    this.kind = kind;
    this.what = what;
    this.scope = scope;
  }

  ByteString of(Value<Fields> object) {
    Fields fields = object.get();
    checkOneSource(fields);
    Optional<Value<String>> content = fields.value(FileObjectSection.CONTENT);
    if (content.isPresent()) {
      return checked(ByteString.copyFromUtf8(content.get().get()), content.get());
    }
    Optional<Value<String>> variable = fields.value(FileObjectSection.ENVIRONMENT);
    if (variable.isPresent()) {
      return ofVariable(variable.get());
    }
    Optional<Value<String>> file = fields.value(FileObjectSection.FILE);
    if (file.isPresent()) {
      return ofFile(file.get());
    }
    if (fields.has(FileObjectSection.DRIVER)) {
      return ByteString.EMPTY; // The driver has the content.
    }
    return placeholder(object.named(), what + " names no file", "add 'file' to it");
  }

  private void checkOneSource(Fields fields) {
    List<Key<String>> given =
        List.of(
                FileObjectSection.FILE,
                FileObjectSection.CONTENT,
                FileObjectSection.ENVIRONMENT,
                FileObjectSection.DRIVER)
            .stream()
            .filter(fields::has)
            .toList();
    if (given.size() > 1) {
      String reason = "%s has two sources, '%s' and '%s'; keep one";
      scope
          .findings()
          .refuse(fields.node(), reason.formatted(what, given.get(0).name(), given.get(1).name()));
    }
  }

  private ByteString ofVariable(Value<String> variable) {
    String value = scope.environment().get(variable.get());
    return value != null
        ? checked(ByteString.copyFromUtf8(value), variable)
        : placeholder(
            variable.node().place(),
            "%s: variable %s has no value".formatted(what, variable.get()),
            "set it");
  }

  private ByteString ofFile(Value<String> file) {
    String written = file.get();
    try {
      Path path = scope.folder().resolve(written);
      try (InputStream bytes = Files.newInputStream(path)) {
        return checked(ByteString.copyFrom(bytes.readNBytes(kind.maxBytes() + 1)), file);
      }
    } catch (NoSuchFileException absent) {
      return placeholder(
          file.node().place(),
          "%s: file %s is not there".formatted(what, written),
          "create it or correct the path");
    } catch (IOException | InvalidPathException unreadable) {
      scope.refuse(
          file, "%s: file %s cannot be read: %s".formatted(what, written, unreadable.getMessage()));
      return ByteString.EMPTY;
    }
  }

  private ByteString placeholder(Place place, String problem, String remedy) {
    scope.missing(place, problem, PLACEHOLDER, remedy);
    return ByteString.copyFromUtf8("placeholder for " + what + "\n");
  }

  private ByteString checked(ByteString bytes, Value<String> source) {
    if (bytes.isEmpty() || bytes.size() > kind.maxBytes()) {
      String size = bytes.isEmpty() ? "is empty" : "is larger";
      scope.refuse(
          source, "%s must have 1 to %d bytes but %s".formatted(what, kind.maxBytes(), size));
    }
    return bytes;
  }
}
