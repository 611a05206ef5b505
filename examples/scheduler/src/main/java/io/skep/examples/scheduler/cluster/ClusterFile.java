package io.skep.examples.scheduler.cluster;

import io.skep.api.GenericResource;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Platform;
import io.skep.api.Resources;
import io.skep.examples.scheduler.cluster.ClusterForm.GenericForm;
import io.skep.examples.scheduler.cluster.ClusterForm.NodeForm;
import io.skep.examples.scheduler.cluster.ClusterForm.ResourcesForm;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.InputText;
import io.skep.examples.scheduler.input.Located;
import io.skep.examples.scheduler.input.YamlFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a cluster from YAML or JSON:
 *
 * <pre>{@code
 * nodes:
 *   - hostname: heron            # required, each once
 *     role: manager              # or worker; default worker
 *     availability: active       # or pause, drain; default active
 *     address: 10.0.0.1          # default none
 *     labels: {zone: north}      # an operator's
 *     platform: {os: linux, arch: x86_64}   # these are the defaults
 *     resources:
 *       cpus: 4                  # default 4
 *       memory: 8GiB             # default 8 GiB
 *       generic:
 *         gpu: 2                 # so many units, all alike
 *         fpga: [left, right]    # or units with names
 *     engine:
 *       labels: {storage: overlay2}
 *       plugins: {Volume: [nfs]} # beside those that every engine has
 * }</pre>
 *
 * If no node is a manager, the first one becomes it. One instance reads one file, on one thread.
 */
public final class ClusterFile {
  private static final BigDecimal NANOS_PER_CPU = BigDecimal.valueOf(1_000_000_000);

  /** Far beyond any machine, and far from overflow when many are added up. */
  private static final BigDecimal MAX_CPUS = BigDecimal.valueOf(100_000);

  private final String file;
  private final List<InputProblem> problems = new ArrayList<>();
  private final Set<String> hostnames = new HashSet<>(); // Asked only, never listed.

  private ClusterFile(String file) {
    this.file = file;
  }

  /**
   * Loads the file at {@code path}.
   *
   * @throws InputException if it cannot be read or is wrong; it names every wrong value, unless the
   *     file does not even have the right form
   */
  public static Cluster load(Path path) {
    return parse(path.toString(), InputText.read(path));
  }

  /** Reads {@code text}, calling it {@code file} in messages; fails as {@link #load} does. */
  public static Cluster parse(String file, String text) {
    if (DockerNodes.isMeant(text)) {
      return DockerNodes.parse(file, text);
    }
    return new ClusterFile(file).cluster(YamlFile.parse(file, text, ClusterForm.class));
  }

  private Cluster cluster(ClusterForm form) {
    if (form.nodes == null || form.nodes.value().isEmpty()) {
      throw new InputException(InputProblem.ofFile(file, "'nodes' must list at least one node"));
    }
    List<Located<NodeForm>> listed = form.nodes.value();
    if (listed.size() > Cluster.MAX_NODES) {
      throw new InputException(
          form.nodes.problem(
              file,
              "%,d nodes are listed; at most %,d are possible"
                  .formatted(listed.size(), Cluster.MAX_NODES)));
    }
    List<NodeShape> nodes = listed.stream().map(this::node).toList();
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return new Cluster(Cluster.withAManager(nodes));
  }

  private NodeShape node(Located<NodeForm> entry) {
    NodeForm form = entry.value();
    return new NodeShape(
        hostname(entry),
        form.role == ClusterForm.Role.MANAGER ? NodeRole.MANAGER : NodeRole.WORKER,
        NodeStatus.State.READY,
        NodeSpec.Availability.valueOf(form.availability.name()),
        form.address,
        form.labels,
        Platform.newBuilder().setOs(form.platform.os).setArchitecture(form.platform.arch).build(),
        resources(form.resources),
        form.engine.labels,
        EnginePlugins.with(form.engine.plugins));
  }

  private String hostname(Located<NodeForm> entry) {
    Located<String> hostname = entry.value().hostname;
    if (hostname == null) {
      problems.add(entry.problem(file, "this node has no 'hostname'"));
      return "";
    }
    if (hostname.value().isBlank()) {
      problems.add(hostname.problem(file, "the hostname is empty"));
    } else if (!hostnames.add(hostname.value())) {
      problems.add(
          hostname.problem(
              file, "a node called '%s' is already listed above".formatted(hostname.value())));
    }
    return hostname.value();
  }

  private Resources resources(ResourcesForm form) {
    var resources = Cluster.UNIFORM_SIZE.toBuilder();
    if (form.cpus != null) {
      resources.setNanoCpus(nanoCpus(form.cpus));
    }
    if (form.memory != null) {
      resources.setMemoryBytes(form.memory.bytes());
    }
    form.generic.forEach((kind, units) -> resources.addAllGeneric(generic(kind, units)));
    return resources.build();
  }

  private long nanoCpus(Located<BigDecimal> cpus) {
    if (cpus.value().signum() < 0 || cpus.value().compareTo(MAX_CPUS) > 0) {
      problems.add(
          cpus.problem(file, "cpus must be 0 to %s but is %s".formatted(MAX_CPUS, cpus.value())));
      return 0;
    }
    return cpus.value().multiply(NANOS_PER_CPU).longValue();
  }

  private List<GenericResource> generic(String kind, Located<GenericForm> entry) {
    GenericForm form = entry.value();
    if (form.units() == null) {
      if (form.amount() < 1) {
        problems.add(
            entry.problem(file, "%s must be at least 1 but is %d".formatted(kind, form.amount())));
      }
      return List.of(Generic.alike(kind, form.amount()));
    }
    if (Set.copyOf(form.units()).size() != form.units().size() || form.units().isEmpty()) {
      problems.add(
          entry.problem(
              file, "the units of %s must each have a name of their own".formatted(kind)));
    }
    return form.units().stream().map(unit -> Generic.named(kind, unit)).toList();
  }
}
