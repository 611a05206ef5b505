package io.skep.examples.scheduler.stack.loader;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.interpolation.Interpolation;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.spec.FormatVersion;
import io.skep.examples.scheduler.stack.spec.Scope;
import io.skep.examples.scheduler.stack.spec.StackSection;
import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads stack files as {@code docker stack deploy} understands them: Compose file format 3.x and
 * the Compose specification, with files of format 2.x or without a version read like the latter.
 *
 * <p>A file is a stack or is refused as a whole, with every problem of the first step that finds
 * one: text, variables, keys and types, meaning. Immutable, for any thread; reads files, so not for
 * an event loop.
 */
public final class StackLoader {
  /** A hundred times the largest stack file known; what aliases add is bounded apart from it. */
  private static final int MAX_BYTES = 4 << 20;

  private final Map<String, String> environment;
  private final MissingFiles missing;

  /**
   * Looks variables up in {@code environment}.
   *
   * @param missing what happens when a file that a stack file points to is not there
   */
  public StackLoader(Map<String, String> environment, MissingFiles missing) {
    this.environment = Map.copyOf(environment);
    this.missing = Objects.requireNonNull(missing, "missing");
  }

  /**
   * Reads the stack {@code name} from {@code file}. Relative paths in the file start at its folder.
   *
   * @throws InputException if the file cannot be read or is no stack file
   */
  public Stack load(StackName name, Path file) {
    var findings = new Findings();
    String text = read(file);
    Optional<YamlNode> written = YamlText.read(file.toString(), text, findings);
    findings.throwIfRefused();
    YamlNode root = interpolated(written.orElseThrow(), findings);
    findings.throwIfRefused();
    var reading = new Reading(findings, FormatVersion.formatOf(root));
    Optional<Fields> fields = StackSection.SECTION.read(root, reading);
    findings.throwIfRefused();
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
    var scope = new Scope(name, folder, environment, missing, findings);
    Stack stack = StackSection.convert(fields.orElseThrow(), scope);
    findings.throwIfRefused();
    return stack;
  }

  /** Extensions at the top level are left as they are: they count where they are put in. */
  private YamlNode interpolated(YamlNode root, Findings findings) {
    var interpolation = new Interpolation(environment, findings);
    if (!(root instanceof YamlMapping file)) {
      return root;
    }
    List<YamlMapping.Entry> entries =
        file.entries().stream()
            .map(entry -> entry.key().startsWith("x-") ? entry : interpolation.apply(entry))
            .toList();
    return new YamlMapping(file.place(), entries);
  }

  private static String read(Path file) {
    byte[] bytes = bytes(file);
    if (bytes.length > MAX_BYTES) {
      throw new InputException(
          InputProblem.ofFile(
              file.toString(), "the file is larger than %d bytes".formatted(MAX_BYTES)));
    }
    ByteBuffer remaining = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(remaining).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException malformed) {
      throw new InputException(notUtf8(file, bytes, remaining.position()), malformed);
    }
  }

  private static byte[] bytes(Path file) {
    try (InputStream content = Files.newInputStream(file)) {
      return content.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException absent) {
      throw new InputException(
          InputProblem.ofFile(file.toString(), "no such file; check the path"), absent);
    } catch (IOException unreadable) {
      throw new InputException(
          InputProblem.ofFile(file.toString(), "cannot be read: " + unreadable.getMessage()),
          unreadable);
    }
  }

  private static InputProblem notUtf8(Path file, byte[] bytes, int valid) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < valid; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    String before = new String(bytes, lineStart, valid - lineStart, StandardCharsets.UTF_8);
    int column = before.codePointCount(0, before.length()) + 1;
    return new InputProblem(file.toString(), line, column, "not valid UTF-8; save it as UTF-8");
  }
}
