package io.skep.store.memory;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.Resource;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.List;
import java.util.Optional;

/** A table that SwarmKit does not know: books, with unique titles, found by their shelf. */
class BookTable implements Table<Resource> {
  static final BookTable BOOK = new BookTable("book");

  /** By shelf. */
  static final Index<Resource, String> SHELF =
      Index.of("shelf", book -> book.getPayload().getTypeUrl());

  private final String name;

  BookTable(String name) {
    this.name = name;
  }

  static Resource book(String id, String title, String shelf) {
    Resource.Builder book = Resource.newBuilder().setId(id);
    book.getAnnotationsBuilder().setName(title);
    book.getPayloadBuilder().setTypeUrl(shelf);
    return book.build();
  }

  /** A book with {@code bytes} of text. */
  static Resource longBook(String id, int bytes) {
    Resource.Builder book = book(id, id, "s").toBuilder();
    book.getPayloadBuilder().setValue(ByteString.copyFrom(new byte[bytes]));
    return book.build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Class<Resource> type() {
    return Resource.class;
  }

  @Override
  public Parser<Resource> parser() {
    return Resource.parser();
  }

  @Override
  public String id(Resource book) {
    return book.getId();
  }

  @Override
  public Meta meta(Resource book) {
    return book.getMeta();
  }

  @Override
  public Resource withMeta(Resource book, Meta meta) {
    return book.toBuilder().setMeta(meta).build();
  }

  @Override
  public Annotations annotations(Resource book) {
    return book.getAnnotations();
  }

  @Override
  public List<Index<Resource, ?>> indexes() {
    return List.of(
        Index.ofKeyed(
            Index.NAME,
            book -> book.getAnnotations().getName(),
            title -> IndexKey.ofText(CaseFolding.fold(title))),
        SHELF);
  }

  @Override
  public Optional<String> uniqueName(Resource book) {
    return Optional.of(CaseFolding.fold(book.getAnnotations().getName()));
  }

  @Override
  public void validate(Resource book) {
    if (!book.hasPayload()) {
      throw new InvalidObjectException(ObjectKey.of(this, book.getId()), "no shelf");
    }
  }
}
