package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Kind;
import io.skep.store.Table;
import io.skep.store.find.Entry;
import io.skep.store.index.Dated;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One object as a root holds it: the message, its key, and what kinds of the user's made of it.
 *
 * <p>Immutable but for the decoded values, which are added as they are asked for. Any thread.
 *
 * @param <M> the message
 */
final class Stored<M extends Message> implements Entry<M>, Dated {
  private static final VarHandle DECODED;

  static {
    try {
      DECODED = MethodHandles.lookup().findVarHandle(Stored.class, "decoded", Decoded.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String key;
  private final M message;
  private final long since;

  /** The values decoded so far. A list, as several kinds may see one message; hardly ever two. */
  @SuppressWarnings("unused") // Read and written through DECODED.
  private Decoded<?> decoded;

  /** {@code message}, to be published in the root at position {@code since}. */
  Stored(String key, M message, long since) {
    this.key = key;
    this.message = message;
    this.since = since;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public long since() {
    return since;
  }

  M message() {
    return message;
  }

  @Override
  public M object() {
    return message;
  }

  /** Whether this is an object of {@code kind}, which is a kind of this object's table. */
  boolean is(Kind<?> kind) {
    return kind instanceof Table || kind.owns(message);
  }

  /** This object as {@code kind} sees it: the same instance at every call. */
  <T> T as(Kind<T> kind) {
    if (kind instanceof Table) {
      return kind.type().cast(message);
    }
    Decoded<?> known = (Decoded<?>) DECODED.getAcquire(this);
    T value = find(known, null, kind);
    if (value != null) {
      return value;
    }
    // Outside of any lock: the decoder is the user's, and readers wait for nobody. Of several
    // threads that come at once all decode and one wins.
    return keep(new Decoded<>(kind, kind.decode(message), known));
  }

  private <T> T keep(Decoded<T> made) {
    Decoded<T> candidate = made;
    while (true) {
      Decoded<?> seen =
          (Decoded<?>) DECODED.compareAndExchangeRelease(this, candidate.next, candidate);
      if (seen == candidate.next) {
        return candidate.value;
      }
      T value = find(seen, candidate.next, candidate.kind);
      if (value != null) {
        return value;
      }
      candidate = new Decoded<>(candidate.kind, candidate.value, seen);
    }
  }

  /** The value for {@code kind} from {@code first} on and before {@code end}, or null. */
  private static <T> T find(Decoded<?> first, Decoded<?> end, Kind<T> kind) {
    for (Decoded<?> at = first; at != end; at = at.next) {
      if (at.kind == kind) {
        return kind.type().cast(at.value);
      }
    }
    return null;
  }

  private static final class Decoded<T> {
    final Kind<T> kind;
    final T value;
    final Decoded<?> next;

    Decoded(Kind<T> kind, T value, Decoded<?> next) {
      this.kind = kind;
      this.value = value;
      this.next = next;
    }
  }
}
