package io.skep.examples.scheduler.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.examples.scheduler.input.ByteSize;
import io.skep.examples.scheduler.input.Located;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster file may say, key by key; filled in by the reader and then thrown away. A field
 * without an initial value is null when its key is absent.
 */
final class ClusterForm {
  Located<List<Located<NodeForm>>> nodes;

  static final class NodeForm {
    Located<String> hostname;
    Role role;
    Availability availability = Availability.ACTIVE;
    String address = "";

    @JsonSetter(contentNulls = Nulls.AS_EMPTY)
    Map<String, String> labels = new LinkedHashMap<>();

    PlatformForm platform = new PlatformForm();
    ResourcesForm resources = new ResourcesForm();
    EngineForm engine = new EngineForm();
  }

  enum Role {
    MANAGER,
    WORKER
  }

  enum Availability {
    ACTIVE,
    PAUSE,
    DRAIN
  }

  static final class PlatformForm {
    String os = NodeShape.LINUX.getOs();
    String arch = NodeShape.LINUX.getArchitecture();
  }

  static final class ResourcesForm {
    Located<BigDecimal> cpus;
    ByteSize memory;
    Map<String, Located<GenericForm>> generic = new LinkedHashMap<>();
  }

  static final class EngineForm {
    @JsonSetter(contentNulls = Nulls.AS_EMPTY)
    Map<String, String> labels = new LinkedHashMap<>();

    @JsonProperty Map<String, List<String>> plugins = new LinkedHashMap<>();
  }

  /** So many units that are all alike, or units with names; the other of the two is null. */
  record GenericForm(Long amount, List<String> units) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static GenericForm of(JsonNode value) {
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return new GenericForm(value.longValue(), null);
      }
      List<String> units = value.valueStream().map(JsonNode::asText).toList();
      if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isValueNode)) {
        throw new IllegalArgumentException(
            "write how many units there are, such as 2, or a list of their names");
      }
      return new GenericForm(null, units);
    }
  }
}
