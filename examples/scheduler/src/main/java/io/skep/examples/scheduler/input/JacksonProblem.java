package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in a user's words what Jackson found wrong: no class names, no advice about annotations. */
final class JacksonProblem {
  /** Jackson has no type of its own for this. */
  private static final String DUPLICATE = "Duplicate field";

  private JacksonProblem() {}

  /** The mistake that {@code exception} reports in the file called {@code file}. */
  static InputProblem in(String file, JsonProcessingException exception) {
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYAMLException syntax && syntax.getProblem() != null) {
        return syntaxProblem(file, syntax);
      }
    }
    JsonLocation place = exception.getLocation();
    int line = place == null ? 0 : Math.max(0, place.getLineNr());
    int column = place == null ? 0 : Math.max(0, place.getColumnNr());
    return new InputProblem(file, line, column, path(exception) + reason(exception));
  }

  private static InputProblem syntaxProblem(String file, MarkedYAMLException syntax) {
    String reason =
        syntax.getContext() == null
            ? syntax.getProblem()
            : syntax.getContext() + ": " + syntax.getProblem();
    Mark place = syntax.getProblemMark(); // Counts from 0.
    return place == null
        ? InputProblem.ofFile(file, reason)
        : new InputProblem(file, place.getLine() + 1, place.getColumn() + 1, reason);
  }

  private static String path(JsonProcessingException exception) {
    if (!(exception instanceof JsonMappingException mapping)) {
      return "";
    }
    var path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else if (path.isEmpty()) {
        path.append(step.getFieldName());
      } else {
        path.append('.').append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  private static String reason(JsonProcessingException exception) {
    if (exception instanceof UnrecognizedPropertyException unknown) {
      return unknownKey(unknown);
    }
    if (exception instanceof InvalidNullException) {
      return "has no value";
    }
    if (exception instanceof InvalidFormatException format) {
      return "'%s' is not %s".formatted(format.getValue(), expected(format.getTargetType()));
    }
    if (exception instanceof MismatchedInputException mismatch
        && mismatch.getTargetType() != null) {
      return "expected %s here".formatted(expected(mismatch.getTargetType()));
    }
    if (exception instanceof ValueInstantiationException && exception.getCause() != null) {
      return Objects.requireNonNullElse(exception.getCause().getMessage(), "cannot be used");
    }
    String message = exception.getOriginalMessage();
    if (message.startsWith(DUPLICATE)) {
      return "key %s is given twice".formatted(message.substring(DUPLICATE.length()).strip());
    }
    return message.lines().findFirst().orElse("cannot be read");
  }

  private static String unknownKey(UnrecognizedPropertyException unknown) {
    List<String> known = unknown.getKnownPropertyIds().stream().map(Object::toString).toList();
    return "unknown key '%s'; known here: %s"
        .formatted(unknown.getPropertyName(), String.join(", ", known.stream().sorted().toList()));
  }

  private static String expected(Class<?> type) {
    JavaType java = TypeFactory.defaultInstance().constructType(type);
    if (java.isEnumType()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .toList();
      return "one of " + String.join(", ", names);
    }
    if (java.isTypeOrSubTypeOf(Number.class) || java.isPrimitive()) {
      return "a number";
    }
    if (java.isTypeOrSubTypeOf(CharSequence.class)) {
      return "text";
    }
    if (java.isTypeOrSubTypeOf(Collection.class)) {
      return "a list";
    }
    return "a mapping";
  }
}
