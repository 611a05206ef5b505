package io.skep.store;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes that a watcher wants: of one kind, perhaps only some actions, of objects that meet all
 * its conditions.
 *
 * <pre>{@code
 * Specifier.of(Kinds.TASK).on(Action.CREATED).where(TaskKind.byNodeId("n1"))
 * }</pre>
 *
 * <p>Conditions look at the new object of a create or update and at the last one of a delete; so an
 * update by which an object ceases to meet them does not match, unless {@link #andLeaving} says
 * otherwise. Immutable.
 *
 * @param <T> the objects
 */
public final class Specifier<T> {
  /** What was done to an object. */
  public enum Action {
    /** It is new. */
    CREATED,
    /** It was replaced. */
    UPDATED,
    /** It was removed. */
    DELETED;

    private static Action of(Change<?> change) {
      if (change instanceof Change.Created<?>) {
        return CREATED;
      }
      return change instanceof Change.Deleted<?> ? DELETED : UPDATED;
    }
  }

  private final Kind<T> kind;
  private final Set<Action> actions;
  private final List<Predicate<Message>> conditions;

  /** Every change that this matches is found by one of these. */
  private final List<Route> routes;

  private final boolean leaving;

  private Specifier(
      Kind<T> kind,
      Set<Action> actions,
      List<Predicate<Message>> conditions,
      List<Route> routes,
      boolean leaving) {
    this.kind = kind;
    this.actions = actions;
    this.conditions = conditions;
    this.routes = routes;
    this.leaving = leaving;
  }

  /** All changes of objects of {@code kind}. */
  public static <T> Specifier<T> of(Kind<T> kind) {
    Set<Action> all = Collections.unmodifiableSet(EnumSet.allOf(Action.class));
    List<Predicate<Message>> owned =
        kind instanceof Table ? List.of() : List.of(kind::owns); // A table owns all it holds.
    return new Specifier<>(kind, all, owned, List.of(new Route.OfTable(kind.table())), false);
  }

  /** Of these changes, only those by {@code first} or {@code more}. */
  public Specifier<T> on(Action first, Action... more) {
    Set<Action> these = Collections.unmodifiableSet(EnumSet.of(first, more));
    return new Specifier<>(kind, these, conditions, routes, leaving);
  }

  /** Of these changes, only those of the object with {@code id}. */
  public Specifier<T> id(String id) {
    return idIn(kind.table(), id);
  }

  private <M extends Message> Specifier<T> idIn(Table<M> table, String id) {
    return with(
        table,
        new Selection<>(object -> table.id(object).equals(id), List.of(new Route.OfId(table, id))));
  }

  /**
   * Of these changes, only those of objects that {@link ReadTx#find} would find by {@code by}.
   *
   * @throws InvalidSelectorException if the kind cannot be asked so
   */
  public Specifier<T> where(By<T> by) {
    if (by == null) {
      throw new InvalidSelectorException(
          "null selects nothing of " + kind.name() + "; leave the condition out to watch all");
    }
    return where(kind.table(), by.inTableOf(kind));
  }

  private <M extends Message> Specifier<T> where(Table<M> table, By<?> by) {
    return with(table, Selection.of(table, by));
  }

  /** Of these changes, only those of objects that {@code condition}, which is pure, accepts. */
  public Specifier<T> matching(Predicate<? super T> condition) {
    Objects.requireNonNull(condition, "condition");
    return with(
        kind.table(), new Selection<>(object -> condition.test(kind.decode(object)), List.of()));
  }

  /**
   * Of these changes, only those of objects with exactly this {@linkplain Table#givenName given
   * name}, case included. ({@code where(By.name(name))} goes by what {@code find} compares.)
   *
   * @throws InvalidSelectorException if the kind is a view of a table
   */
  public Specifier<T> name(String name) {
    Objects.requireNonNull(name, "name");
    return givenName(kind.table(), name::equals);
  }

  /**
   * Of these changes, only those of objects whose {@linkplain Table#givenName given name} begins
   * with {@code prefix}, case included; none of objects without one.
   *
   * @throws InvalidSelectorException if the kind is a view of a table
   */
  public Specifier<T> namePrefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    return givenName(kind.table(), name -> name.startsWith(prefix));
  }

  private <M extends Message> Specifier<T> givenName(Table<M> table, Predicate<String> wanted) {
    if (!(kind instanceof Table)) {
      throw new InvalidSelectorException(
          "kind %s is a view of table %s, whose names are others; use where(By.name(...))"
              .formatted(kind.name(), table.name()));
    }
    return with(
        table,
        new Selection<>(object -> table.givenName(object).filter(wanted).isPresent(), List.of()));
  }

  /** Also updates of objects that met all conditions before, and do so no more. */
  public Specifier<T> andLeaving() {
    return new Specifier<>(kind, actions, conditions, routes, true);
  }

  private <M extends Message> Specifier<T> with(Table<M> table, Selection<M> more) {
    List<Predicate<Message>> all = new ArrayList<>(conditions);
    all.add(object -> more.test().test(table.type().cast(object)));
    boolean atHand = routes.get(0) instanceof Route.OfTable && !more.routes().isEmpty();
    return new Specifier<>(kind, actions, all, atHand ? more.routes() : routes, leaving);
  }

  /** The table in which these changes happen. */
  public Table<?> table() {
    return kind.table();
  }

  List<Route> routes() {
    return routes;
  }

  /** Whether this matches every change of its table. */
  boolean isUnconditional() {
    return conditions.isEmpty() && actions.size() == Action.values().length;
  }

  /** Whether this matches {@code change}. */
  boolean wants(Change<?> change) {
    if (change.table() != kind.table() || !actions.contains(Action.of(change))) {
      return false;
    }
    return meets(change.object())
        || (leaving && change instanceof Change.Updated<?> updated && meets(updated.old()));
  }

  private boolean meets(Message object) {
    for (Predicate<Message> condition : conditions) {
      if (!condition.test(object)) {
        return false;
      }
    }
    return true;
  }
}
