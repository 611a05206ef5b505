package io.skep.examples.scheduler.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What of a node in an answer of the Docker Engine API matters to a cluster. An answer has much
 * more, and later versions of the API add to it: all of that is passed over. A field without an
 * initial value is null when its key is absent.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
final class DockerNodeForm {
  @JsonProperty("ID")
  String id = "";

  @JsonProperty("Spec")
  Spec spec = new Spec();

  @JsonProperty("Description")
  Description description = new Description();

  @JsonProperty("Status")
  Status status = new Status();

  /** What an operator asks of the node. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Spec {
    @JsonProperty("Labels")
    Map<String, String> labels = Map.of();

    @JsonProperty("Role")
    String role = "worker";

    @JsonProperty("Availability")
    String availability = "active";
  }

  /** What the node says of itself. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Description {
    @JsonProperty("Hostname")
    String hostname = "";

    @JsonProperty("Platform")
    PlatformForm platform = new PlatformForm();

    @JsonProperty("Resources")
    ResourcesForm resources = new ResourcesForm();

    @JsonProperty("Engine")
    Engine engine = new Engine();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class PlatformForm {
    @JsonProperty("Architecture")
    String architecture = "";

    @JsonProperty("OS")
    String os = "";
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class ResourcesForm {
    @JsonProperty("NanoCPUs")
    long nanoCpus;

    @JsonProperty("MemoryBytes")
    long memoryBytes;

    @JsonProperty("GenericResources")
    List<GenericForm> generic = List.of();
  }

  /** A unit with a name, or so many that are alike; the other of the two is null. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class GenericForm {
    @JsonProperty("NamedResourceSpec")
    Named named;

    @JsonProperty("DiscreteResourceSpec")
    Discrete discrete;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Named {
    @JsonProperty("Kind")
    String kind = "";

    @JsonProperty("Value")
    String value = "";
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Discrete {
    @JsonProperty("Kind")
    String kind = "";

    @JsonProperty("Value")
    long value;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Engine {
    @JsonProperty("Labels")
    Map<String, String> labels = Map.of();

    @JsonProperty("Plugins")
    List<Plugin> plugins = List.of();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Plugin {
    @JsonProperty("Type")
    String type = "";

    @JsonProperty("Name")
    String name = "";
  }

  /** What the managers know of the node. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class Status {
    @JsonProperty("State")
    String state = "ready";

    @JsonProperty("Addr")
    String address = "";
  }
}
