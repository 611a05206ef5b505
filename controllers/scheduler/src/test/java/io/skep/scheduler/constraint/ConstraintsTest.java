package io.skep.scheduler.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.Platform;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which nodes satisfy which constraints: CT-6 to CT-14, CN-6 to CN-10. */
final class ConstraintsTest {
  /** A worker with an address, no labels and no description, changed {@code with}. */
  private static Node node(Consumer<Node.Builder> with) {
    Node.Builder node = Node.newBuilder().setId("nodeid-1").setRole(NodeRole.WORKER);
    node.getStatusBuilder().setAddr("186.17.9.41");
    with.accept(node);
    return node.build();
  }

  private static Consumer<Node.Builder> nothing() {
    return id("nodeid-1");
  }

  private static Consumer<Node.Builder> id(String id) {
    return node -> node.setId(id);
  }

  private static Consumer<Node.Builder> hostname(String name) {
    return node -> node.getDescriptionBuilder().setHostname(name);
  }

  private static Consumer<Node.Builder> address(String address) {
    return node -> node.getStatusBuilder().setAddr(address);
  }

  private static Consumer<Node.Builder> platform(String arch, String os) {
    return node ->
        node.getDescriptionBuilder()
            .setPlatform(Platform.newBuilder().setArchitecture(arch).setOs(os));
  }

  private static Consumer<Node.Builder> nodeLabel(String name, String value) {
    return node -> node.getSpecBuilder().getAnnotationsBuilder().putLabels(name, value);
  }

  private static Consumer<Node.Builder> engineLabel(String name, String value) {
    return node -> node.getDescriptionBuilder().getEngineBuilder().putLabels(name, value);
  }

  private static Consumer<Node.Builder> desiredRole(NodeRole role) {
    return node -> node.getSpecBuilder().setDesiredRole(role);
  }

  @ParameterizedTest(name = "{0}: {1} -> {3}")
  @MethodSource("cases")
  void aNodeSatisfiesAConstraintOrNot(
      String rules, String constraint, Consumer<Node.Builder> node, boolean satisfied) {
    assertThat(Constraints.parse(List.of(constraint)).matches(node(node))).isEqualTo(satisfied);
  }

