package io.skep.examples.scheduler.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Platform;
import io.skep.api.PluginDescription;
import io.skep.api.Resources;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.Located;
import io.skep.examples.scheduler.input.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a cluster from what a Docker Engine answers to {@code GET /nodes}, or prints for {@code
 * docker node inspect}: a list of nodes in JSON. Each becomes a node with the same hostname, role,
 * state, availability, labels, platform, resources and plugins; identities are given anew. One
 * instance reads one text, on one thread.
 */
final class DockerNodes {
  private final String file;
  private final List<InputProblem> problems = new ArrayList<>();

  private DockerNodes(String file) {
    this.file = file;
  }

  /** Whether {@code text} looks like a list: no cluster file of our own is one. */
  static boolean isMeant(String text) {
    return text.stripLeading().startsWith("[");
  }

  /** Reads {@code text}, calling it {@code file} in messages. */
  static Cluster parse(String file, String text) {
    return new DockerNodes(file).cluster(YamlFile.parse(file, text, Answer.class).nodes());
  }

  /** The whole answer. */
  private record Answer(List<Located<DockerNodeForm>> nodes) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Answer {}
  }

  private Cluster cluster(List<Located<DockerNodeForm>> listed) {
    if (listed.isEmpty() || listed.size() > Cluster.MAX_NODES) {
      throw new InputException(
          InputProblem.ofFile(
              file,
              "%,d nodes are listed; 1 to %,d are possible"
                  .formatted(listed.size(), Cluster.MAX_NODES)));
    }
    List<NodeShape> nodes = listed.stream().map(this::node).toList();
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return new Cluster(Cluster.withAManager(nodes));
  }

  private NodeShape node(Located<DockerNodeForm> entry) {
    DockerNodeForm form = entry.value();
    return new NodeShape(
        hostname(entry),
        word(entry, "Spec.Role", form.spec.role, NodeRole.class),
        word(entry, "Status.State", form.status.state, NodeStatus.State.class),
        word(entry, "Spec.Availability", form.spec.availability, NodeSpec.Availability.class),
        form.status.address,
        form.spec.labels,
        platform(form.description.platform),
        resources(entry, form.description.resources),
        form.description.engine.labels,
        form.description.engine.plugins.stream().map(DockerNodes::plugin).toList());
  }

  /** A node that has never reported has no hostname; its id tells it from others. */
  private String hostname(Located<DockerNodeForm> entry) {
    DockerNodeForm form = entry.value();
    if (!form.description.hostname.isBlank()) {
      return form.description.hostname;
    }
    if (form.id.isBlank()) {
      problems.add(
          entry.problem(
              file,
              "this is no node of the Docker API: it has neither ID nor Description.Hostname"));
    }
    return form.id;
  }

  private <E extends Enum<E>> E word(
      Located<DockerNodeForm> entry, String key, String word, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(word) && !word.equals("unrecognized")) {
        return constant;
      }
    }
    problems.add(entry.problem(file, "%s is '%s', which is not known".formatted(key, word)));
    return type.getEnumConstants()[0];
  }

  private static Platform platform(DockerNodeForm.PlatformForm form) {
    return Platform.newBuilder().setOs(form.os).setArchitecture(form.architecture).build();
  }

  private Resources resources(
      Located<DockerNodeForm> entry, DockerNodeForm.ResourcesForm resources) {
    if (resources.nanoCpus < 0 || resources.memoryBytes < 0) {
      problems.add(
          entry.problem(
              file,
              "resources must not be negative but are NanoCPUs %d, MemoryBytes %d"
                  .formatted(resources.nanoCpus, resources.memoryBytes)));
    }
    var built =
        Resources.newBuilder()
            .setNanoCpus(resources.nanoCpus)
            .setMemoryBytes(resources.memoryBytes);
    for (DockerNodeForm.GenericForm unit : resources.generic) {
      if (unit.named != null) {
        built.addGeneric(Generic.named(unit.named.kind, unit.named.value));
      } else if (unit.discrete != null) {
        built.addGeneric(Generic.alike(unit.discrete.kind, unit.discrete.value));
      }
    }
    return built.build();
  }

  private static PluginDescription plugin(DockerNodeForm.Plugin form) {
    return PluginDescription.newBuilder().setType(form.type).setName(form.name).build();
  }
}
