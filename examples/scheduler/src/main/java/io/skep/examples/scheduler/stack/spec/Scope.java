package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.StackLabels;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.Findings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all parts of one file's conversion share.
 *
 * @param stack the stack's name
 * @param folder where the file lies, absolute; relative paths in the file start there
 * @param environment values of variables
 * @param missing what happens when content is not there
 * @param findings takes problems and notices
 */
public record Scope(
    StackName stack,
    Path folder,
    Map<String, String> environment,
    MissingFiles missing,
    Findings findings) {
  /** {@code own} and the label that every object of the stack carries. */
  Map<String, String> labels(Map<String, String> own) {
    Map<String, String> labels = new LinkedHashMap<>(own);
    labels.put(StackLabels.NAMESPACE, stack.text());
    return labels;
  }

  /** A problem of {@code value}. */
  void refuse(Value<?> value, String reason) {
    findings.refuse(value.node(), reason);
  }

  /** Content is not there: {@code what} with what happens instead, or with what to do. */
  void missing(Place place, String what, String instead, String remedy) {
    if (missing == MissingFiles.REFUSE) {
      findings.refuse(place, what + "; " + remedy);
    } else {
      findings.notice(Notice.Kind.MISSING, place, what + "; " + instead);
    }
  }
}
