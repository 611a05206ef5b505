package io.skep.examples.attach.row;

import io.skep.api.Node;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** A node: {@code finch ready active manager}. */
public record NodeRow(String id, String name, String state, String availability, String role)
    implements Row {
  static NodeRow of(Node node) {
    return new NodeRow(
        node.getId(),
        name(node),
        Texts.of(node.getStatus().getState()),
        Texts.of(node.getSpec().getAvailability()),
        Texts.of(node.getRole()));
  }

  /** Nodes go by their hostname, unless somebody has named them. */
  static String name(Node node) {
    String given = node.getSpec().getAnnotations().getName();
    String hostname = node.getDescription().getHostname();
    return Texts.clean(!given.isEmpty() ? given : !hostname.isEmpty() ? hostname : node.getId());
  }

  @Override
  public Section section() {
    return Section.nodes;
  }

  @Override
  public List<String> cells(Instant now) {
    return List.of(name, state, availability, role);
  }

  @Override
  public String words() {
    return "%s, %s, %s".formatted(state, availability, role);
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("name", name)
        .put("state", state)
        .put("availability", availability)
        .put("role", role);
  }
}
