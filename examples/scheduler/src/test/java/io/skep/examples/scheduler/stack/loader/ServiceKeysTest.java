package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.TextFormat;
import io.skep.api.ServiceSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each key of a service, in each of its forms, adds to the service's spec. */
class ServiceKeysTest {
  @Test
  void aServiceWithAnImageOnlyIsOneTaskOnTheDefaultNetwork() throws TextFormat.ParseException {
    ServiceSpec expected =
        TextFormat.parse(
            """
            annotations {
              name: "s_web"
              labels { key: "com.docker.stack.namespace" value: "s" }
              labels { key: "com.docker.stack.image" value: "app" }
            }
            task {
              container {
                image: "app"
                labels { key: "com.docker.stack.namespace" value: "s" }
              }
              resources {}
              placement {}
              networks { target: "s_default" aliases: "web" }
            }
            replicated { replicas: 1 }
            endpoint {}
            """,
            ServiceSpec.class);

    assertThat(StackText.service("")).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"container", "process", "surroundings", "environment", "files", "health"})
  void aKeyAddsToTheContainer(String keys, String added) throws TextFormat.ParseException {
    assertAdds(keys, "task { container { " + added + " } }");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"mode", "resources", "placement", "restart", "update", "logging"})
  void aKeyAddsToTheService(String keys, String added) throws TextFormat.ParseException {
    assertAdds(keys, added);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"shortPorts", "longPorts"})
  void aPortIsPublished(String keys, String added) throws TextFormat.ParseException {
    assertAdds(keys, "endpoint { " + added + " }");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"shortVolumes", "longVolumes"})
  void aVolumeIsMounted(String keys, String added) throws TextFormat.ParseException {
    assertAdds("volumes:\n  " + keys, "task { container { mounts { " + added + " } } }");
  }

  private static void assertAdds(String keys, String added) throws TextFormat.ParseException {
    ServiceSpec.Builder expected = StackText.service("").toBuilder();
    TextFormat.merge(added, expected);
    assertThat(StackText.service(keys)).isEqualTo(expected.build());
  }

  static Stream<Arguments> container() {
    return Stream.of(
        arguments("command: run --fast", "args: 'run' args: '--fast'"),
        arguments("command: ['run', 'a b']", "args: 'run' args: 'a b'"),
        arguments("command:", ""),
        arguments("command: ~", ""),
        arguments("command: []", ""),
        arguments("command: >\n  --log 'a b'\n  --name=\"x y\" # all", command()),
        arguments("entrypoint: /bin/sh -c", "command: '/bin/sh' command: '-c'"),
        arguments("entrypoint: [/bin/sh]", "command: '/bin/sh'"),
        arguments("labels: {a: b}", "labels { key: 'a' value: 'b' }"),
        arguments("labels: [a=b, c]", "labels { key: 'a' value: 'b' } labels { key: 'c' }"),
        arguments("labels: {n: 1.10, t: true}", label("n", "1.1") + label("t", "true")),
        arguments("labels: [a=1, a=2]", label("a", "2")),
        arguments("labels: {a: }", "labels { key: 'a' }"));
  }

  private static String command() {
    return "args: '--log' args: 'a b' args: '--name=x y'";
  }

  private static String label(String key, String value) {
    return "labels { key: '%s' value: '%s' } ".formatted(key, value);
  }

  static Stream<Arguments> process() {
    return Stream.of(
        arguments("working_dir: /srv", "dir: '/srv'"),
        arguments("user: '1000:1000'", "user: '1000:1000'"),
        arguments("user: 1000:1000", "user: '1000:1000'"),
        arguments("group_add: [mail, 42]", "groups: 'mail' groups: '42'"),
        arguments("hostname: '{{.Node.Hostname}}'", "hostname: '{{.Node.Hostname}}'"),
        arguments("tty: true", "tty: true"),
        arguments("tty: 'TRUE'", "tty: true"),
        arguments("tty: yes", "tty: true"),
        arguments("tty: off", ""),
        arguments("stdin_open: true", "open_stdin: true"),
        arguments("read_only: true", "read_only: true"),
        arguments("init: true", "init { value: true }"),
        arguments("init: false", "init { value: false }"),
        arguments("stop_signal: SIGUSR1", "stop_signal: 'SIGUSR1'"),
        arguments("stop_grace_period: 1m30s", "stop_grace_period { seconds: 90 }"),
        arguments("oom_score_adj: -5", "oom_score_adj: -5"),
        arguments("isolation: hyperv", "isolation: ISOLATION_HYPERV"),
        arguments("isolation: process", "isolation: ISOLATION_PROCESS"),
        arguments("isolation: default", ""),
        arguments(
            "cap_add: [net_admin, CAP_KILL]", "capability_add: ['CAP_KILL', 'CAP_NET_ADMIN']"),
        arguments("cap_add: [ALL, KILL]", "capability_add: 'ALL'"),
        arguments("cap_add: [KILL]\ncap_drop: [KILL, CHOWN]", capabilities()),
        arguments("sysctls: {net.core.somaxconn: 1024}", sysctl("1024")),
        arguments("sysctls: [net.core.somaxconn=0]", sysctl("0")),
        arguments("ulimits: {nproc: 9}", "ulimits { name: 'nproc' soft: 9 hard: 9 }"),
        arguments("ulimits: {nofile: {soft: -1, hard: '7'}}", ulimit()),
        arguments("credential_spec: {file: a.json}", credential("file: 'a.json'")),
        arguments("credential_spec: {registry: b}", credential("registry: 'b'")),
        arguments(
            "credential_spec: {config: settings}",
            credential("config: 's_settings'")
                + "configs { config_name: 's_settings' runtime {} }"));
  }

  private static String capabilities() {
    return "capability_add: 'CAP_KILL' capability_drop: 'CAP_CHOWN'";
  }

  private static String sysctl(String value) {
    return "sysctls { key: 'net.core.somaxconn' value: '%s' }".formatted(value);
  }

  private static String ulimit() {
    return "ulimits { name: 'nofile' soft: -1 hard: 7 }";
  }

  private static String credential(String source) {
    return "privileges { credential_spec { %s } } ".formatted(source);
  }

  static Stream<Arguments> surroundings() {
    return Stream.of(
        arguments("dns: 8.8.8.8", "dns_config { nameservers: '8.8.8.8' }"),
        arguments("dns: [8.8.8.8, 9.9.9.9]", "dns_config { nameservers: ['8.8.8.8', '9.9.9.9'] }"),
        arguments("dns_search: example.com", "dns_config { search: 'example.com' }"),
        arguments("dns_opt: [use-vc]", "dns_config { options: 'use-vc' }"),
        arguments("extra_hosts: ['a:10.0.0.1']", "hosts: '10.0.0.1 a'"),
        arguments("extra_hosts: ['a=10.0.0.1']", "hosts: '10.0.0.1 a'"),
        arguments("extra_hosts: ['a:::1', 'b=[::2]']", "hosts: ['::1 a', '::2 b']"),
        arguments("extra_hosts: {a: 10.0.0.1}", "hosts: '10.0.0.1 a'"),
        arguments("extra_hosts: {a: [10.0.0.1, 10.0.0.2]}", "hosts: ['10.0.0.1 a', '10.0.0.2 a']"));
  }

  static Stream<Arguments> environment() {
    return Stream.of(
        arguments("environment: [B=2, A=1=1, C=]", "env: ['A=1=1', 'B=2', 'C=']"),
        arguments("environment: [A]", "env: 'A'"),
        arguments("environment: {A: , B: ~}", "env: ['A', 'B']"),
        arguments("environment: {A: x, B: 1, C: 0x10, D: 2.50}", numbers()),
        arguments("environment: {A: true, B: False}", "env: ['A=true', 'B=false']"),
        arguments("environment: {A: 1_000, B: 010, C: 1e6}", "env: ['A=1000', 'B=8', 'C=1e+06']"),
        arguments("environment: {A: yes, B: 22:22, C: 2026-01-01}", plainTexts()),
        arguments("environment: {NODE: '{{.Node.ID}}'}", "env: 'NODE={{.Node.ID}}'"));
  }

  private static String numbers() {
    return "env: ['A=x', 'B=1', 'C=16', 'D=2.5']";
  }

  private static String plainTexts() {
    return "env: ['A=yes', 'B=22:22', 'C=2026-01-01']";
  }

  static Stream<Arguments> files() {
    String key = "secret_name: 's_key' file { name: '%s' uid: '%s' gid: '%s' mode: %d }";
    String settings = key.replace("secret_name: 's_key'", "config_name: 's_settings'");
    return Stream.of(
        arguments("secrets: [key]", "secrets { " + key.formatted("key", 0, 0, 0444) + " }"),
        arguments(
            "secrets: [{source: key, target: /k, uid: '7', gid: '8', mode: 0400}]",
            "secrets { " + key.formatted("/k", 7, 8, 0400) + " }"),
        arguments(
            "secrets: [{source: key, mode: '0400'}]",
            "secrets { " + key.formatted("key", 0, 0, 0400) + " }"),
        arguments(
            "secrets: [{source: key, mode: 0o400}]",
            "secrets { " + key.formatted("key", 0, 0, 0400) + " }"),
        arguments(
            "secrets: [key, cert]",
            "secrets { secret_name: 'cert' file { name: 'cert' uid: '0' gid: '0' mode: 292 } }"
                + "secrets { "
                + key.formatted("key", 0, 0, 0444)
                + " }"),
        arguments(
            "configs: [settings]",
            "configs { " + settings.formatted("settings", 0, 0, 0444) + " }"),
        arguments(
            "configs: [{source: routes, target: /r}]",
            "configs { config_name: 'routes-7' file { name: '/r' uid: '0' gid: '0' mode: 292 } }"));
  }

  static Stream<Arguments> health() {
    return Stream.of(
        arguments("healthcheck: {test: curl x}", "healthcheck { test: ['CMD-SHELL', 'curl x'] }"),
        arguments("healthcheck: {test: [CMD, a]}", "healthcheck { test: ['CMD', 'a'] }"),
        arguments("healthcheck: {test: [NONE]}", "healthcheck { test: 'NONE' }"),
        arguments("healthcheck: {disable: true}", "healthcheck { test: 'NONE' }"),
        arguments("healthcheck: {disable: 'no', retries: '3'}", "healthcheck { retries: 3 }"),
        arguments(
            "healthcheck: {interval: 10s, timeout: 500ms, start_period: 1h, start_interval: 0.5s}",
            "healthcheck { interval { seconds: 10 } timeout { nanos: 500000000 }"
                + " start_period { seconds: 3600 } start_interval { nanos: 500000000 } }"));
  }

  static Stream<Arguments> mode() {
    return Stream.of(
        arguments("deploy:", ""),
        arguments("deploy: {mode: replicated, replicas: 3}", "replicated { replicas: 3 }"),
        arguments("deploy: {replicas: '3'}", "replicated { replicas: 3 }"),
        arguments("deploy: {replicas: 0}", "replicated { replicas: 0 }"),
        arguments("deploy: {mode: global}", "global {}"),
        arguments("deploy: {mode: global-job}", "global_job {}"),
        arguments(
            "deploy: {mode: replicated-job, replicas: 4}",
            "replicated_job { max_concurrent: 4 total_completions: 4 }"),
        arguments(
            "deploy: {mode: replicated-job}",
            "replicated_job { max_concurrent: 1 total_completions: 1 }"),
        arguments("deploy: {endpoint_mode: dnsrr}", "endpoint { mode: DNSRR }"),
        arguments("deploy: {endpoint_mode: vip}", ""),
        arguments("deploy: {labels: {a: b}}", "annotations { " + label("a", "b") + " }"),
        arguments("deploy: {labels: [a=b]}", "annotations { " + label("a", "b") + " }"));
  }

  static Stream<Arguments> resources() {
    return Stream.of(
        arguments("deploy: {resources: {limits: {cpus: '0.5'}}}", limits("nano_cpus: 500000000")),
        arguments("deploy: {resources: {limits: {cpus: 2}}}", limits("nano_cpus: 2000000000")),
        arguments("deploy: {resources: {limits: {cpus: 0.25}}}", limits("nano_cpus: 250000000")),
        arguments("deploy: {resources: {limits: {memory: 50M}}}", limits("memory_bytes: 52428800")),
        arguments(
            "deploy: {resources: {limits: {memory: 1.5g}}}", limits("memory_bytes: 1610612736")),
        arguments(
            "deploy: {resources: {limits: {memory: '8388608'}}}", limits("memory_bytes: 8388608")),
        arguments(
            "deploy: {resources: {limits: {memory: 8388608b}}}", limits("memory_bytes: 8388608")),
        arguments(
            "deploy: {resources: {limits: {memory: 8192kb}}}", limits("memory_bytes: 8388608")),
        arguments(
            "deploy: {resources: {limits: {memory: 8 MiB}}}", limits("memory_bytes: 8388608")),
        arguments(
            "deploy: {resources: {limits: {pids: 100}}}",
            limits("") + " task { container { pidsLimit: 100 } }"),
        arguments(
            "deploy: {resources: {reservations: {cpus: 0.001, memory: 4M}}}",
            "task { resources { reservations { nano_cpus: 1000000 memory_bytes: 4194304 } } }"),
        arguments(
            "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec:"
                + " {kind: gpu, value: 2}}, {discrete_resource_spec: {kind: ssd, value: '1'}}]}}}",
            "task { resources { reservations {"
                + " generic { discrete_resource_spec { kind: 'gpu' value: 2 } }"
                + " generic { discrete_resource_spec { kind: 'ssd' value: 1 } } } } }"));
  }

  private static String limits(String amounts) {
    return "task { resources { limits { %s } } }".formatted(amounts);
  }

  static Stream<Arguments> placement() {
    return Stream.of(
        arguments(
            "deploy: {placement: {constraints: [node.role == manager, 'node.labels.a!=b']}}",
            "task { placement { constraints: ['node.role == manager', 'node.labels.a!=b'] } }"),
        arguments(
            "deploy: {placement: {preferences: [{spread: node.labels.az}, {spread: node.id}]}}",
            "task { placement { preferences { spread { spread_descriptor: 'node.labels.az' } }"
                + " preferences { spread { spread_descriptor: 'node.id' } } } }"),
        arguments(
            "deploy: {placement: {max_replicas_per_node: 2}}",
            "task { placement { max_replicas: 2 } }"),
        arguments("platform: linux", "task { placement { platforms { os: 'linux' } } }"),
        arguments(
            "platform: linux/arm64/v8",
            "task { placement { platforms { os: 'linux' architecture: 'arm64' } } }"));
  }

  static Stream<Arguments> restart() {
    return Stream.of(
        arguments("deploy: {restart_policy: {}}", "task { restart { condition: ANY } }"),
        arguments(
            "deploy: {restart_policy: {condition: none}}", "task { restart { condition: NONE } }"),
        arguments(
            "deploy: {restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3,"
                + " window: 2m}}",
            "task { restart { condition: ON_FAILURE delay { seconds: 5 } max_attempts: 3"
                + " window { seconds: 120 } } }"));
  }

  static Stream<Arguments> update() {
    String defaults = "parallelism: 1 delay {}";
    String all =
        "parallelism: 2 delay { seconds: 10 } failure_action: ROLLBACK monitor { seconds: 60 }"
            + " max_failure_ratio: 0.25 order: START_FIRST";
    String keys =
        "parallelism: 2, delay: 10s, failure_action: rollback, monitor: 1m,"
            + " max_failure_ratio: 0.25, order: start-first";
    return Stream.of(
        arguments("deploy: {update_config: {}}", "update { " + defaults + " }"),
        arguments("deploy: {update_config: {parallelism: 0}}", "update { delay {} }"),
        arguments("deploy: {update_config: {" + keys + "}}", "update { " + all + " }"),
        arguments("deploy: {rollback_config: {}}", "rollback { " + defaults + " }"),
        arguments("deploy: {rollback_config: {" + keys + "}}", "rollback { " + all + " }"),
        arguments(
            "deploy: {update_config: {failure_action: continue, order: stop-first,"
                + " max_failure_ratio: '1'}}",
            "update { parallelism: 1 delay {} failure_action: CONTINUE max_failure_ratio: 1 }"));
  }

  static Stream<Arguments> logging() {
    return Stream.of(
        arguments("logging: {driver: syslog}", "task { log_driver { name: 'syslog' } }"),
        arguments(
            "logging: {options: {max-file: 3, tag: '{{.Name}}', x: }}",
            "task { log_driver { options { key: 'max-file' value: '3' }"
                + " options { key: 'tag' value: '{{.Name}}' } options { key: 'x' } } }"));
  }

  static Stream<Arguments> shortPorts() {
    return Stream.of(
        arguments("ports: [3000]", "ports { target_port: 3000 }"),
        arguments("ports: ['3000']", "ports { target_port: 3000 }"),
        arguments("ports: ['80:8080']", "ports { target_port: 8080 published_port: 80 }"),
        arguments("ports: [22:22]", "ports { target_port: 22 published_port: 22 }"),
        arguments("ports: [':53/UDP']", "ports { target_port: 53 protocol: UDP }"),
        arguments(
            "ports: ['53:53/udp', '53:53', '9:9/sctp']",
            "ports { target_port: 9 published_port: 9 protocol: SCTP }"
                + " ports { target_port: 53 published_port: 53 }"
                + " ports { target_port: 53 published_port: 53 protocol: UDP }"),
        arguments(
            "ports: ['3001-3002']", "ports { target_port: 3001 } ports { target_port: 3002 }"),
        arguments(
            "ports: ['9090-9091:80-81']",
            "ports { target_port: 80 published_port: 9090 }"
                + " ports { target_port: 81 published_port: 9091 }"),
        arguments(
            "ports: ['9090-9091:80']",
            "ports { target_port: 80 published_port: 9090 }"
                + " ports { target_port: 80 published_port: 9091 }"),
        arguments("ports: ['127.0.0.1:80:8080']", "ports { target_port: 8080 published_port: 80 }"),
        arguments("ports: ['[::1]:80:8080']", "ports { target_port: 8080 published_port: 80 }"),
        arguments("ports: ['0.0.0.0::8080']", "ports { target_port: 8080 }"));
  }

  static Stream<Arguments> longPorts() {
    return Stream.of(
        arguments("ports: [{target: 80}]", "ports { target_port: 80 }"),
        arguments(
            "ports: [{target: 80, published: '8080', protocol: udp, mode: host}]",
            "ports { target_port: 80 published_port: 8080 protocol: UDP publish_mode: HOST }"),
        arguments(
            "ports: [{target: 80, published: 80, mode: ingress, protocol: tcp, name: web,"
                + " app_protocol: http, host_ip: 127.0.0.1}]",
            "ports { target_port: 80 published_port: 80 }"));
  }

  static Stream<Arguments> shortVolumes() {
    String options = "volume_options { " + label("com.docker.stack.namespace", "s") + " }";
    return Stream.of(
        arguments("- /data", "type: VOLUME target: '/data'"),
        arguments("- data:/d", "type: VOLUME source: 's_data' target: '/d' " + options),
        arguments(
            "- data:/d:ro,nocopy",
            "type: VOLUME source: 's_data' target: '/d' readonly: true "
                + options
                + " volume_options { nocopy: true }"),
        arguments("- shared:/d", "type: VOLUME source: 'shared' target: '/d' volume_options {}"),
        arguments(
            "- named:/d",
            "type: VOLUME source: 'archive' target: '/d' "
                + options
                + " volume_options { driver_config { name: 'nfs' } }"),
        arguments("- /a:/b", "type: BIND source: '/a' target: '/b'"),
        arguments("- /a:/b:rw,z", "type: BIND source: '/a' target: '/b'"),
        arguments(
            "- /a:/b:rslave",
            "type: BIND source: '/a' target: '/b' bind_options { propagation: RSLAVE }"),
        arguments("- ./a:/b", "type: BIND source: '/nowhere/at/all/a' target: '/b'"),
        arguments("- ../a:/b", "type: BIND source: '/nowhere/at/a' target: '/b'"),
        arguments("- .:/b", "type: BIND source: '/nowhere/at/all' target: '/b'"),
        arguments("- ~/a:/b", "type: BIND source: '~/a' target: '/b'"),
        arguments("- C:\\a:/b", "type: BIND source: 'C:\\\\a' target: '/b'"),
        arguments(
            "- C:\\a:D:\\b:ro", "type: BIND source: 'C:\\\\a' target: 'D:\\\\b' readonly: true"),
        arguments(
            "- \\\\host\\share:/b", "type: BIND source: '\\\\\\\\host\\\\share' target: '/b'"));
  }

  static Stream<Arguments> longVolumes() {
    String options = "volume_options { " + label("com.docker.stack.namespace", "s") + " }";
    return Stream.of(
        arguments(
            "- {type: volume, source: data, target: /d, read_only: 'true',"
                + " volume: {nocopy: true, subpath: x, labels: [a=b]}}",
            "type: VOLUME source: 's_data' target: '/d' readonly: true "
                + options
                + " volume_options { nocopy: true subpath: 'x' "
                + label("a", "b")
                + " }"),
        arguments("- {type: volume, target: /d}", "type: VOLUME target: '/d'"),
        arguments(
            "- {type: bind, source: ./a, target: /b, consistency: cached, bind: {propagation:"
                + " rshared, create_host_path: true, recursive: disabled, selinux: z}}",
            "type: BIND source: '/nowhere/at/all/a' target: '/b' consistency: CACHED bind_options"
                + " { propagation: RSHARED createmountpoint: true nonrecursive: true }"),
        arguments(
            "- {type: tmpfs, target: /t, tmpfs: {size: 10000, mode: 01777}}",
            "type: TMPFS target: '/t' tmpfs_options { size_bytes: 10000 mode: 1023 }"),
        arguments(
            "- {type: tmpfs, target: /t, tmpfs: {size: 1m}}",
            "type: TMPFS target: '/t' tmpfs_options { size_bytes: 1048576 }"),
        arguments(
            "- {type: npipe, source: '\\\\.\\pipe\\x', target: /t}",
            "type: NPIPE source: '\\\\\\\\.\\\\pipe\\\\x' target: '/t'"),
        arguments(
            "- {type: cluster, source: 'group:g', target: /c}",
            "type: CLUSTER source: 'group:g' target: '/c'"),
        arguments(
            "- {type: cluster, source: data, target: /c}",
            "type: CLUSTER source: 's_data' target: '/c'"));
  }
}
