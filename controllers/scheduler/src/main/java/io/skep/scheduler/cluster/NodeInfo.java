package io.skep.scheduler.cluster;

import io.skep.api.GenericResource;
import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.VolumeDenial;
import io.skep.scheduler.failure.Failure;
import io.skep.scheduler.resource.GenericPool;
import io.skep.scheduler.resource.Quantity;
import io.skep.scheduler.volume.ClusterMounts;
import io.skep.scheduler.volume.VolumeChoice;
import io.skep.scheduler.volume.VolumeSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node and what its tasks use of it. What is free is always the difference of what the node
 * describes and what its tasks hold, so a new description needs no correction of the books.
 *
 * <p>A node may be unknown: tasks can name a node that was deleted, or that is not seen yet. Their
 * use is counted all the same, and is right as soon as the node appears.
 */
public final class NodeInfo implements NodeView {
  private final Map<String, Holding> holdings = new LinkedHashMap<>();
  private final Map<String, Integer> activeByService = new HashMap<>();
  private final GenericPool generic = new GenericPool(List.of());
  private final HostPorts hostPorts = new HostPorts();
  private final RecentFailures failures = new RecentFailures();
  private final VolumeSet volumes;
  private final String id;
  private Node node;
  private long describedNanoCpus;
  private long describedMemoryBytes;
  private long heldNanoCpus;
  private long heldMemoryBytes;
  private int activeTasks;

  /** Where {@link Cluster} keeps this node. */
  int slot = -1;

  /** When this node changed last, in changes that {@link Cluster} counts, and its neighbours so. */
  long changedAt;

  NodeInfo older;
  NodeInfo newer;

  /** Whether {@link Cluster} is going to look when a failure stops counting. */
  boolean isDueToForget;

  private record Holding(Task task, List<GenericResource> units) {
    /**
     * Whether the task in a newer state uses what it used; one that says nothing of its units keeps
     * them.
     */
    boolean isSameUse(Task newer) {
      List<GenericResource> newUnits = newer.getAssignedGenericResourcesList();
      return task.getSpec().getResources().equals(newer.getSpec().getResources())
          && task.getEndpoint().getPortsList().equals(newer.getEndpoint().getPortsList())
          && task.getServiceId().equals(newer.getServiceId())
          && (newUnits.isEmpty() || newUnits.equals(units));
    }
  }

  NodeInfo(String id, VolumeSet volumes) {
    this.id = id;
    this.volumes = volumes;
  }

  /** The node's id. */
  public String id() {
    return id;
  }

  /** Whether the node's object is known. */
  public boolean isKnown() {
    return node != null;
  }

