package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;

/**
 * The objects of a snapshot of the store: costs a pointer. What cannot be decoded is left out.
 *
 * <p>For a view that needs a map of its own it only stands in until that is built: it can be
 * walked, but not be read otherwise.
 */
record StoreObjects<T>(Lens<T> lens, ReadTx at, Faults faults) implements Shown<T> {
  @Override
  public T get(String id) {
    return lens.get(at, IndexKey.toText(id));
  }

  @Override
  public List<T> list() {
    return find(By.all());
  }

  @Override
  public int count() {
    boolean allDecode = lens.kind() instanceof Table;
    return allDecode ? at.count(lens.kind()) : list().size();
  }

  @Override
  public List<T> find(By<T> by) {
    return lens.find(at, by);
  }

  @Override
  public Page<T> page(By<T> by, PageCursor from, int limit) {
    return lens.page(at, by, from, limit, stored -> lens.decoded(at, stored));
  }

  @Override
  public Iterator<Transition<T>> walk(String from) {
    return lens.walk(at, from);
  }

  @Override
  public T before(String id, Message stored) {
    // A view that will have a map of its own shows nothing yet, and transforms see nothing that is
    // gone.
    return stored == null || lens.needsOwnObjects() ? null : lens.recall(at, stored);
  }

  @Override
  public StoreObjects<T> after(List<Transition<T>> changes, ReadTx newer) {
    return new StoreObjects<>(lens, newer, faults.after(OwnObjects.PLACE, changes));
  }
}
