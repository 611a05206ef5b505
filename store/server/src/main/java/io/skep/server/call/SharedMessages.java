package io.skep.server.call;

import com.google.protobuf.Message;
import io.skep.store.Commit;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * What many clients are told of the same commit, encoded once: clients that follow the same things
 * read the newest commits at nearly the same time. Kept are the newest, at most 256 of at most 16
 * KiB each; a client that is behind, or alone with its wishes, pays for its own. Any thread.
 */
public final class SharedMessages {
  private static final int KEPT = 256;
  private static final int LARGEST_BYTES = 16 << 10;

  private final AtomicReferenceArray<Shared> kept = new AtomicReferenceArray<>(KEPT);

  /**
   * {@code commit} as {@code view} shows it. It is not kept here: how long is for the change log to
   * say.
   */
  private record Shared(WeakReference<Commit> commit, Object view, GrpcMessage message) {
    @SuppressWarnings(
        "ReferenceEquality") // Equal ones are found elsewhere; to compare them costs more.
    boolean isOf(Commit other, Object otherView) {
      return commit.refersTo(other) && view.equals(otherView);
    }
  }

  /**
   * What is sent to clients that are shown {@code commit} in this way.
   *
   * @param commit as the store delivers it; the same object for all that want all of it
   * @param view equal for those that get equal messages for a commit
   * @param message makes the message; called in this call or not at all
   */
  GrpcMessage of(Commit commit, Object view, Supplier<? extends Message> message) {
    int place = (int) (commit.version().index() % KEPT);
    Shared found = kept.get(place);
    if (found != null && found.isOf(commit, view)) {
      return found.message();
    }
    byte[] bytes = message.get().toByteArray();
    var made = GrpcMessage.message("identity", Buffer.buffer(bytes));
    if (bytes.length <= LARGEST_BYTES) {
      kept.set(place, new Shared(new WeakReference<>(commit), view, made));
    }
    return made;
  }
}
