package io.skep.manager;

import io.skep.api.Node;
import io.skep.api.RaftMemberStatus.Reachability;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.server.Eventually;
import io.skep.server.Refusal;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three managers, a process each, that are one cluster on loopback. */
public final class Trio implements AutoCloseable {
  private static final List<String> NAMES = List.of("a", "b", "c");

  /** Connections get their ports above these. */
  private static final int LEAST_PORT = 12_000;

  private static final int MOST_PORT = 32_000;

  /** Ports that were given away: nobody listens at one of them until its process is ready. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private String cluster = UUID.randomUUID().toString();
  private final Path folder;
  private final boolean isCertified;
  private final List<String> more;
  private final Map<String, Integer> ports = new TreeMap<>();
  private final Map<String, Integer> memberPorts = new TreeMap<>();
  private final Map<String, Child> running = new TreeMap<>();

  /** Starts them, with three simulated workers, and waits until they are ready. */
  public Trio(Path folder, String... more) throws IOException {
    this(folder, false, more);
  }

  /** The same, which are known to each other and to clients by certificates. */
  static Trio certified(Path folder) throws IOException {
    return new Trio(folder, true);
  }

  private Trio(Path folder, boolean isCertified, String... more) throws IOException {
    this.folder = folder;
    this.isCertified = isCertified;
    this.more = List.of(more);
    if (isCertified) {
      Certificates.copyTo(folder);
    }
    for (String name : NAMES) {
      addPorts(name);
    }
    for (String name : NAMES) {
      start(name, "--peers=" + peers());
    }
    running.values().forEach(Child::ready);
  }

  private void addPorts(String name) {
    ports.put(name, freePort());
    memberPorts.put(name, freePort());
  }

