package io.skep.store.kind;

import io.skep.api.Cluster;
import io.skep.api.Config;
import io.skep.api.Extension;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.api.Secret;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.store.Table;
import java.util.List;
import java.util.Optional;

/** The built-in kinds: {@code tx.get(Kinds.NODE, id)}. */
public final class Kinds {
  /** The cluster itself: its defaults, its certificates, its keys. */
  public static final Table<Cluster> CLUSTER = new ClusterKind();

  /** Files that containers read. */
  public static final Table<Config> CONFIG = new ConfigKind();

  /** Declared kinds of {@linkplain #RESOURCE resources}. */
  public static final Table<Extension> EXTENSION = new ExtensionKind();

  /** Networks that tasks attach to. */
  public static final Table<Network> NETWORK = new NetworkKind();

  /** Machines. */
  public static final Table<Node> NODE = new NodeKind();

  /** Objects of kinds that {@linkplain #EXTENSION extensions} declare. */
  public static final Table<Resource> RESOURCE = new ResourceKind();

  /** Files that containers read and nobody else. */
  public static final Table<Secret> SECRET = new SecretKind();

  /** What is to run, and how often. */
  public static final Table<Service> SERVICE = new ServiceKind();

  /** One run of a service on one node. */
  public static final Table<Task> TASK = new TaskKind();

  /** Storage that outlives tasks. */
  public static final Table<Volume> VOLUME = new VolumeKind();

  /** All of them, by name: the order in which snapshots are restored. */
  public static final List<Table<?>> ALL =
      List.of(CLUSTER, CONFIG, EXTENSION, NETWORK, NODE, RESOURCE, SECRET, SERVICE, TASK, VOLUME);

  private Kinds() {}

  /** The built-in kind with {@code name}, compared exactly. */
  public static Optional<Table<?>> named(String name) {
    return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
  }
}
