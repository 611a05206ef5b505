package io.skep.examples.scheduler.stack.loader;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.InputText;
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
  private static final int MAX_CHARS = 4 << 20;

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
    String text = InputText.read(file);
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    return parse(name, file.toString(), text, folder);
  }

  /**
   * Reads the stack {@code name} from {@code text}.
   *
   * @param file names the text in messages
   * @param folder where relative paths in the text start
   * @throws InputException if the text is no stack file
   */
  public Stack parse(StackName name, String file, String text, Path folder) {
    if (text.length() > MAX_CHARS) {
      String reason = "the file has more than %d characters".formatted(MAX_CHARS);
      throw new InputException(InputProblem.ofFile(file, reason));
    }
    var findings = new Findings();
    Optional<YamlNode> written = YamlText.read(file, withoutMark(text), findings);
    findings.throwIfRefused();
    YamlNode root = interpolated(written.orElseThrow(), findings);
    findings.throwIfRefused();
    var reading = new Reading(findings, FormatVersion.formatOf(root));
    Optional<Fields> fields = StackSection.SECTION.read(root, reading);
    findings.throwIfRefused();
    var scope = new Scope(name, folder.toAbsolutePath(), environment, missing, findings);
    Stack stack = StackSection.convert(fields.orElseThrow(), scope);
    findings.throwIfRefused();
    return stack;
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
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
}