  /** One that nobody is given who asks for any, also while its process is not there. */
  private static int freePort() {
    int port;
    do {
      port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
    } while (!GIVEN.add(port) || !isFree(port));
    return port;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private String peers() {
    return peers(NAMES);
  }

  private String peers(List<String> names) {
    return names.stream()
        .map(name -> "%s=%s/%s".formatted(name, memberAddress(name), address(name)))
        .collect(Collectors.joining(","));
  }

  private String memberAddress(String name) {
    return "127.0.0.1:" + memberPorts.get(name);
  }

  /** Where its clients connect. */
  public String address(String name) {
    return "127.0.0.1:" + ports.get(name);
  }

  Path folder(String name) {
    return folder.resolve(name);
  }

  /** The options of a member, all but its peers. */
  List<String> options(String name) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--member=%s=%s".formatted(name, memberAddress(name)),
                "--cluster=" + cluster,
                "--tcp=" + address(name),
                "--operators=none",
                "--simulate-workers=3"));
    options.addAll(
        isCertified ? Certificates.options(folder, "manager") : List.of("--tcp-insecure"));
    options.addAll(more);
    return options;
  }

  /** Starts one, for the first time or again. */
  public Child restart(String name) throws IOException {
    return start(name, "--peers=" + peers());
  }

  /** Starts one whose only founder is {@code founder}. */
  Child restart(String name, String founder, String... more) throws IOException {
    var arguments = new ArrayList<>(List.of(more));
    arguments.add("--peers=" + peers(List.of(founder)));
    return start(name, arguments.toArray(String[]::new));
  }

  /** From now on, those that are started are of a new cluster. */
  void newCluster() {
    cluster = UUID.randomUUID().toString();
  }

  /** What an operator of {@code name} asks. */
  Admin admin(String name) {
    return new Admin(folder(name).resolve("skep-data"));
  }

  /** Starts one that calls itself {@code name}, in a folder of its own, as {@code who}. */
  Child impostor(String name, String who) throws IOException {
    List<String> options = new ArrayList<>(options(name));
    options.removeAll(Certificates.options(folder, "manager"));
    options.addAll(Certificates.options(folder, who));
    options.add("--peers=" + peers());
    Path own = Files.createDirectories(folder.resolve(who));
    return Child.start(own, options.toArray(String[]::new));
  }

  /** Starts one that founds a cluster alone. */
  Child found(String name) throws IOException {
    addPorts(name);
    return restart(name, name);
  }

  /** Whether somebody listens where the members reach {@code name}. */
  boolean isListening(String name) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), memberPorts.get(name))) {
      return socket.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  /** For how long the one that leads has not heard of {@code name}. */
  long silenceMillis(String name) {
    return answered(asked -> asked.get("/members"), answer -> answer.status() == 200)
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.replaceAll(".*silent-ms=(\\d+).*", "$1"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  int port(String name) {
    return ports.get(name);
  }

  /** Starts one that waits to be added. */
  Child join(String name) throws IOException {
    addPorts(name);
    return start(name, "--peers=none");
  }

  /** Has one added that waits for it. */
  void add(String name) {
    String member = "%s=%s/%s".formatted(name, memberAddress(name), address(name));
    answered(
        asked -> asked.post("/members?member=" + member),
        answer ->
            answer.text().startsWith("added " + name)
                || answer.text().contains("is a member already"));
  }

  /** Has one removed. */
  void remove(String name) {
    answered(
        asked -> asked.delete("/members?name=" + name),
        answer ->
            answer.text().equals("removed " + name) || answer.text().contains("is no member"));
  }

  /** Has the leadership handed to {@code name}, which then leads. */
  void handOver(String name) {
    var handed = new Admin.Answer(200, name + " leads");
    Eventually.seen(
        () -> {
          answered(asked -> asked.post("/leader?name=" + name), handed::equals);
          return leader();
        },
        name::equals);
  }

  /**
   * What an operator is answered by the one that leads, once that is as {@code wanted}: on a busy
   * machine any of them may come to lead, at any time, and what was asked for may have happened
   * although the one that was asked could not tell.
   */
  Admin.Answer answered(Function<Admin, Admin.Answer> question, Predicate<Admin.Answer> wanted) {
    return Eventually.seen(
        () -> {
          try (Admin asked = admin(leader())) {
            return question.apply(asked);
          }
        },
        wanted);
  }

  private Child start(String name, String... more) throws IOException {
    var arguments = new ArrayList<>(options(name));
    arguments.addAll(List.of(more));
    Child child =
        Child.start(Files.createDirectories(folder(name)), arguments.toArray(String[]::new));
    running.put(name, child);
    return child;
  }

  Child child(String name) {
    return running.get(name);
  }

  /** Those that run. */
  public List<String> names() {
    return List.copyOf(running.keySet());
  }

  /** Ends one at once. */
  public void kill(String name) throws InterruptedException {
    running.remove(name).kill();
  }

  /** Asks one to stop; what it exits with. */
  int terminate(String name) throws InterruptedException {
    return running.remove(name).terminate();
  }

  /** A client of {@code name}, which shows its state. */
  public Cluster client(String name) {
    return isCertified
        ? Cluster.at("127.0.0.1", ports.get(name), Certificates.of("manager"))
        : Cluster.at("127.0.0.1", ports.get(name));
  }

  /** The name of the one that leads, once there is one. */
  public String leader() {
    return Eventually.seen(this::tryLeader, Optional::isPresent).orElseThrow();
  }

  private Optional<String> tryLeader() {
    return names().stream().filter(this::leads).findFirst();
  }

  private boolean leads(String name) {
    try (Admin asked = admin(name)) {
      return asked.get("/members").status() == 200;
    } catch (AssertionError unreached) {
      return false; // It is still starting.
    }
  }

  /** Creates a service where one leads, whoever that is; the name of that one. */
  String create(ServiceSpec spec) {
    return Eventually.seen(() -> tryCreate(spec), Optional::isPresent).orElseThrow();
  }

  private Optional<String> tryCreate(ServiceSpec spec) {
    for (String name : names()) {
      if (tryCreate(name, spec)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Creates a service by way of one that follows, whoever leads. */
  void createAtAFollower(ServiceSpec spec) {
    Eventually.seen(() -> tryCreate(follower(), spec), created -> created);
  }

  /** Whether it is there: the answer to the call that created it may have got lost. */
  private boolean tryCreate(String name, ServiceSpec spec) {
    try (Cluster at = client(name)) {
      Optional<Refusal> refusal = at.created(spec);
      return refusal.isEmpty() || refusal.get().status() == GrpcStatus.ALREADY_EXISTS;
    }
  }

  /** One that does not lead. */
  String follower() {
    String leader = leader();
    return names().stream().filter(each -> !each.equals(leader)).findFirst().orElseThrow();
  }

  /** Whether one that follows refuses to create a service, and names the one that leads. */
  boolean isRefusedAtAFollower() {
    String leader = leader();
    ServiceSpec spec = Cluster.spec("refused-" + UUID.randomUUID(), 0);
    try (Cluster at = client(follower())) {
      String wanted = "write to the one that leads, at " + address(leader);
      return at.created(spec).filter(refusal -> refusal.text().contains(wanted)).isPresent();
    }
  }

  /** The tasks that run as {@code name} shows it, once there are {@code count}. */
  List<Task> running(String name, int count) {
    try (Cluster at = client(name)) {
      return at.running(count);
    }
  }

  private Map<String, Reachability> managers(String name) {
    return nodes(name)
        .filter(Node::hasManagerStatus)
        .collect(Collectors.toMap(Node::getId, it -> it.getManagerStatus().getReachability()));
  }

  /** Who the managers are as the one that leads shows them, which knows of all. */
  Map<String, Reachability> managers() {
    return managers(leader());
  }

  /** Waits until the {@link #managers()} are these, or these and more. */
  void managers(Map<String, Reachability> some) {
    Eventually.seen(() -> managers().entrySet(), all -> all.containsAll(some.entrySet()));
  }

  /** Who leads as {@code name} shows its nodes, once somebody does. */
  String leaderIn(String name) {
    return Eventually.seen(
            () ->
                nodes(name)
                    .filter(each -> each.getManagerStatus().getLeader())
                    .map(Node::getId)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Stream<Node> nodes(String name) {
    try (Cluster at = client(name)) {
      return at.nodes().stream();
    }
  }

  @Override
  public void close() {
    running.values().forEach(Child::close);
  }
}
