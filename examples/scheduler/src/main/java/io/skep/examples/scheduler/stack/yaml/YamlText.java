package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads the text of a YAML or JSON file.
 *
 * <p>Bounds, so that a small file cannot cost much: {@value #MAX_DEPTH} levels of nesting and
 * {@value #MAX_VALUES} values after aliases and merges are resolved. What exceeds them is refused
 * with the bound in the reason. The caller bounds the text itself.
 */
public final class YamlText {
  /** Ten times as deep as the deepest key of the Compose specification. */
  static final int MAX_DEPTH = 100;

  /** A file of a thousand lines has about three thousand values. */
  static final int MAX_VALUES = 200_000;

  private YamlText() {}

  /**
   * The one value that {@code text} holds.
   *
   * @param file names the file in places
   * @return empty if the text is no YAML, holds nothing or several documents, or exceeds a bound;
   *     then {@code findings} has the problem
   */
  public static Optional<YamlNode> read(String file, String text, Findings findings) {
    var start = new Place(file, 1, 1);
    try {
      Node node = compose(text);
      if (node == null) {
        findings.refuse(start, "the file holds nothing");
        return Optional.empty();
      }
      return Optional.of(new NodeConversion(file, findings).convert(node));
    } catch (MarkedYAMLException broken) {
      findings.refuse(placeOf(file, broken), "not valid YAML: " + phraseOf(broken));
    } catch (ReaderException unprintable) {
      findings.refuse(
          placeOf(file, text, unprintable.getPosition()),
          "not valid YAML: character U+%04X is not allowed; write it as an escape in double quotes"
              .formatted(unprintable.getCodePoint()));
    } catch (YAMLException broken) {
      findings.refuse(start, "not valid YAML: " + firstLine(broken.getMessage()));
    } catch (TooLargeException tooLarge) {
      findings.refuse(tooLarge.place(), tooLarge.getMessage());
    }
    return Optional.empty();
  }

  private static Node compose(String text) {
    var options = new LoaderOptions();
    // Expansion is bounded by NodeConversion, which counts what aliases bring in.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(MAX_DEPTH);
    var parser = new ParserImpl(new StreamReader(text), options);
    return new Composer(parser, new PlainScalars(), options).getSingleNode();
  }

  private static Place placeOf(String file, MarkedYAMLException broken) {
    Mark mark = broken.getProblemMark();
    return mark == null
        ? new Place(file, 1, 1)
        : new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Place placeOf(String file, String text, int index) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(index, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new Place(file, line, column);
  }

  private static String phraseOf(MarkedYAMLException broken) {
    String problem = firstLine(broken.getProblem());
    String context = firstLine(broken.getContext());
    return context.isEmpty() ? problem : problem + ", " + context;
  }

  private static String firstLine(String text) {
    return Objects.requireNonNullElse(text, "").lines().findFirst().orElse("");
  }
}
