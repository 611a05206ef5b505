package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.Optional;

/**
 * What reading one file needs besides its nodes.
 *
 * @param findings takes what is wrong
 * @param format the description that the file follows
 */
public record Reading(Findings findings, Format format) {
  /** Reports {@code node} as a problem, and is the missing result of reading it. */
  public <T> Optional<T> refuse(YamlNode node, String reason) {
    findings.refuse(node, reason);
    return Optional.empty();
  }

  /** Reports that {@code node} is not {@code wanted}. */
  public <T> Optional<T> refuseType(YamlNode node, String wanted) {
    return refuse(node, "must be %s but is %s".formatted(wanted, node.describe()));
  }
}