  static Object[][] cases() {
    return new Object[][] {
      {"CT-6, CN-9", "node.abc.bcd == high", nothing(), false},
      {"CT-6, CN-9", "node.abc.bcd != high", nothing(), false},
      {"CN-9", "node.labels. == x", nothing(), false},
      {"CN-9", "node.labels. != x", nothing(), false},
      {"CN-9", "engine.labels. != x", nothing(), false},
      {"CT-7", "node.hostname != node-1", nothing(), true},
      {"CT-7", "node.hostname == node-1", nothing(), false},
      {"CT-7", "node.hostname != node-1", hostname("node-2"), true},
      {"CT-7", "node.hostname != node-1", hostname("node-1"), false},
      {"CT-7", "node.hostname != node-1", hostname("NODe-1"), false},
      {"CN-6", "NODE.HostName == node-1", hostname("node-1"), true},
      {"CT-8", "node.ip == 186.17.9.41", nothing(), true},
      {"CT-8", "node.ip != 186.17.9.41", nothing(), false},
      {"CT-8", "node.ip == 186.17.9.42", nothing(), false},
      {"CT-8", "node.ip == 186.17.9.4/24", nothing(), true},
      {"CT-8", "node.ip == 186.17.8.41/24", nothing(), false},
      {"CT-8", "node.ip == 186.17.9.41/34", nothing(), false},
      {"CN-7", "node.ip != 186.17.9.41/34", nothing(), false},
      {"CT-8", "node.ip != 266.17.9.41", nothing(), false},
      {"CT-8", "node.ip != 0.0.0.0", nothing(), true},
      {"CT-8", "node.ip == not_ip_addr", nothing(), false},
      {"CN-7", "node.ip != not_ip_addr", nothing(), false},
      {"CN-7", "node.ip == 186.017.9.41", nothing(), false},
      {"CN-7", "node.ip != 186.017.9.41", nothing(), false},
      {"CT-8", "node.ip == 2001:db8::2", address("2001:db8::2"), true},
      {"CT-8", "node.ip == 2001:db8:0::2", address("2001:db8::2"), true},
      {"CN-7", "node.ip == 2001:DB8:0:0:0:0:0:2", address("2001:db8::2"), true},
      {"CT-8", "node.ip == 2001:db8::/64", address("2001:db8::2"), true},
      {"CT-8", "node.ip != 2001:db9::/64", address("2001:db8::2"), true},
      {"CT-8", "node.ip != 2001:db8::2/128", address("2001:db8::2"), false},
      {"CT-8", "node.ip == 2001:db9::/64", address("2001:db8::2"), false},
      {"CN-7", "node.ip == 0.0.0.0/0", address("2001:db8::2"), false},
      {"CN-7", "node.ip == ::/0", nothing(), false},
      {"CT-8", "node.ip == 0.0.0.0", address(""), false},
      {"CT-8", "node.ip != 0.0.0.0", address(""), true},
      {"CN-7", "node.ip == 0.0.0.0/0", address(""), false},
      {"CN-7", "node.ip != 0.0.0.0/0", address(""), true},
      {"CN-7", "node.ip == 186.17.9.41", address("186.17.9.41:2377"), false},
      {"CN-7", "node.ip != 186.17.9.41", address("186.17.9.41:2377"), true},
      {"CN-7", "node.ip == ::ffff:186.17.9.41", nothing(), true},
      {"CN-7", "node.ip == 186.17.9.41", address("::ffff:ba11:929"), true},
      {"CN-7", "node.ip == ::ffff:186.17.0.0/112", nothing(), true},
      {"CN-7", "node.ip == ::ffff:186.18.0.0/112", nothing(), false},
      {"CN-7", "node.ip == 186.17.9.40/31", nothing(), true},
      {"CN-7", "node.ip == 186.17.9.40/32", nothing(), false},
      {"CN-7", "node.ip != 186.17.9.41/", nothing(), false},
      {"CN-7", "node.ip != 186.17.9.41/-1", nothing(), false},
      {"CN-7", "node.ip != 186.17.9.41/9999", nothing(), false},
      {"CT-9", "node.id == nodeid-1", nothing(), true},
      {"CT-9, CN-5", "node.id == NODEID-1", nothing(), true},
      {"CT-9", "node.id == nodeid-1", id("nodeid-1-extra"), false},
      {"CT-9", "node.id == nodeid-1", id("nodeid-"), false},
      {"CT-10", "node.role == worker", nothing(), true},
      {"CT-10", "node.role == manager", nothing(), false},
      {"CT-10", "node.role == worker-manager", nothing(), false},
      {"CN-6", "node.role == manager", desiredRole(NodeRole.MANAGER), false},
      {"CT-11", "node.platform.os == linux", nothing(), false},
      {"CT-11", "node.platform.os == linux", platform("x86_64", "linux"), true},
      {"CT-11", "node.platform.os == linux", platform("x86_64", "windows"), false},
      {"CT-11", "node.platform.arch == amd64", platform("x86_64", "linux"), false},
      {"CT-11", "node.platform.arch != amd64", platform("x86_64", "linux"), true},
      {"CT-12", "node.labels.security == high", nothing(), false},
      {"CT-12, CN-8", "node.labels.security == high", engineLabel("security", "high"), false},
      {"CT-12", "node.labels.security == high", nodeLabel("security", "high"), true},
      {"CN-8", "NODE.Labels.security == HIGH", nodeLabel("security", "high"), true},
      {"CN-8", "node.labels.Security == high", nodeLabel("security", "high"), false},
      {"CT-13", "engine.labels.disk != ssd", nothing(), true},
      {"CT-13, CN-8", "engine.labels.disk != ssd", nodeLabel("disk", "ssd"), true},
      {"CT-13", "engine.labels.disk != ssd", engineLabel("disk", "ssd"), false},
      {"CT-13", "engine.labels.disk != ssd", engineLabel("disk-model", "ssd"), true},
    };
  }

  // CT-14
  @Test
  void everyOneOfSeveralConstraintsMustHold() {
    var constraints =
        Constraints.parse(
            List.of(
                "node.hostname == node-1",
                "engine.labels.operatingsystem != Ubuntu 14.04",
                "node.labels.security == high"));
    Consumer<Node.Builder> named = hostname("node-1");
    Consumer<Node.Builder> secure = named.andThen(nodeLabel("security", "high"));
    Consumer<Node.Builder> insecure = named.andThen(nodeLabel("security", "low"));
    String system = "operatingsystem";

    assertThat(constraints.matches(node(named))).isFalse();
    assertThat(constraints.matches(node(nodeLabel("security", "high")))).isFalse();
    assertThat(constraints.matches(node(insecure))).isFalse();
    assertThat(constraints.matches(node(secure))).isTrue();
    assertThat(constraints.matches(node(secure.andThen(engineLabel(system, "ubuntu 14.04")))))
        .isFalse();
    assertThat(constraints.matches(node(secure.andThen(engineLabel(system, "ubuntu 15.04")))))
        .isTrue();
  }

  // CN-10
  @Test
  void noConstraintsMatchEveryNode() {
    assertThat(Constraints.parse(List.of()).matches(node(nothing()))).isTrue();
    assertThat(Constraints.NONE.isEmpty()).isTrue();
  }
}
