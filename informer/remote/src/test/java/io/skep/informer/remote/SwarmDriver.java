package io.skep.informer.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Cluster;
import io.skep.api.ClusterSpec;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.ContainerSpec;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.RestartPolicy;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.informer.remote.grpc.ControlClient;
import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Drives a cluster up and down, by chance, through what a store of it writes by. */
final class SwarmDriver {
  private final ControlClient control;
  private final Writes writes;
  private final Random random;
  private int names;

  /** How many writes were made. */
  int done;

  SwarmDriver(ControlClient control, Writes writes, Random random) {
    this.control = control;
    this.writes = writes;
    this.random = random;
  }

  /** Makes {@code steps} changes; a manager may refuse one, as it may overtake this driver. */
  void drive(int steps) {
    for (int step = 0; step < steps; step++) {
      try {
        change();
      } catch (AssertionError failed) {
        boolean refused =
            failed.getCause() instanceof SourceException
                || failed.getCause() instanceof StoreException;
        if (!refused) {
          throw failed;
        }
      }
    }
  }

  private void change() {
    switch (random.nextInt(12)) {
      case 0, 1 -> create(Kinds.SERVICE, service());
      case 2, 3, 4 -> any(Kinds.SERVICE).ifPresent(this::update);
      case 5 -> removeOneOfMany(Kinds.SERVICE);
      case 6 -> any(Kinds.TASK).ifPresent(task -> remove(Kinds.TASK, task));
      case 7 -> any(Kinds.NODE).ifPresent(this::drainOrActivate);
      case 8 -> create(Kinds.CONFIG, config());
      case 9 -> create(Kinds.SECRET, secret());
      case 10 -> any(Kinds.SECRET).ifPresent(this::relabelOrRemove);
      default -> removeOneOfMany(Kinds.CONFIG);
    }
  }

  private Service service() {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder().setAnnotations(named("service"));
    ContainerSpec.Builder container = spec.getTaskBuilder().getContainerBuilder().setImage("paper");
    switch (random.nextInt(6)) {
      case 0 -> { // Fails, and is tried twice again.
        container.addAllCommand(List.of("exit", "1", "300"));
        spec.getTaskBuilder()
            .getRestartBuilder()
            .setCondition(RestartPolicy.RestartCondition.ANY)
            .setMaxAttempts(2)
            .setDelay(Duration.newBuilder().setNanos(200_000_000));
        spec.getReplicatedBuilder().setReplicas(1 + random.nextInt(3));
      }
      case 1 -> {
        container.addAllCommand(List.of("exit", "0", "200"));
        spec.getReplicatedJobBuilder().setMaxConcurrent(2).setTotalCompletions(4);
      }
      case 2 -> spec.getGlobalBuilder();
      default -> spec.getReplicatedBuilder().setReplicas(1 + random.nextInt(6));
    }
    return Service.newBuilder().setSpec(spec).build();
  }

  private void update(Service service) {
    Service.Builder updated = service.toBuilder();
    ServiceSpec.Builder spec = updated.getSpecBuilder();
    if (random.nextBoolean() && spec.hasReplicated()) {
      spec.getReplicatedBuilder().setReplicas(random.nextInt(8));
    } else if (random.nextBoolean()) {
      spec.getTaskBuilder().setForceUpdate(random.nextInt()); // Replaces all tasks.
    } else {
      relabel(spec.getAnnotationsBuilder());
    }
    update(Kinds.SERVICE, service, updated.build());
  }

  private void drainOrActivate(Node node) {
    if (node.getRole() == NodeRole.WORKER) {
      Node.Builder updated = node.toBuilder();
      boolean drained = node.getSpec().getAvailability() == Availability.DRAIN;
      updated.getSpecBuilder().setAvailability(drained ? Availability.ACTIVE : Availability.DRAIN);
      update(Kinds.NODE, node, updated.build());
    }
  }

  private Config config() {
    return Config.newBuilder()
        .setSpec(
            ConfigSpec.newBuilder()
                .setAnnotations(named("config"))
                .setData(ByteString.copyFromUtf8("data")))
        .build();
  }

  private Secret secret() {
    return Secret.newBuilder()
        .setSpec(
            SecretSpec.newBuilder()
                .setAnnotations(named("secret"))
                .setData(ByteString.copyFromUtf8("data")))
        .build();
  }

  private void relabelOrRemove(Secret secret) {
    if (random.nextBoolean()) {
      remove(Kinds.SECRET, secret);
    } else {
      Secret.Builder updated = secret.toBuilder();
      relabel(updated.getSpecBuilder().getAnnotationsBuilder());
      update(Kinds.SECRET, secret, updated.build());
    }
  }

  private <M extends Message> void removeOneOfMany(Table<M> table) {
    if (control.list(table).size() > 4) {
      any(table).ifPresent(object -> remove(table, object));
    }
  }

  /** Makes the manager drop its log every {@code entries}, and be quick otherwise. */
  void compactEvery(int entries) {
    Cluster cluster = cluster();
    Cluster.Builder updated = cluster.toBuilder();
    ClusterSpec.Builder spec = updated.getSpecBuilder();
    spec.getRaftBuilder().setSnapshotInterval(entries).setLogEntriesForSlowFollowers(1);
    spec.getDispatcherBuilder().setHeartbeatPeriod(Duration.newBuilder().setSeconds(1));
    spec.getOrchestrationBuilder().setTaskHistoryRetentionLimit(2);
    update(Kinds.CLUSTER, cluster, updated.build());
  }

  Cluster cluster() {
    return any(Kinds.CLUSTER).orElseThrow();
  }

  private <M extends Message> Optional<M> any(Table<M> table) {
    List<M> objects = new ArrayList<>(control.list(table));
    return objects.isEmpty()
        ? Optional.empty()
        : Optional.of(objects.get(random.nextInt(objects.size())));
  }

  private Annotations named(String kind) {
    return Annotations.newBuilder().setName(kind + "-" + names++).build();
  }

  private void relabel(Annotations.Builder annotations) {
    annotations.putLabels("l", String.valueOf(random.nextInt()));
  }

  private <M extends Message> void create(Table<M> table, M object) {
    write(new Change.Created<>(table, object));
  }

  private <M extends Message> void update(Table<M> table, M old, M updated) {
    write(new Change.Updated<>(table, old, updated));
  }

  private <M extends Message> void remove(Table<M> table, M object) {
    write(new Change.Deleted<>(table, object));
  }

  private void write(Change<?> change) {
    Rig.await(writes.commit("", Origin.NONE, List.of(change)));
    done++;
  }
}
