package io.skep.store.kind;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Meta;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.index.IndexKey;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where a message keeps what all objects have.
 *
 * @param parser reads a message from its bytes
 * @param withMeta a copy with other meta
 */
record Fields<M extends Message>(
    Class<M> type,
    Parser<M> parser,
    Function<M, String> id,
    Function<M, Meta> meta,
    BiFunction<M, Meta, M> withMeta,
    Function<M, Annotations> annotations) {

  /** Where the annotations are: in the specification of what has one, but for tasks. */
  String annotationsPath() {
    String own = "annotations";
    return Internal.getDefaultInstance(type).getDescriptorForType().findFieldByName(own) == null
        ? "spec." + own
        : own;
  }

  /** The name that users gave. */
  String name(M object) {
    return annotations.apply(object).getName();
  }

  /** By name, whatever its case. */
  Index<M, String> byName() {
    return byName(this::name);
  }

  /** By a name that is kept elsewhere, whatever its case. */
  static <M> Index<M, String> byName(Function<M, String> name) {
    return Index.ofKeyed(Index.NAME, name, text -> IndexKey.ofText(CaseFolding.fold(text)));
  }

  /** By the entries that users chose, both parts of them exactly. */
  Index<M, IndexEntry> byCustom() {
    return Index.keyed(
        Index.CUSTOM,
        object -> annotations.apply(object).getIndicesList(),
        entry -> IndexKey.part(IndexKey.ofText(entry.getKey())) + IndexKey.ofText(entry.getVal()));
  }
}
