package io.skep.store.memory;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.store.IdSource;
import io.skep.store.Kind;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The objects that benchmarks store. The peer's population is the same. */
public final class Population {
  static final int TASKS_A_SERVICE = 10;
  private static final int NODES_OF_TASKS = 997;
  private static final int RACKS = 100;

  private final IdSource ids = new IdSource(new Random(1));

  /** An empty store that registers what it measures, as one in production does. */
  static MemoryStore store() {
    return new MemoryStore(options());
  }

  static MemoryStoreOptions options() {
    return MemoryStoreOptions.of(Kinds.ALL).withMeters(new SimpleMeterRegistry());
  }

  /** A store of {@code objects}, written in one transaction. */
  static <T> MemoryStore store(Kind<T> kind, List<T> objects) {
    MemoryStore store = store();
    store.update(tx -> objects.forEach(object -> tx.create(kind, object)));
    return store;
  }

  String[] ids(int count) {
    String[] made = new String[count];
    for (int i = 0; i < count; i++) {
      made[i] = ids.next();
    }
    return made;
  }

  /** Nodes as the reference's own benchmarks store them. */
  List<Node> namedNodes(int count) {
    String[] its = ids(count);
    return list(count, i -> namedNode(its[i], "name" + i).build());
  }

  /** A node without a host name, so that nothing finds it by name. */
  static Node.Builder namedNode(String id, String name) {
    return Node.newBuilder()
        .setId(id)
        .setSpec(NodeSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(name)));
  }

  /** Nodes that can be found by host name and by a custom index, a hundred under one value. */
  List<Node> hostNodes(int count) {
    String[] its = ids(count);
    return list(count, i -> hostNode(its[i], i));
  }

  private static Node hostNode(String id, int number) {
    Node.Builder node = namedNode(id, "name" + number);
    node.getDescriptionBuilder().setHostname("name" + number);
    node.getSpecBuilder()
        .getAnnotationsBuilder()
        .addIndicesBuilder()
        .setKey("rack")
        .setVal(rack(number));
    return node.build();
  }

  static String rack(int number) {
    return "rack" + number % RACKS;
  }

  /** Running tasks, ten for every service. */
  List<Task> tasks(int count) {
    TaskFactory factory = taskFactory(count);
    return list(count, factory::task);
  }

  TaskFactory taskFactory(int count) {
    return new TaskFactory(ids(count), ids(count / TASKS_A_SERVICE), ids(NODES_OF_TASKS));
  }

  private static <T> List<T> list(int count, IntFunction<T> each) {
    var all = new ArrayList<T>(count);
    for (int i = 0; i < count; i++) {
      all.add(each.apply(i));
    }
    return all;
  }

  /**
   * Objects that a benchmark takes in turn.
   *
   * @param <T> the objects
   */
  @State(Scope.Benchmark)
  public abstract static class Turns<T> {
    /** How many there are. */
    @Param("10000")
    public int size;

    List<T> objects;

    /** Their ids, as they come from elsewhere: not the instances that are stored. */
    String[] ids;

    private int at;

    /** Makes the objects. */
    @Setup
    public void make() {
      objects = make(new Population(), size);
      ids = objects.stream().map(this::copyOfId).toArray(String[]::new);
    }

    abstract List<T> make(Population population, int count);

    abstract String id(T object);

    private String copyOfId(T object) {
      return new String(id(object).toCharArray());
    }

    /** The number of the next object. */
    int next() {
      at = at + 1 == size ? 0 : at + 1;
      return at;
    }
  }

  /** Nodes without host names. */
  @State(Scope.Benchmark)
  public static class NamedNodes extends Turns<Node> {
    @Override
    List<Node> make(Population population, int count) {
      return population.namedNodes(count);
    }

    @Override
    String id(Node node) {
      return node.getId();
    }
  }

  /** Nodes with host names. */
  @State(Scope.Benchmark)
  public static class HostNodes extends Turns<Node> {
    @Override
    List<Node> make(Population population, int count) {
      return population.hostNodes(count);
    }

    @Override
    String id(Node node) {
      return node.getId();
    }
  }

  /** Tasks. */
  @State(Scope.Benchmark)
  public static class Tasks extends Turns<Task> {
    @Override
    List<Task> make(Population population, int count) {
      return population.tasks(count);
    }

    @Override
    String id(Task task) {
      return task.getId();
    }
  }

  /** Makes tasks of known ids, whose services and nodes come in turn. */
  record TaskFactory(String[] ids, String[] services, String[] nodes) {
    Task task(int number) {
      int service = number % services.length;
      return Task.newBuilder()
          .setId(ids[number])
          .setServiceId(services[service])
          .setNodeId(nodes[number % nodes.length])
          .setSlot(number / services.length + 1)
          .setSpec(
              TaskSpec.newBuilder()
                  .setContainer(ContainerSpec.newBuilder().setImage("registry/web:1")))
          .setServiceAnnotations(Annotations.newBuilder().setName("service" + service))
          .setDesiredState(TaskState.RUNNING)
          .setStatus(TaskStatus.newBuilder().setState(TaskState.RUNNING))
          .build();
    }
  }
}
