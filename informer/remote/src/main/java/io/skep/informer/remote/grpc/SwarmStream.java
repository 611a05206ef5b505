package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.api.HealthCheckRequest;
import io.skep.api.HealthCheckResponse;
import io.skep.api.HealthProto;
import io.skep.api.WatchMessage;
import io.skep.api.WatchProto;
import io.skep.informer.remote.Source.Receiver;
import io.skep.informer.remote.Source.Stream;
import io.skep.informer.remote.SourceException;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** One watch, and the lists that go with it. On the loop that opens it. */
final class SwarmStream implements Stream, Calls.Listener<WatchMessage> {
  private static final MethodDescriptor WATCH =
      WatchProto.getDescriptor().findServiceByName("Watch").findMethodByName("Watch");
  private static final MethodDescriptor HEALTH =
      HealthProto.getDescriptor().findServiceByName("Health").findMethodByName("Check");

  /** What managers answer, as UNKNOWN, if they cannot go on where a watch is to begin. */
  private static final List<String> COMPACTED =
      List.of("requested index is unavailable due to compaction", "versions are out of order");

  /** Watches are silent while nothing changes, so that the server is asked whether it lives. */
  private static final Duration BEAT = Duration.ofSeconds(10);

  /** One kind of a large cluster over a slow line. */
  private static final Duration LIST_LIMIT = Duration.ofMinutes(2);

  private final Calls calls;
  private final List<ListedKind<?, ?>> kinds;
  private final List<Table<?>> tables;
  private final Duration relist;
  private final Optional<ResumePoint> from;
  private final Receiver receiver;
  private final WatchedCommits commits;
  private final Loop loop = Loop.current().orElseThrow();

  private Runnable cancelWatch = () -> {};
  private Loop.Timer beat;
  private Loop.Timer nextListing;
  private boolean established;
  private boolean over;

  /** What is being listed; null if nothing is. */
  private Listing listing;

  SwarmStream(
      Calls calls,
      List<ListedKind<?, ?>> kinds,
      Duration relist,
      Optional<ResumePoint> from,
      Receiver receiver) {
    this.calls = calls;
    this.kinds = kinds;
    this.tables = kinds.stream().<Table<?>>map(ListedKind::table).toList();
    this.relist = relist;
    this.from = from;
    this.receiver = receiver;
    this.commits = new WatchedCommits(kinds);
  }

  void open() {
    cancelWatch = calls.line(WATCH, commits.request(from), WatchMessage.getDefaultInstance(), this);
  }

  @Override
  public void message(WatchMessage message) {
    if (over) {
      return;
    }
    if (!established) {
      established = true;
      establish();
    }
    if (message.getEventsCount() == 0) {
      return;
    }
    if (listing == null) {
      receiver.commit(commits.of(message));
    } else {
      listing.add(commits.of(message));
      receiver.heard();
    }
  }

  /** Everything that is committed from now on is told, or from the place that was asked for. */
  private void establish() {
    receiver.opened();
    beat = loop.after(BEAT, this::askForLife);
    if (from.isEmpty()) {
      list();
    } else {
      nextListing = loop.after(relist, this::list);
    }
  }

  private void list() {
    listing = new Listing(tables);
    listNext(kinds.iterator());
  }

  /** One after the other: each is then complete up to what the one before it knew. */
  private void listNext(Iterator<ListedKind<?, ?>> rest) {
    if (rest.hasNext()) {
      list(rest.next(), rest);
      return;
    }
    Listing complete = listing;
    listing = null;
    nextListing = loop.after(relist, this::list);
    receiver.snapshot(complete.folded());
  }

  private <M extends Message> void list(ListedKind<M, ?> kind, Iterator<ListedKind<?, ?>> rest) {
    kind.list(calls, LIST_LIMIT)
        .onSuccess(
            objects -> {
              if (!over) {
                receiver.heard();
                listing.add(kind.table(), objects);
                listNext(rest);
              }
            })
        .onFailure(failure -> end(Optional.of(failure)));
  }

  private void askForLife() {
    beat = loop.after(BEAT, this::askForLife);
    calls
        .callBeside(
            HEALTH,
            HealthCheckRequest.getDefaultInstance(),
            HealthCheckResponse.getDefaultInstance(),
            BEAT)
        .onSuccess(answer -> lives())
        .onFailure(
            failure -> {
              if (failure instanceof SourceException) {
                lives(); // Whoever refuses to answer, lives.
              }
            });
  }

  private void lives() {
    if (!over) {
      receiver.heard();
    }
  }

  @Override
  public void ended(Optional<Throwable> cause) {
    if (over) {
      return;
    }
    Optional<String> compacted = cause.flatMap(SwarmStream::compacted);
    if (compacted.isPresent()) {
      cancel();
      receiver.compacted(compacted.get());
    } else {
      end(cause);
    }
  }

  private static Optional<String> compacted(Throwable cause) {
    return cause instanceof SourceException answer
            && (answer.status().equals("OUT_OF_RANGE")
                || COMPACTED.stream().anyMatch(answer.getMessage()::contains))
        ? Optional.of(answer.getMessage())
        : Optional.empty();
  }

  private void end(Optional<Throwable> cause) {
    if (!over) {
      cancel();
      receiver.ended(cause);
    }
  }

  @Override
  public void cancel() {
    over = true;
    cancelWatch.run();
    if (beat != null) {
      beat.cancel();
    }
    if (nextListing != null) {
      nextListing.cancel();
    }
  }
}