  /** A number from 0 that no other known node has; small, for tables by node. */
  public int slot() {
    return slot;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public long freeNanoCpus() {
    return describedNanoCpus - heldNanoCpus;
  }

  @Override
  public long freeMemoryBytes() {
    return describedMemoryBytes - heldMemoryBytes;
  }

  @Override
  public List<GenericResource> freeGeneric() {
    return generic.free();
  }

  @Override
  public Quantity free(Quantity of) {
    return of.of(
        switch (of.sort()) {
          case CPU -> freeNanoCpus();
          case MEMORY -> freeMemoryBytes();
          case GENERIC -> generic.balance(of.kind());
        });
  }

  @Override
  public boolean coversGeneric(List<GenericResource> reservations) {
    return generic.covers(reservations);
  }

  @Override
  public boolean usesHostPort(PortConfig.Protocol protocol, int port) {
    return hostPorts.contains(protocol, port);
  }

  @Override
  public boolean offersVolumes(List<Mount> clusterMounts) {
    return volumes.choose(new ClusterMounts(clusterMounts), node) instanceof VolumeChoice.Found;
  }

  @Override
  public List<VolumeDenial> volumeDenials(List<Mount> clusterMounts) {
    return volumes.denials(new ClusterMounts(clusterMounts), node);
  }

  @Override
  public int activeTasks() {
    return activeTasks;
  }

  @Override
  public int activeTasks(String serviceId) {
    return activeByService.getOrDefault(serviceId, 0);
  }

  @Override
  public int recentFailures(String serviceId, Version specVersion, Instant now) {
    return failures.count(serviceId, specVersion, now);
  }

  /** How many tasks hold something here. */
  public int tasks() {
    return holdings.size();
  }

  /**
   * The generic resources that {@code task} would get here.
   *
   * @throws io.skep.scheduler.resource.InsufficientResourcesException if it cannot get them
   */
  public List<GenericResource> claim(Task task) {
    List<GenericResource> wanted = reservations(task).getGenericList();
    return wanted.isEmpty() ? List.of() : generic.claim(wanted);
  }

  /** The cluster volumes that {@code task} would get here. */
  public VolumeChoice chooseVolumes(Task task) {
    return volumes.choose(ClusterMounts.of(task), node);
  }

  /**
   * Counts {@code task}, which is on this node. The generic resources that it says it has are its
   * own, whatever others would be free; if it says nothing, it gets what there is.
   *
   * @return false if it was counted already, which changes nothing
   */
  boolean add(Task task) {
    if (holdings.containsKey(task.getId())) {
      return false;
    }
    hold(task, unitsOf(task));
    return true;
  }

  /** As {@link #add}, for a task that gets {@code units}. */
  void hold(Task task, List<GenericResource> units) {
    holdings.put(task.getId(), new Holding(task, units));
    Resources held = reservations(task);
    heldNanoCpus += held.getNanoCpus();
    heldMemoryBytes += held.getMemoryBytes();
    generic.hold(units);
    hostPorts.add(task);
    countActive(task, 1);
  }

  /**
   * Takes note of a newer state of a counted task.
   *
   * @return whether it uses the node differently now
   */
  boolean refresh(Task newer) {
    Holding before = holdings.get(newer.getId());
    boolean sameUse = before.isSameUse(newer);
    if (sameUse && isActive(before.task()) == isActive(newer)) {
      holdings.put(newer.getId(), new Holding(newer, before.units()));
      return false;
    }
    remove(newer.getId());
    hold(newer, sameUse ? before.units() : unitsOf(newer));
    return true;
  }

  /**
   * Stops counting a task: gives back all it held.
   *
   * @return false if it was not counted
   */
  boolean remove(String taskId) {
    Holding gone = holdings.remove(taskId);
    if (gone == null) {
      return false;
    }
    Resources held = reservations(gone.task());
    heldNanoCpus -= held.getNanoCpus();
    heldMemoryBytes -= held.getMemoryBytes();
    generic.release(gone.units());
    hostPorts.remove(gone.task());
    countActive(gone.task(), -1);
    return true;
  }

  /** Records that {@code task} failed here; returns how many times its like did lately. */
  int recordFailure(Task task, Instant now) {
    return failures.add(task, now);
  }

  /** Adds failures that were recorded before; returns whether any was new. */
  boolean restoreFailures(List<Failure> recorded, Instant now) {
    return failures.restore(recorded, now);
  }

  /** The failures to be stored. */
  List<Failure> failuresToStore(Instant now) {
    return failures.toStore(now);
  }

  /** The oldest failure that counts. */
  Optional<Instant> oldestFailure(Instant now) {
    return failures.oldest(now);
  }

  /** Makes the node known, or takes note of its newer state. */
  void describe(Node newer) {
    node = newer;
    setDescribed(newer.getDescription().getResources());
  }

  /** Makes the node unknown. What its tasks use stays counted, for it may come back. */
  void forget() {
    node = null;
    setDescribed(Resources.getDefaultInstance());
    failures.clear();
  }

  private void setDescribed(Resources described) {
    describedNanoCpus = described.getNanoCpus();
    describedMemoryBytes = described.getMemoryBytes();
    generic.describe(described.getGenericList());
  }

  private List<GenericResource> unitsOf(Task task) {
    if (task.getAssignedGenericResourcesCount() > 0) {
      return task.getAssignedGenericResourcesList();
    }
    List<GenericResource> wanted = reservations(task).getGenericList();
    return generic.covers(wanted) ? generic.claim(wanted) : List.of();
  }

  private void countActive(Task task, int by) {
    if (isActive(task)) {
      activeTasks += by;
      activeByService.merge(
          task.getServiceId(), by, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
  }

  private static boolean isActive(Task task) {
    return task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  private static Resources reservations(Task task) {
    return task.getSpec().getResources().getReservations();
  }
}
