package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.skep.api.ConfigSpec;
import io.skep.api.ContainerSpec;
import io.skep.api.Mount;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.NetworkSpec;
import io.skep.api.SecretSpec;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLoaderTest {
  private static Stack accepted(String file) {
    return AnnotatedStacksTest.load(
        new AnnotatedStack(AnnotatedStack.folder("accepted").resolve(file)), "shop");
  }

  private static <T extends Message> T proto(Class<T> type, String text) {
    try {
      return TextFormat.parse(text, type);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static ContainerSpec container(Stack stack, String service) {
    return service(stack, service).getTask().getContainer();
  }

  private static ServiceSpec service(Stack stack, String name) {
    return stack.services().stream()
        .filter(service -> service.getAnnotations().getName().equals("shop_" + name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void networksAreThoseThatServicesAreAttachedToAndTheDefaultOne() {
    Stack stack = accepted("objects.yml");

    assertThat(stack.networks())
        .containsExactly(
            proto(
                NetworkSpec.class,
                """
                annotations {
                  name: "frontnet"
                  labels { key: "a" value: "b" }
                  labels { key: "com.docker.stack.namespace" value: "shop" }
                }
                driver_config {
                  name: "weave"
                  options { key: "mtu" value: "1450" }
                  options { key: "encrypted" value: "true" }
                }
                internal: true
                attachable: true
                ipv6_enabled: true
                ipam {
                  driver { name: "default" options { key: "o" value: "p" } }
                  configs {
                    subnet: "10.9.0.0/24"
                    range: "10.9.0.128/25"
                    gateway: "10.9.0.1"
                    reserved { key: "dns" value: "10.9.0.2" }
                  }
                  configs { subnet: "fd00::/64" }
                }
                """),
            proto(
                NetworkSpec.class,
                """
                annotations {
                  name: "shop_default"
                  labels { key: "com.docker.stack.namespace" value: "shop" }
                }
                driver_config { name: "overlay" }
                """));
  }

  @Test
  void attachmentsNameRealNetworksInOrderAndServicesByTheirOwnNameWhereNamesMeanSomething() {
    Stack stack = accepted("objects.yml");

    assertThat(service(stack, "web").getTask().getNetworksList())
        .extracting(network -> network.getTarget() + network.getAliasesList())
        .containsExactly("frontnet[web]", "gateway[web]", "host[]", "shop_default[web]");
    assertThat(service(stack, "worker").getTask().getNetworks(0))
        .isEqualTo(
            proto(
                NetworkAttachmentConfig.class,
                """
                target: "frontnet"
                aliases: "jobs"
                aliases: "worker"
                driver_attachment_opts { key: "a" value: "1" }
                """));
  }

  @Test
  void whatMustExistAlreadyGetsAStandInWithoutLabelsIfAServiceUsesIt() {
    Stack stack = accepted("objects.yml");

    assertThat(stack.standIns().networks())
        .containsExactly(
            proto(
                NetworkSpec.class,
                "annotations { name: 'gateway' } driver_config { name: 'overlay' } attachable: true"),
            proto(
                NetworkSpec.class,
                "annotations { name: 'host' } driver_config { name: 'overlay' } attachable: true"));
    assertThat(stack.standIns().secrets())
        .containsExactly(
            proto(
                SecretSpec.class,
                "annotations { name: 'cert' } data: \"stand-in for secret 'cert'\\n\""));
    assertThat(stack.standIns().configs())
        .containsExactly(
            proto(
                ConfigSpec.class,
                "annotations { name: 'routes-7' } data: \"stand-in for config 'routes-7'\\n\""));
  }

  @Test
  void secretsHaveTheirContentFromAFileAVariableOrADriver() {
    Map<String, SecretSpec> secrets =
        accepted("objects.yml").secrets().stream()
            .collect(Collectors.toMap(spec -> spec.getAnnotations().getName(), spec -> spec));

    assertThat(secrets.keySet())
        .containsExactlyInAnyOrder(
            "shop_token", "other_v2", "shop_driven", "shop_lost", "shop_unset");
    assertThat(secrets.get("shop_token").getData()).isEqualTo(ByteString.copyFromUtf8("hello\n"));
    assertThat(secrets.get("shop_token").getAnnotations().getLabelsMap())
        .containsOnly(Map.entry("a", "b"), Map.entry("com.docker.stack.namespace", "shop"));
    assertThat(secrets.get("other_v2").getData()).isEqualTo(ByteString.copyFromUtf8("value"));
    assertThat(secrets.get("shop_lost").getData())
        .isEqualTo(ByteString.copyFromUtf8("placeholder for secret 'lost'\n"));
    assertThat(secrets.get("shop_driven"))
        .isEqualTo(
            proto(
                SecretSpec.class,
                """
                annotations {
                  name: "shop_driven"
                  labels { key: "com.docker.stack.namespace" value: "shop" }
                }
                templating { name: "golang" }
                driver { name: "vault" options { key: "path" value: "kv/x" } }
                """));
  }

  @Test
  void configsMayHaveTheirContentInTheStackFileItself() {
    List<ConfigSpec> configs = accepted("objects.yml").configs();

    assertThat(configs)
        .extracting(spec -> spec.getAnnotations().getName())
        .containsExactly("shop_greeting", "inline-value", "shop_fileless");
    assertThat(configs.get(0).getTemplating().getName()).isEqualTo("golang");
    assertThat(configs.get(1).getData()).isEqualTo(ByteString.copyFromUtf8("key = value\n"));
    assertThat(configs.get(2).getData())
        .isEqualTo(ByteString.copyFromUtf8("placeholder for config 'fileless'\n"));
  }

  @Test
  void volumesTravelInTheMountsThatUseThem() {
    assertThat(container(accepted("objects.yml"), "web").getMountsList())
        .containsExactly(
            proto(
                Mount.class,
                """
                type: VOLUME
                source: "shop_data"
                target: "/data"
                volume_options {
                  labels { key: "tier" value: "db" }
                  labels { key: "com.docker.stack.namespace" value: "shop" }
                  driver_config { name: "nfs" options { key: "size" value: "5" } }
                }
                """),
            proto(
                Mount.class,
                "type: VOLUME source: 'global-cache' target: '/cache' volume_options {}"));
  }

  @Test
  void variablesOfAServiceWinOverThoseOfItsFiles() {
    assertThat(container(accepted("objects.yml"), "worker").getEnvList())
        .containsExactly("LIST=a=b", "MODE=own", "QUOTED=\"a b\"", "SET=value");
  }

  @Test
  void aLineThatIsNoVariableIsAProblemOfTheFileOfVariables() {
    Path folder = AnnotatedStack.folder("accepted");
    String text = "services: {web: {image: app, env_file: ../files/broken.env}}";

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                new StackLoader(Map.of(), MissingFiles.STAND_IN)
                    .parse(StackText.NAME, "s.yml", text, folder))
        .withMessage(
            """
            ../files/broken.env:2:1: variable 'export BAD' has blanks in its name
            ../files/broken.env:3:1: the line names no variable; write name=value""");
  }

  @Test
  void everyFormOfAVariableIsPutIn() {
    Stack stack = accepted("variables.yml");

    ContainerSpec container = container(stack, "web");
    assertThat(container.getImage()).isEqualTo("app:1.0");
    assertThat(container.getHostname()).isEqualTo("value-value-");
    assertThat(container.getUser()).isEqualTo("value");
    assertThat(container.getDir()).isEqualTo("/default");
    assertThat(container.getStopSignal()).isEqualTo("SIGTERM");
    assertThat(container.getArgsList())
        .containsExactly("echo", "$HOME", "${SET}", "value here", "value", "value");
    assertThat(container.getEnvList())
        .containsExactly("AGAIN=", "GONE=ab", "OTHER=.", "PASSED_ON", "SET=value");
    assertThat(container.getLabelsOrThrow("rule")).isEqualTo("Host(`example.com`)");
    assertThat(container.getReadOnly()).isTrue();
    assertThat(container.getMounts(0).getSource()).isEqualTo("/home/me/data");
  }

  @Test
  void aTextThatVariablesYieldStandsForANumber() {
    ServiceSpec service = service(accepted("variables.yml"), "web");

    assertThat(service.getReplicated().getReplicas()).isEqualTo(3);
    assertThat(service.getUpdate().getMaxFailureRatio()).isEqualTo(0.5f);
    assertThat(service.getUpdate().getParallelism()).isEqualTo(3);
    assertThat(service.getEndpoint().getPortsList())
        .extracting(port -> port.getPublishedPort() + ":" + port.getTargetPort())
        .containsExactly("0:3001", "3000:80");
  }

  @Test
  void mergeKeysAndAliasesAreResolved() {
    Stack stack = accepted("anchors.yml");

    assertThat(container(stack, "merged").getEnvList()).containsExactly("A=own", "B=shared");
    assertThat(service(stack, "merged").getReplicated().getReplicas()).isEqualTo(5);
    assertThat(service(stack, "merged").getTask().getRestart().getCondition().name())
        .isEqualTo("ON_FAILURE");
    assertThat(container(stack, "both").getImage()).isEqualTo("app:1.0");
    assertThat(container(stack, "both").getHostname()).isEqualTo("later");
    assertThat(service(stack, "both").getReplicated().getReplicas()).isEqualTo(2);
    assertThat(container(stack, "alias").getEnvList()).containsExactly("A=first", "B=shared");
    assertThat(service(stack, "logged").getTask().getLogDriver().getOptionsMap())
        .containsOnly(Map.entry("max-size", "5m"));
    assertThat(container(stack, "logged").getLabelsMap())
        .containsEntry("<<", "quoted")
        .containsEntry("plain", "<<");
  }

  @Test
  void aFileMayBeJsonOrOfVersionTwo() {
    assertThat(service(accepted("plain.json"), "web").getReplicated().getReplicas()).isEqualTo(2);
    assertThat(container(accepted("oldest.yml"), "db").getEnvList())
        .containsExactly("POSTGRES_PASSWORD=secret");
  }

  @Test
  void servicesKeepTheOrderOfTheFile() {
    assertThat(StackText.load("services: {z: {image: a}, b: {image: a}, m: {image: a}}").services())
        .extracting(service -> service.getAnnotations().getName())
        .containsExactly("s_z", "s_b", "s_m");
  }

  @Test
  void versionThreeTakesNoBooleanWhereTheSpecificationDoes() {
    String file = "services: {web: {image: app, environment: {A: true}}}";

    assertThat(StackText.problems(file)).isEmpty();
    assertThat(StackText.problems("version: '2.1'\n" + file)).isEmpty();
    assertThat(StackText.problems("version: '3.8'\n" + file))
        .containsExactly(
            "2:47: must be a text or a number but is the boolean true; put it in quotes");
  }

  @Test
  void strictReadingRefusesWhatWouldBeReplacedByAPlaceholder(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("strict.yml");
    Files.writeString(
        file,
        """
        services:
          web:
            image: app
            env_file:
              - a.env
              - {path: b.env, required: false}
        secrets:
          gone: {file: gone.txt}
          unset: {environment: UNSET}
        configs:
          none: {}
        networks:
          old: {external: true}
        """);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> new StackLoader(Map.of(), MissingFiles.REFUSE).load(StackText.NAME, file))
        .withMessage(
            """
            FILE:5:9: env_file a.env is not there; create it or correct the path
            FILE:8:16: secret 'gone': file gone.txt is not there; create it or correct the path
            FILE:9:24: secret 'unset': variable UNSET has no value; set it
            FILE:11:3: config 'none' names no file; add 'file' to it"""
                .replace("FILE", file.toString()));
  }

  @Test
  void contentLargerThanAManagerStoresIsRefused(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("large"), new byte[500 * 1024]);
    Files.write(folder.resolve("fitting"), new byte[500 * 1024 - 1]);
    Path file = folder.resolve("s.yml");
    Files.writeString(
        file,
        """
        services: {web: {image: app}}
        secrets: {a: {file: large}, b: {file: fitting}}
        configs: {c: {file: large}}
        """);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () -> new StackLoader(Map.of(), MissingFiles.STAND_IN).load(StackText.NAME, file))
        .withMessage(file + ":2:21: secret 'a' must have 1 to 511999 bytes but is larger");
  }

  @Test
  void aFileThatIsNotThereOrIsNoTextIsRefusedByName(@TempDir Path folder) throws IOException {
    var loader = new StackLoader(Map.of(), MissingFiles.STAND_IN);
    Path latin = folder.resolve("latin.yml");
    Files.write(latin, "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> loader.load(StackText.NAME, folder.resolve("none.yml")))
        .withMessageStartingWith(folder.resolve("none.yml") + ": ");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> loader.load(StackText.NAME, latin))
        .withMessageStartingWith(latin + ": ");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> loader.load(StackText.NAME, Path.of("/")))
        .withMessageStartingWith("/: ");
  }

  @Test
  void aByteOrderMarkAtTheStartIsPassedOver() {
    assertThat(StackText.load("\uFEFFservices: {web: {image: app}}").services()).hasSize(1);
  }

  @Test
  void moreProblemsThanAnybodyReadsAreCutOff() {
    String keys =
        IntStream.range(0, 1000).mapToObj(i -> "zzz" + i + ": 1\n").collect(Collectors.joining());

    assertThat(StackText.problems(keys)).hasSize(100);
  }

  @Test
  void theSameFileGivesTheSameBytes() {
    List<ByteString> first =
        accepted("objects.yml").services().stream().map(ServiceSpec::toByteString).toList();
    List<ByteString> second =
        accepted("objects.yml").services().stream().map(ServiceSpec::toByteString).toList();

    assertThat(first).isEqualTo(second);
  }

  @Test
  void aLongFileNameYieldsAStackNameThatLeavesRoomForServices() {
    assertThat(StackName.of(Path.of("/a/shop.yml"))).hasToString("shop");
    assertThat(StackName.of(Path.of("docker-compose.prod.YAML")))
        .hasToString("docker-compose-prod");
    assertThat(StackName.of(Path.of("_x y.json"))).hasToString("x-y");
    assertThat(StackName.of(Path.of("\u00fc\u00fc.yml"))).hasToString("stack");
    assertThat(StackName.of(Path.of("owner__repository__deploy__production-cluster.yml")))
        .hasToString("deploy__production-cluster");
    assertThat(StackName.of(Path.of("x".repeat(90) + ".yml"))).hasToString("x".repeat(32));
  }
}
