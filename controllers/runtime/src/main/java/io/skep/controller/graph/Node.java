package io.skep.controller.graph;

import io.skep.controller.custom.ChildSet;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * One set of children in a {@link Graph}, with what it comes after and its conditions:
 *
 * <pre>{@code
 * Node.of("tasks", Kinds.TASK, Task::getSlot, WebsiteParts::tasks)
 *     .after("config")
 *     .readyWhen((tasks, at) -> tasks.stream().allMatch(WebsiteParts::isRunning))
 * }</pre>
 *
 * <p>All functions are called inside the transaction and are pure; what one of them throws makes
 * this node fail. They are asked for one owner at a time, and may be asked by any thread.
 * Immutable: each method returns a copy. A condition that is set twice is the second.
 *
 * @param <O> the owners
 * @param <K> what tells the children apart
 * @param <T> the children
 */
public final class Node<O, K extends Comparable<? super K>, T> {
  private final String name;
  private final Kind<T> kind;
  private final Function<? super T, ? extends K> key;
  private final Desired<? super O, ? extends T> desired;
  private final List<String> after;
  private final Conditions<O, T> conditions;

  private Node(
      String name,
      Kind<T> kind,
      Function<? super T, ? extends K> key,
      Desired<? super O, ? extends T> desired,
      List<String> after,
      Conditions<O, T> conditions) {
    this.name = name;
    this.kind = kind;
    this.key = key;
    this.desired = desired;
    this.after = after;
    this.conditions = conditions;
  }

  /**
   * A node that comes after nothing, is always wanted, and is ready once its children are as
   * desired.
   *
   * @param name unique in its graph. Children are marked with it, so a new name is a new set, and
   *     the children under the former one are left to the owner's deletion
   * @param kind of the children
   * @param key what tells the children apart; pure, and never changes of a child
   * @param desired the children that are to be there
   * @throws IllegalArgumentException if the name is empty
   */
  public static <O, K extends Comparable<? super K>, T> Node<O, K, T> of(
      String name,
      Kind<T> kind,
      Function<? super T, ? extends K> key,
      Desired<? super O, ? extends T> desired) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "a node has an empty name; its children are found by its name, so give it one");
    }
    return new Node<>(
        name,
        Objects.requireNonNull(kind, "kind"),
        Objects.requireNonNull(key, "key"),
        Objects.requireNonNull(desired, "desired"),
        List.of(),
        Conditions.none());
  }

  /**
   * Comes after these nodes too: its children are neither created nor changed before all of them
   * are ready, and are gone before any of them is deleted.
   */
  public Node<O, K, T> after(String... names) {
    Set<String> all = new LinkedHashSet<>(after);
    all.addAll(List.of(names));
    return new Node<>(name, kind, key, desired, List.copyOf(all), conditions);
  }

  /**
   * Is there at all only when {@code condition} holds (activation). As long as it does not, nothing
   * else of the node is asked, and its children and those of all that comes after it are deleted.
   * Asked before anything is written.
   */
  public Node<O, K, T> activeWhen(BiPredicate<? super O, ? super ReadTx> condition) {
    return with(conditions.withActive(condition));
  }

  /**
   * Has children only when {@code condition} holds (reconcile precondition). As long as it does
   * not, they are deleted, those of all that comes after this node before them. Asked before
   * anything is written, of every active node, also of one that waits for others.
   */
  public Node<O, K, T> wantedWhen(BiPredicate<? super O, ? super ReadTx> condition) {
    return with(conditions.withWanted(condition));
  }

  /**
   * Lets what comes after this node wait until {@code condition} holds (ready postcondition). What
   * there is of that already stays as it is.
   *
   * @param condition asked about the children that are desired, by key, as soon as they are as
   *     desired and none of them is being deleted
   */
  public Node<O, K, T> readyWhen(BiPredicate<? super List<T>, ? super ReadTx> condition) {
    return with(conditions.withReady(condition));
  }

  /**
   * Lets the deletion of what this node comes after wait until {@code condition} holds, in place of
   * until no children are left (delete postcondition).
   *
   * @param condition asked about the children that are left after their deletion, by key: those
   *     that have finalizers
   */
  public Node<O, K, T> goneWhen(BiPredicate<? super List<T>, ? super ReadTx> condition) {
    return with(conditions.withGone(condition));
  }

  private Node<O, K, T> with(Conditions<O, T> others) {
    return new Node<>(name, kind, key, desired, after, others);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The names of the nodes that this one comes after, each once, as given. */
  public List<String> after() {
    return after;
  }

  boolean isActive(O owner, ReadTx at) {
    return conditions.active().test(owner, at);
  }

  boolean isWanted(O owner, ReadTx at) {
    return conditions.wanted().test(owner, at);
  }

  /** Makes the children be as desired; whether they are ready then. */
  boolean become(ObjectTx tx, ObjectKey ownerKey, O owner) {
    List<T> wanted = List.copyOf(desired.children(owner, tx));
    ChildSet<K, T> children = children(tx, ownerKey);
    if (!children.become(wanted).leaving().isEmpty()) {
      return false;
    }
    Set<K> keys = new TreeSet<>();
    wanted.forEach(child -> keys.add(key.apply(child)));
    List<T> present =
        children.list().stream().filter(child -> keys.contains(key.apply(child))).toList();
    return conditions.ready().test(present, tx);
  }

  /** Deletes the children; whether that is enough for what this node comes after. */
  boolean remove(ObjectTx tx, ObjectKey ownerKey) {
    ChildSet<K, T> children = children(tx, ownerKey);
    children.become(List.of());
    return conditions.gone().test(children.list(), tx);
  }

  private ChildSet<K, T> children(ObjectTx tx, ObjectKey ownerKey) {
    ChildSet<K, T> unnamed = tx.children(ownerKey, kind, key);
    return unnamed.named(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
