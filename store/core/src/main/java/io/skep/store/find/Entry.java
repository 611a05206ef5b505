package io.skep.store.find;

import io.skep.store.index.Keyed;

/**
 * An object as the map holds it that indexes belong to: under the {@link
 * io.skep.store.index.IndexKey#ofText bytes} of its id.
 *
 * @param <T> the objects
 */
public interface Entry<T> extends Keyed {
  /** The object, as it is indexed. */
  T object();
}
