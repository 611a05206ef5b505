package io.skep.controller.custom;

import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Tx;
import java.util.function.Function;

/**
 * A transaction that knows what objects are made of: specs, statuses, children and finalizers.
 *
 * <p>Spec and status are separate when it comes to conflicts: who writes a status does not care
 * that somebody edited the spec meanwhile, nor the other way round.
 */
public interface ObjectTx extends Tx {
  /** What {@code tx} can do and more; as long as {@code tx} is valid. */
  static ObjectTx over(Tx tx) {
    return tx instanceof ObjectTx known ? known : new ObjectWrites(tx);
  }

  /**
   * Reports what is. Writes nothing if that is reported already.
   *
   * @param object as it was read; of it only the id and the status generation count
   * @return the object as stored
   * @throws io.skep.store.VersionConflictException if another status was reported since
   * @throws io.skep.store.NotFoundException if the object is gone
   */
  <S, U, T extends Record & CustomObject<S, U>> T status(CustomKind<T> kind, T object, U status);

  /**
   * Asks for something else. Writes nothing if that is asked for already.
   *
   * @param object as it was read; of it only the id and the generation count
   * @return the object as stored
   * @throws io.skep.store.VersionConflictException if the spec was edited since
   * @throws io.skep.store.NotFoundException if the object is gone
   */
  <S, U, T extends Record & CustomObject<S, U>> T spec(CustomKind<T> kind, T object, S spec);

  /**
   * The children of {@code owner} in {@code kind}, told apart by {@code key}, which is pure and
   * which of a child never changes. An owner has one such set of a kind; see {@link
   * ChildSet#named}.
   */
  <K extends Comparable<? super K>, T> ChildSet<K, T> children(
      ObjectKey owner, Kind<T> kind, Function<? super T, ? extends K> key);

  /**
   * Makes sure that the object is not gone before {@code finalizer} is taken away. Nothing happens
   * if it has it, or is gone.
   *
   * @throws io.skep.store.InvalidObjectException if it is being deleted and has it not
   */
  void addFinalizer(CustomKind<?> kind, String id, String finalizer);

  /** Takes {@code finalizer} away. Nothing happens if the object has it not, or is gone. */
  void removeFinalizer(CustomKind<?> kind, String id, String finalizer);

  /** Lets the object belong to nobody. Nothing happens if it does, or is gone. */
  <T> void orphan(Kind<T> kind, String id);

  /**
   * Removes the object with {@code id}, as {@link Tx#delete} does, and with it what belongs to it
   * and goes {@linkplain Cascade#TRANSACTION in the same transaction}, as long as that is no more
   * than {@value Cascade#LIMIT} objects; the others are left to an {@code OwnerCleanup}.
   */
  @Override
  <T> T delete(Kind<T> kind, String id);
}
