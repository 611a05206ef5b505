package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.ContainerSpec;
import io.skep.api.Mount;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of a container that agents fill in, such as {@code {{.Task.Slot}}}. Here they are
 * filled in with samples, to see what comes out; anything but a plain field is left as it is, as
 * only the agent can tell.
 */
final class SpecTemplates {
  private static final Pattern ACTION = Pattern.compile("\\{\\{-?+([^{}]*+)-?}}");
  private static final Pattern FIELD = Pattern.compile("\\s*+(\\.[A-Za-z][A-Za-z.]*+)\\s*+");

  /** Every field, with a value that no other has. */
  private static final Map<String, String> SAMPLES =
      Map.of(
          ".Service.ID", "serviceid",
          ".Service.Name", "servicename",
          ".Service.Labels", "map[]",
          ".Node.ID", "nodeid",
          ".Node.Hostname", "nodehostname",
          ".Node.Platform.Architecture", "nodearchitecture",
          ".Node.Platform.OS", "nodeos",
          ".Task.ID", "taskid",
          ".Task.Name", "taskname",
          ".Task.Slot", "1");

  private SpecTemplates() {}

  static void check(ContainerSpec container) {
    container.getEnvList().forEach(SpecTemplates::expand);
    expand(container.getHostname());
    for (Mount mount : container.getMountsList()) {
      expand(mount.getSource());
      expand(mount.getTarget());
    }
  }

  /** {@code text} with samples in place of its fields. */
  static String expand(String text) {
    if (!text.contains("{{")) {
      return text;
    }
    Matcher action = ACTION.matcher(text);
    String rest = action.replaceAll("");
    if (rest.contains("{{")) {
      throw invalid(
          "ContainerSpec: template: " + GoText.quoted(text) + " has \"{{\" without its \"}}\"");
    }
    action.reset();
    return action.replaceAll(
        found -> Matcher.quoteReplacement(sample(text, found.group(), found.group(1))));
  }

  private static String sample(String text, String action, String content) {
    Matcher field = FIELD.matcher(content);
    if (!field.matches()) {
      return action;
    }
    String value = SAMPLES.get(field.group(1));
    if (value == null) {
      throw invalid(
          "ContainerSpec: template: %s: there is no field %s; there are %s"
              .formatted(
                  GoText.quoted(text),
                  field.group(1),
                  SAMPLES.keySet().stream().sorted().toList()));
    }
    return value;
  }
}
