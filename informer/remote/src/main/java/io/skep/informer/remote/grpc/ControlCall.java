package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.skep.api.ControlProto;
import io.skep.api.Volume;
import io.skep.informer.remote.Written;
import io.skep.store.Change;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One change as a call of Control. Control names all of them alike: of a kind Thing there may be
 * CreateThing(spec), UpdateThing(thing_id, thing_version, spec) and RemoveThing(thing_id), of which
 * the first two answer with the thing. Immutable.
 */
record ControlCall<M extends Message>(MethodDescriptor method, Message request, Change<M> change) {
  private static final ServiceDescriptor CONTROL =
      ControlProto.getDescriptor().findServiceByName("Control");

  /** The fields of an object that a call writes, or sets anyhow. */
  private static final Set<String> WRITABLE = Set.of("id", "meta", "spec");

  /**
   * The call that makes {@code changes}.
   *
   * @throws UnsupportedOperationException saying which object there is no call for, and why
   */
  static ControlCall<?> of(List<Change<?>> changes) {
    if (changes.size() != 1) {
      throw new UnsupportedOperationException(
          "a manager of Docker Swarm takes one object a transaction, and this one has %d: %s; write each in a transaction of its own"
              .formatted(changes.size(), changes.stream().limit(5).toList()));
    }
    return of(changes.get(0));
  }

  private static <M extends Message> ControlCall<M> of(Change<M> change) {
    if (change instanceof Change.Created<M> created) {
      return create(created);
    }
    if (change instanceof Change.Updated<M> updated) {
      return update(updated);
    }
    return remove(change);
  }

  private static <M extends Message> ControlCall<M> create(Change.Created<M> created) {
    M object = created.object();
    MethodDescriptor method = method("Create", created);
    checkOnlySpec(created, object.getDefaultInstanceForType(), object);
    return new ControlCall<>(
        method, request(method).setField(input(method, "spec"), spec(object)).build(), created);
  }

  private static <M extends Message> ControlCall<M> update(Change.Updated<M> updated) {
    MethodDescriptor method = method("Update", updated);
    checkOnlySpec(updated, updated.old(), updated.object());
    String name = updated.table().name();
    Message request =
        request(method)
            .setField(input(method, name + "_id"), updated.key().id())
            .setField(
                input(method, name + "_version"), updated.table().meta(updated.old()).getVersion())
            .setField(input(method, "spec"), spec(updated.object()))
            .build();
    return new ControlCall<>(method, request, updated);
  }

  private static <M extends Message> ControlCall<M> remove(Change<M> removed) {
    MethodDescriptor method = method("Remove", removed);
    Message request =
        request(method)
            .setField(input(method, removed.table().name() + "_id"), removed.key().id())
            .build();
    return new ControlCall<>(method, request, removed);
  }

  private static MethodDescriptor method(String verb, Change<?> change) {
    String kind = change.table().name();
    String thing = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    return Optional.ofNullable(CONTROL.findMethodByName(verb + thing))
        .filter(method -> ListedKind.ALL.stream().anyMatch(k -> k.table().equals(change.table())))
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "%s cannot be made: SwarmKit's Control has no call %s%s"
                        .formatted(change, verb, thing)));
  }

  /** Refuses a change of what the manager alone writes. */
  private static void checkOnlySpec(Change<?> change, Message before, Message after) {
    Map<FieldDescriptor, Object> was = before.getAllFields();
    Map<FieldDescriptor, Object> is = after.getAllFields();
    Set<FieldDescriptor> fields = new TreeSet<>(was.keySet());
    fields.addAll(is.keySet());
    List<String> others =
        fields.stream()
            .filter(field -> !Objects.equals(was.get(field), is.get(field)))
            .map(FieldDescriptor::getName)
            .filter(field -> !WRITABLE.contains(field))
            .toList();
    if (!others.isEmpty()) {
      throw new UnsupportedOperationException(
          "%s cannot be made: it writes %s, and SwarmKit's Control writes only the spec of a %s"
              .formatted(change, others, change.table().name()));
    }
  }

  private static Message spec(Message object) {
    return (Message) object.getField(object.getDescriptorForType().findFieldByName("spec"));
  }

  private static DynamicMessage.Builder request(MethodDescriptor method) {
    return DynamicMessage.newBuilder(method.getInputType());
  }

  private static FieldDescriptor input(MethodDescriptor method, String name) {
    return method.getInputType().findFieldByName(name);
  }

  /** What an answer is read by. */
  DynamicMessage answer() {
    return DynamicMessage.getDefaultInstance(method.getOutputType());
  }

  /** What {@code answer} says: the new object, unless it was removed. */
  Written written(DynamicMessage answer) {
    Table<M> table = change.table();
    if (change instanceof Change.Deleted<M>) {
      return new Written.Unnumbered(change.toString(), at -> isRemoved(at, change.key().id()));
    }
    Descriptor output = method.getOutputType();
    var object = (Message) answer.getField(output.findFieldByName(table.name()));
    M made = typed(object);
    long version = table.meta(made).getVersion().getIndex();
    return new Written.Unnumbered(
        change.toString(),
        at ->
            at.get(table, table.id(made))
                .filter(shown -> table.meta(shown).getVersion().getIndex() >= version)
                .isPresent());
  }

  private M typed(Message object) {
    try {
      return change.table().parser().parseFrom(object.toByteString());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException("an object that was read already cannot be read", e);
    }
  }

  /** A volume is only marked, and goes when no node has it any more. */
  private boolean isRemoved(ReadTx at, String id) {
    return at.get(change.table(), id)
        .map(left -> left instanceof Volume volume && volume.getPendingDelete())
        .orElse(true);
  }
}
