package io.skep.store.memory;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.skep.api.Meta;
import io.skep.api.wire.Times;
import io.skep.store.AlreadyExistsException;
import io.skep.store.Change;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.find.IndexFailure;
import io.skep.store.index.IndexKey;
import io.skep.store.index.Posting;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A transaction as its body sees it, or a fork: the rules of the store over a {@link Draft}.
 * Confined to the writer's thread; a fork's to one thread at a time.
 */
final class Transaction implements Tx, Reads {
  private final Draft draft;
  private final Supplies supplies;

  /** Null for any. */
  private final Thread thread;

  /** What all objects written here carry; made at the first write, shared by all. */
  private io.skep.api.Version stampVersion;

  private Timestamp stampTime;
  private Version version;
  private String historyId;
  private boolean moved;
  private boolean over;

  /** The first index that could not hold what is being written, or null. */
  private IndexFailure failure;

  /** A transaction on {@code base} that will make {@code version}. */
  Transaction(Root base, Version version, Supplies supplies) {
    this(base, version, supplies, Thread.currentThread());
  }

  /** The same for use by {@code thread} only, or by any, one at a time, if that is null. */
  Transaction(Root base, Version version, Supplies supplies, Thread thread) {
    this.thread = thread;
    this.draft = new Draft(base);
    this.version = version;
    this.historyId = base.historyId();
    this.supplies = supplies;
  }

  Draft draft() {
    return draft;
  }

  /** The version that this transaction will make. */
  Version made() {
    return version;
  }

  /** The history that this transaction goes on with. */
  @Override
  public String historyId() {
    return historyId;
  }

  /** Makes the transaction end at {@code newVersion} of {@code newHistory}, changes or none. */
  void moveTo(String newHistory, Version newVersion) {
    historyId = newHistory;
    version = newVersion;
    moved = true;
  }

  /** Whether there is anything to commit. */
  boolean hasEffect() {
    return moved || draft.size() > 0;
  }

  /** Whether anybody may have seen {@link #made}, even if all was undone. */
  boolean hasUsedVersion() {
    return stampVersion != null || hasEffect();
  }

  /** From now on every use fails. */
  void end() {
    over = true;
  }

  @Override
  public Version version() {
    return draft.base().version();
  }

  @Override
  public StoreTimers timers() {
    return draft.base().timers();
  }

  @Override
  public TableView<?> tableOf(Kind<?> kind) {
    checkUse();
    return draft.tableOf(kind);
  }

  @Override
  public String newId() {
    checkUse();
    return supplies.ids().next();
  }

  @Override
  public <T> T create(Kind<T> kind, T object) {
    return whole(() -> create(kind, kind.table(), object, Set.of()));
  }

  /** {@link #create(Kind, Object)}; the objects with the ids {@code pending} may have the name. */
  <M extends Message> void create(Table<M> table, M object, Set<String> pending) {
    create(table, table, object, pending);
  }

  private <T, M extends Message> T create(
      Kind<T> kind, Table<M> table, T object, Set<String> pending) {
    checkUse();
    M message = encoded(kind, table, null, object);
    String id = table.id(message);
    table.checkCreate(this, message);
    Optional<String> name = table.uniqueName(message);
    if (name.isPresent()) {
      checkName(table, name.get(), ObjectKey.of(kind, id), pending::contains);
    }
    if (draft.get(table, IndexKey.ofText(id)) != null) {
      throw new AlreadyExistsException(ObjectKey.of(kind, id));
    }
    table.validate(message);
    return put(kind, table, null, message);
  }

  @Override
  public <T> T update(Kind<T> kind, T object) {
    return whole(() -> update(kind, kind.table(), object, Set.of()));
  }

  /** {@link #update(Kind, Object)}; the objects with the ids {@code pending} may have the name. */
  <M extends Message> void update(Table<M> table, M object, Set<String> pending) {
    update(table, table, object, pending);
  }

  private <T, M extends Message> T update(
      Kind<T> kind, Table<M> table, T object, Set<String> pending) {
    checkUse();
    M message = encoded(kind, table, current(kind, table, object), object);
    String id = table.id(message);
    String self = IndexKey.ofText(id);
    table.checkUpdate(this, message);
    Optional<String> name = table.uniqueName(message);
    if (name.isPresent()) {
      checkName(
          table,
          name.get(),
          ObjectKey.of(kind, id),
          owner -> owner.equals(self) || pending.contains(owner));
    }
    Stored<M> before = existing(kind, table, id, self, "update");
    long expected = table.meta(message).getVersion().getIndex();
    long actual = table.meta(before.message()).getVersion().getIndex();
    if (expected != actual) {
      throw new VersionConflictException(
          ObjectKey.of(kind, id), new Version(expected), new Version(actual));
    }
    if (!table.survives(before.message(), message)) {
      draft.remove(table, before);
      return kind.decode(message);
    }
    table.validate(message);
    return put(kind, table, before, message);
  }

