package io.skep.examples.scheduler.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import java.util.List;
import java.util.Objects;

/**
 * A declaration in a stack file that tasks of a service will stay pending:
 *
 * <pre>{@code
 * x-expect-pending:
 *   recommender:
 *     count: 2
 *     reason: no suitable node (insufficient resources on 5 nodes)
 * }</pre>
 *
 * @param service its name in the file
 * @param count how many of its tasks, at least 1
 * @param reason the scheduler's words, the same for all of them
 */
public record ExpectedPending(String service, int count, String reason) {
  /** The key at the top of the stack file. */
  public static final String KEY = "x-expect-pending";

  public ExpectedPending {
    Objects.requireNonNull(service, "service");
    if (count < 1 || reason.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.%s needs a count of at least 1 and a reason".formatted(KEY, service));
    }
  }

  /**
   * The declarations in {@code text}, in order; none if the key is absent.
   *
   * @param file what to call the stack file in messages
   * @throws InputException if a declaration lacks its count or reason
   */
  public static List<ExpectedPending> parse(String file, String text) {
    try {
      JsonNode declared = new YAMLMapper().readTree(text).path(KEY);
      return declared
          .propertyStream()
          .map(
              entry ->
                  new ExpectedPending(
                      entry.getKey(),
                      entry.getValue().path("count").asInt(),
                      entry.getValue().path("reason").asText()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new InputException(InputProblem.ofFile(file, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(InputProblem.ofFile(file, e.getMessage()), e);
    }
  }
}
