package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.ReadTx;
import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;

/**
 * The objects of a snapshot of the store: costs a pointer.
 *
 * <p>With a filter it only stands in until the view has a map of its own: it can be walked and
 * compared, but not be read otherwise.
 */
record StoreObjects<T>(Lens<T> lens, ReadTx at, Faults faults) implements Shown<T> {
  @Override
  public T get(String id) {
    return at.get(lens.kind(), IndexKey.toText(id)).orElse(null);
  }

  @Override
  public List<T> list() {
    return at.list(lens.kind());
  }

  @Override
  public int count() {
    return at.count(lens.kind());
  }

  @Override
  public List<T> find(By<T> by) {
    return at.find(lens.kind(), by);
  }

  @Override
  public Iterator<Transition<T>> walk(String from) {
    return lens.walk(at, from);
  }

  @Override
  public T before(String id, Message stored) {
    return stored == null ? null : lens.recall(at, stored);
  }

  @Override
  public StoreObjects<T> after(List<Transition<T>> changes, ReadTx newer) {
    return new StoreObjects<>(lens, newer, faults.after(OwnObjects.PLACE, changes));
  }
}
