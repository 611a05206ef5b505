package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.informer.Reader;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Reference;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an informer shows at one version: the objects and the indexes of its own. Immutable; any
 * thread.
 */
public final class View<T> implements Reader<T> {
  private final Lens<T> lens;
  private final Shown<T> objects;
  private final Lookups<T> lookups;

  private View(Lens<T> lens, Shown<T> objects, Lookups<T> lookups) {
    this.lens = lens;
    this.objects = objects;
    this.lookups = lookups;
  }

  /** The objects of {@code at}, without indexes. */
  public static <T> View<T> of(Lens<T> lens, ReadTx at) {
    return new View<>(
        lens, new StoreObjects<>(lens, at, Faults.NONE), Lookups.none(lens.kind(), List.of()));
  }

  /** What is to be built before this view can be read, if it needs objects of its own. */
  public Part<T> ownObjects() {
    return OwnObjects.none(lens, at());
  }

  @Override
  public ReadTx at() {
    return objects.at();
  }

  @Override
  public Reader<T> laidOver(List<Change<?>> changes, ReadTx newer) {
    List<Change<?>> own = changes.stream().filter(lens::concerns).toList();
    return after(transitions(own, newer), newer);
  }

  @Override
  public Version version() {
    return at().version();
  }

  @Override
  public Optional<T> get(String id) {
    return Optional.ofNullable(objects.get(IndexKey.ofText(id)));
  }

  @Override
  public List<T> list() {
    return objects.list();
  }

  @Override
  public int count() {
    return objects.count();
  }

  @Override
  public <V> List<T> by(Index<? super T, V> index, V value) {
    return by(index, By.equal(index, value));
  }

  @Override
  public <V> List<T> byAny(Index<? super T, V> index, List<? extends V> values) {
    List<By<T>> members = new ArrayList<>();
    values.forEach(value -> members.add(By.equal(index, value)));
    return by(index, By.or(members));
  }

  @Override
  public List<T> byPrefix(Index<? super T, String> index, String prefix) {
    return by(index, By.prefix(index, prefix));
  }

  @Override
  public <V> List<T> byRange(Index<? super T, V> index, V from, V to) {
    return by(index, By.range(index, from, to));
  }

  private List<T> by(Index<? super T, ?> index, By<T> by) {
    if (lookups.has(index)) {
      return findByLookups(by);
    }
    if (isOfKind(lens.kind(), index)) {
      return objects.find(by);
    }
    throw new IllegalArgumentException(
        "neither the informer of kind %s nor the kind has this %s; add it to the informer first"
            .formatted(lens.kind().name(), index));
  }

  /** Whether {@code index} is one that every snapshot has for the objects of {@code kind}. */
  public static boolean isOfKind(Kind<?> kind, Index<?, ?> index) {
    return kind instanceof Table<?> table
        && table.indexes().stream().anyMatch(declared -> declared == index);
  }

  /** Whether every snapshot has an index of that name for the objects of {@code kind}. */
  public static boolean hasIndexNamed(Kind<?> kind, String name) {
    return kind instanceof Table<?> table
        && table.indexes().stream().anyMatch(declared -> declared.name().equals(name));
  }

  private List<T> findByLookups(By<T> by) {
    List<T> found = new ArrayList<>();
    lookups.find(by, id -> found.add(objects.get(id)));
    return Collections.unmodifiableList(found);
  }

  @Override
  public List<T> find(By<T> by) {
    return lookups.isAskedBy(by) ? findByLookups(by) : objects.find(by);
  }

  @Override
  public Page<T> page(By<T> by, PageCursor from, int limit) {
    checkLimit(limit);
    return lookups.isAskedBy(by)
        ? lookups.page(by, from, limit, objects::get)
        : objects.page(by, from, limit);
  }

  @Override
  public List<T> referrers(Kind<?> kind, String id) {
    return objects.find(Reference.to(ObjectKey.of(kind, id), lens.kind()));
  }

  @Override
  public List<ObjectKey> references(String id) {
    return get(id).isEmpty() ? List.of() : references(lens.kind().table(), id);
  }

  private <M extends Message> List<ObjectKey> references(Table<M> table, String id) {
    return at().get(table, id).map(stored -> Reference.of(table, stored)).orElse(List.of());
  }

  @Override
  public List<T> page(String after, int limit) {
    checkLimit(limit);
    List<T> page = new ArrayList<>();
    Iterator<Transition<T>> walk = walk(after.isEmpty() ? "" : next(after));
    while (page.size() < limit && walk.hasNext()) {
      T object = walk.next().after();
      if (object != null) {
        page.add(object);
      }
    }
    return Collections.unmodifiableList(page);
  }

  private static void checkLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 but is " + limit);
    }
  }

  /** The least id after {@code id}. */
  public static String next(String id) {
    return id + '\u0000';
  }

  /**
   * The objects from id {@code from} on, by id, each as if it were new. A step is a bounded amount
   * of work and may come upon nothing.
   */
  public Iterator<Transition<T>> walk(String from) {
    return objects.walk(from);
  }

  /** Whether nothing is missing. */
  public boolean isWhole() {
    return objects.faults().isEmpty() && lookups.faults().isEmpty();
  }

  /** What is missing and why; empty if nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(objects.faults().problems(List.of(OwnObjects.PLACE)));
    problems.addAll(lookups.problems());
    return problems;
  }

  /**
   * What {@code changes}, which led from here to {@code newer}, mean for this view: the net change
   * of each object.
   */
  public List<Transition<T>> transitions(List<Change<?>> changes, ReadTx newer) {
    if (changes.size() == 1) {
      return List.of(Net.of(changes.get(0)).seen(this, newer));
    }
    Map<String, Net> byId = new LinkedHashMap<>();
    for (Change<?> change : changes) {
      Net net = Net.of(change);
      byId.merge(net.id(), net, Net::then);
    }
    List<Transition<T>> transitions = new ArrayList<>(byId.size());
    byId.values().forEach(net -> transitions.add(net.seen(this, newer)));
    return transitions;
  }

  /** This view after {@code changes}, which led to {@code newer}; perhaps none. */
  public View<T> after(List<Transition<T>> changes, ReadTx newer) {
    return new View<>(lens, objects.after(changes, newer), lookups.after(changes));
  }

  View<T> withObjects(Shown<T> others) {
    return new View<>(lens, others, lookups);
  }

  View<T> withLookups(Lookups<T> others) {
    return new View<>(lens, objects, others);
  }

  Lookups<T> lookups() {
    return lookups;
  }

  /** What a commit did to one object in all; null stands for absence. */
  private record Net(String id, Message before, Message after) {
    static <M extends Message> Net of(Change<M> change) {
      return new Net(
          IndexKey.ofText(change.table().id(change.object())),
          change.before().orElse(null),
          change.after().orElse(null));
    }

    Net then(Net next) {
      return new Net(id, before, next.after);
    }

    <T> Transition<T> seen(View<T> view, ReadTx newer) {
      return view.lens.change(id, view.objects.before(id, before), newer, after);
    }
  }
}