  /** What is stored in the place of {@code object}, for kinds that look at it; or null. */
  private <T> T current(Kind<T> kind, Table<?> table, T object) {
    if (kind == table) {
      return null;
    }
    Objects.requireNonNull(object, "object");
    Stored<?> stored = draft.get(table, IndexKey.ofText(kind.id(object)));
    return stored == null || !stored.is(kind) ? null : stored.as(kind);
  }

  @Override
  public <T> T delete(Kind<T> kind, String id) {
    return delete(kind, kind.table(), id);
  }

  private <T, M extends Message> T delete(Kind<T> kind, Table<M> table, String id) {
    checkUse();
    Stored<M> before = existing(kind, table, id, IndexKey.ofText(id), "delete");
    table.checkDelete(this, before.message());
    T removed = before.as(kind);
    Optional<M> remains = table.remains(before.message(), supplies.clock().instant());
    if (remains.isEmpty()) {
      draft.remove(table, before);
    } else if (remains.get() != before.message()) {
      put(kind, table, before, remains.get());
    }
    return removed;
  }

  /** Deletes an object that a plan has seen go, whatever the table would leave of it. */
  <M extends Message> void erase(Table<M> table, String id) {
    checkUse();
    Stored<M> before = existing(table, table, id, IndexKey.ofText(id), "delete");
    table.checkDelete(this, before.message());
    draft.remove(table, before);
  }

  @Override
  public void apply(List<Change<?>> changes) {
    checkUse();
    atomically(tx -> new PlannedChanges(this, changes).make());
  }

  /**
   * Runs {@code step}, which may make several changes or none: all of them stay if it throws
   * nothing, else none.
   */
  void atomically(Consumer<? super Tx> step) {
    whole(
        () -> {
          step.accept(this);
          return null;
        });
  }

  private <R> R whole(Supplier<R> step) {
    int start = draft.size();
    boolean done = false;
    try {
      R result = step.get();
      done = true;
      return result;
    } finally {
      if (!done) {
        draft.rollBackTo(start);
      }
    }
  }

  private void checkUse() {
    if (over) {
      throw new IllegalStateException(
          "this transaction is over: use it only inside the body that it was handed to");
    }
    if (thread != null && thread != Thread.currentThread()) {
      throw new IllegalStateException(
          "this transaction belongs to %s, not to %s: use it only on the thread that runs its body"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
  }

  private <T, M extends Message> M encoded(Kind<T> kind, Table<M> table, T before, T object) {
    T admitted = kind.admit(this, before, Objects.requireNonNull(object, "object"));
    return table.type().cast(kind.encode(admitted));
  }

  /** The object with {@code id}, which is kept under {@code key}. */
  private <M extends Message> Stored<M> existing(
      Kind<?> kind, Table<M> table, String id, String key, String operation) {
    Stored<M> stored = draft.get(table, key);
    if (stored == null || !stored.is(kind)) {
      throw new NotFoundException(ObjectKey.of(kind, id), operation);
    }
    return stored;
  }

  /** Refuses a {@code name} that another has, whose id is not one of {@code others}. */
  private <M extends Message> void checkName(
      Table<M> table, String name, ObjectKey key, Predicate<String> others) {
    TableView<M> view = draft.viewOf(table);
    Posting owners = view.indexes().ids(Index.NAME, IndexKey.ofText(name));
    if (owners != null) {
      owners.forEach(
          owner -> {
            if (!others.test(owner)) {
              String id = table.id(view.objects().get(owner).message());
              throw new NameConflictException(key, name, ObjectKey.of(table, id).toString());
            }
          });
    }
  }

  private <T, M extends Message> T put(Kind<T> kind, Table<M> table, Stored<M> before, M message) {
    M stamped = table.withMeta(message, stamp(table.meta(message)));
    int start = draft.size();
    failure = null;
    Stored<M> stored = draft.put(table, before, stamped, this::note);
    try {
      if (failure != null) {
        throw refused(ObjectKey.of(kind, table.id(message)), failure);
      }
      if (before != null) {
        // The change log asks once this is replaced in turn; it is remembered, and costs less now,
        // while all of the object is in the cache.
        int unused = stamped.getSerializedSize();
      }
      return stored.as(kind);
    } catch (RuntimeException e) {
      draft.rollBackTo(start);
      throw e;
    }
  }

  private void note(IndexFailure found) {
    failure = failure == null ? found : failure;
  }

  private static RuntimeException refused(ObjectKey key, IndexFailure failure) {
    return failure.cause() instanceof io.skep.store.StoreException known
        ? known
        : new InvalidObjectException(
            key, "no value for index \"" + failure.index().name() + "\"", failure.cause());
  }

  private Meta stamp(Meta meta) {
    if (stampVersion == null) {
      stampVersion = io.skep.api.Version.newBuilder().setIndex(version.index()).build();
      stampTime = Times.timestamp(supplies.clock().instant());
    }
    Meta.Builder stamped = meta.toBuilder().setVersion(stampVersion).setUpdatedAt(stampTime);
    if (!meta.hasCreatedAt()) {
      stamped.setCreatedAt(stampTime);
    }
    return stamped.build();
  }
}
