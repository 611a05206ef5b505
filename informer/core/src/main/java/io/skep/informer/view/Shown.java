package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import java.util.Iterator;
import java.util.List;

/** The objects of a view. Immutable. */
sealed interface Shown<T> permits StoreObjects, OwnObjects {
  /** All objects of the store that this was taken from. */
  ReadTx at();

  /** The object with {@code id}, as bytes; null if there is none. */
  T get(String id);

  /** The objects, by id. */
  List<T> list();

  int count();

  List<T> find(By<T> by);

  Page<T> page(By<T> by, PageCursor from, int limit);

  /**
   * The objects from id {@code from} on; a step is a bounded amount of work, and may come upon
   * nothing.
   */
  Iterator<Transition<T>> walk(String from);

  /** The object that changed, as it is shown here; {@code stored} is how it was stored, or null. */
  T before(String id, Message stored);

  /** What is shown after {@code changes}, which led to {@code at}. */
  Shown<T> after(List<Transition<T>> changes, ReadTx at);

  Faults faults();
}
