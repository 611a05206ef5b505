package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import io.skep.store.index.Keyed;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The objects that a lens lets through, as it shows them, in a map of their own. */
record OwnObjects<T>(Lens<T> lens, ReadTx at, PersistentMap<Entry<T>> byId, Faults faults)
    implements Shown<T>, Part<T> {
  /** Where an object is missing that cannot be read. */
  static final String PLACE = "the informer";

  static <T> OwnObjects<T> none(Lens<T> lens, ReadTx at) {
    return new OwnObjects<>(lens, at, PersistentMap.empty(), Faults.NONE);
  }

  @Override
  public T get(String id) {
    Entry<T> entry = byId.get(id);
    return entry == null ? null : entry.object();
  }

  @Override
  public List<T> list() {
    List<T> list = new ArrayList<>(byId.size());
    byId.forEach(entry -> list.add(entry.object()));
    return Collections.unmodifiableList(list);
  }

  @Override
  public int count() {
    return byId.size();
  }

  @Override
  public List<T> find(By<T> by) {
    List<T> found = new ArrayList<>();
    lens.find(at, by).forEach(stored -> addShown(stored, found));
    return Collections.unmodifiableList(found);
  }

  private void addShown(T stored, List<T> found) {
    T object = get(IndexKey.ofText(lens.kind().id(stored)));
    if (object != null) {
      found.add(object);
    }
  }

  @Override
  public Page<T> page(By<T> by, PageCursor from, int limit) {
    Table<?> table = lens.kind().table();
    return lens.page(at, by, from, limit, stored -> get(IndexKey.ofText(Lens.idOf(table, stored))));
  }

  @Override
  public Iterator<Transition<T>> walk(String from) {
    Iterator<Entry<T>> entries = byId.from(IndexKey.ofText(from)).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Transition<T> next() {
        Entry<T> entry = entries.next();
        return new Transition<>(entry.key(), null, entry.object(), null);
      }
    };
  }

  @Override
  public T before(String id, Message stored) {
    return get(id);
  }

  @Override
  public OwnObjects<T> after(List<Transition<T>> changes) {
    return after(changes, at);
  }

  @Override
  public OwnObjects<T> after(List<Transition<T>> changes, ReadTx newer) {
    PersistentMap.Edit<Entry<T>> edit = byId.edit();
    for (Transition<T> change : changes) {
      if (change.after() != null) {
        edit.put(new Entry<>(change.id(), change.after()));
      } else {
        edit.remove(change.id());
      }
    }
    return new OwnObjects<>(lens, newer, edit.freeze(), faults.after(PLACE, changes));
  }

  @Override
  public View<T> in(View<T> view) {
    return view.withObjects(new OwnObjects<>(lens, view.at(), byId, faults));
  }

  /** An object under its id. */
  record Entry<T>(String key, T object) implements Keyed {}
}
