package io.skep.examples.scheduler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CN-1 to CN-10; cases CT-1, CT-2 and CT-5 to CT-14. */
class ConstraintTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nodeabc",
        "node ~ abc",
        "1node==a2",
        "no de== node1",
        "no*de==node1",
        "==node1",
        "node==",
        "node== ",
        "no$de==node1",
        "ab!=c==d",
        "ab!==d",
        "ab===d",
        "a==b",
        "ab==ü",
        "ab==x,y",
        "no\u212ade==x",
      })
  void whatIsNoConstraintIsNotRead(String text) {
    assertThat(Constraint.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "' node == node1 ', node, node1",
    "NoDe==node1, NoDe, node1",
    "no.de==node1, no.de, node1",
    "_node==_node1, _node, _node1",
    "node==[a-b]+c*(n|b)/, node, [a-b]+c*(n|b)/",
    "node==node 1, node, node 1",
  })
  void keyAndValueAreKeptAsWrittenWithoutOuterBlanks(String text, String key, String value) {
    assertThat(Constraint.parse(text)).hasValue(new Constraint(key, true, value));
  }

  @Test
  void oneBadExpressionSpoilsTheList() {
    assertThat(Constraint.parseAll(List.of("node.id==ab", "nonsense"))).isEmpty();
    assertThat(Constraint.parseAll(List.of())).hasValue(List.of());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "node.id==Node-1, true",
    "node.id==node-1-extra, false",
    "node.hostname==HERON, true",
    "node.hostname!=heron, false",
    "node.role==worker, true",
    "node.role==manager, false",
    "node.platform.os==linux, true",
    "node.platform.arch==amd64, false",
    "node.platform.arch!=amd64, true",
    "node.labels.disk==SSD, true",
    "NODE.LABELS.disk==ssd, true",
    "node.labels.Disk==ssd, false",
    "node.labels.Disk!=ssd, true",
    "node.labels.storage==overlay2, false",
    "engine.labels.storage==overlay2, true",
    "engine.labels.disk!=ssd, true",
    "node.labels.disk==s*, false",
    "node.labels.==x, false",
    "node.labels.!=x, false",
    "node.colour==red, false",
    "node.colour!=red, false",
  })
  void aNodeIsComparedByKey(String text, boolean allowed) {
    assertThat(Constraint.parse(text).orElseThrow().allows(node("186.17.9.41"))).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "186.17.9.41, node.ip==186.17.9.41, true",
    "186.17.9.41, node.ip!=186.17.9.41, false",
    "186.17.9.41, node.ip==186.17.9.42, false",
    "186.17.9.41, node.ip==186.17.9.4/24, true",
    "186.17.9.41, node.ip==186.17.8.41/24, false",
    "186.17.9.41, node.ip==186.17.8.41/34, false",
    "186.17.9.41, node.ip!=266.17.9.41, false",
    "186.17.9.41, node.ip==186.017.9.41, false",
    "186.17.9.41, node.ip!=0.0.0.0, true",
    "186.17.9.41, node.ip==not_ip_addr, false",
    "::ffff:186.17.9.41, node.ip==186.17.9.41, true",
    "2001:db8::2, node.ip==2001:db8::2, true",
    "2001:db8::2, node.ip==2001:db8:0::2, true",
    "2001:db8::2, node.ip==2001:db8::/64, true",
    "2001:db8::2, node.ip!=2001:db9::/64, true",
    "2001:db8::2, node.ip!=2001:db8::2/128, false",
    "2001:db8::2, node.ip==2001:db9::/64, false",
    "'', node.ip==0.0.0.0, false",
    "'', node.ip!=0.0.0.0, true",
    "'', node.ip!=0.0.0.0/0, true",
    "10.0.0.1:2377, node.ip==10.0.0.1, false",
  })
  void anAddressIsComparedAsANumberOrARange(String address, String text, boolean allowed) {
    assertThat(Constraint.parse(text).orElseThrow().allows(node(address))).isEqualTo(allowed);
  }

  private static Node node(String address) {
    Node.Builder node = Node.newBuilder().setId("node-1");
    node.getStatusBuilder().setAddr(address);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("disk", "ssd");
    node.getDescriptionBuilder().setHostname("heron");
    node.getDescriptionBuilder().getPlatformBuilder().setOs("linux").setArchitecture("x86_64");
    node.getDescriptionBuilder().getEngineBuilder().putLabels("storage", "overlay2");
    return node.build();
  }
}
