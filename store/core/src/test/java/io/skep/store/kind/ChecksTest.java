package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.api.Driver;
import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.api.Volume;
import io.skep.api.VolumeSpec;
import io.skep.store.ExtensionInUseException;
import io.skep.store.ImmutableExtensionException;
import io.skep.store.InvalidObjectException;
import io.skep.store.NameConflictException;
import io.skep.store.Table;
import io.skep.store.UnknownKindException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What tables check beyond ids, names and versions. */
class ChecksTest {
  static final List<Table<?>> WITHOUT_CHECKS =
      Kinds.ALL.stream()
          .filter(table -> !List.of(Kinds.EXTENSION, Kinds.RESOURCE, Kinds.VOLUME).contains(table))
          .toList();

  private static final Extension WEBSITE = Samples.named(Kinds.EXTENSION, "x1", "website");

  private static Resource resource(String kind) {
    return Resource.newBuilder().setId("r1").setKind(kind).build();
  }

  @Test
  void anExtensionCannotBeCalledLikeABuiltInKind() {
    // S-36, S-43
    var tx = new ShelvesTx();

    assertThatThrownBy(
            () -> Kinds.EXTENSION.checkCreate(tx, Samples.named(Kinds.EXTENSION, "x1", "node")))
        .isInstanceOf(NameConflictException.class)
        .hasMessage(
            "name conflicts with an existing object: extension/x1 cannot be named \"node\","
                + " which is the name of a built-in kind; choose another name");
    assertThatCode(
            () -> Kinds.EXTENSION.checkCreate(tx, Samples.named(Kinds.EXTENSION, "x1", "Node")))
        .doesNotThrowAnyException();
  }

  @Test
  void anExtensionNeverChanges() {
    // S-37
    assertThatThrownBy(() -> Kinds.EXTENSION.checkUpdate(new ShelvesTx(), WEBSITE))
        .isInstanceOf(ImmutableExtensionException.class)
        .hasMessageStartingWith("extensions are immutable");
  }

  @Test
  void anExtensionStaysWhileItHasResources() {
    // S-41, S-44
    var tx = new ShelvesTx().with(Kinds.RESOURCE, resource("Website"));
    assertThatCode(() -> Kinds.EXTENSION.checkDelete(tx, WEBSITE)).doesNotThrowAnyException();

    tx.with(Kinds.RESOURCE, resource("website").toBuilder().setId("r2").build());

    assertThatThrownBy(() -> Kinds.EXTENSION.checkDelete(tx, WEBSITE))
        .isInstanceOf(ExtensionInUseException.class)
        .hasMessageStartingWith(
            "cannot delete extension because objects of this type exist in the data store")
        .hasMessageContaining("resource/r2");
  }

  @Test
  void aResourceIsOfADeclaredKindAlsoAfterAnUpdate() {
    // S-38, S-39
    var tx = new ShelvesTx().with(Kinds.EXTENSION, WEBSITE);

    assertThatCode(() -> Kinds.RESOURCE.checkCreate(tx, resource("website")))
        .doesNotThrowAnyException();
    assertThatCode(() -> Kinds.RESOURCE.checkUpdate(tx, resource("website")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Kinds.RESOURCE.checkCreate(tx, resource("web")))
        .isInstanceOf(UnknownKindException.class)
        .hasMessageStartingWith("object kind is unregistered");
    assertThatThrownBy(() -> Kinds.RESOURCE.checkUpdate(tx, resource("web")))
        .isInstanceOf(UnknownKindException.class);
  }

  @Test
  void aResourceThatMayBeCreatedIsOneThatKeepsItsExtension() {
    // S-44: one way of comparing kinds, so that no resource can lose its extension.
    var tx = new ShelvesTx().with(Kinds.EXTENSION, WEBSITE);

    assertThatThrownBy(() -> Kinds.RESOURCE.checkCreate(tx, resource("WEBSITE")))
        .isInstanceOf(UnknownKindException.class);
  }

  @Test
  void aVolumeHasADriver() {
    // S-46
    Volume bare = Samples.named(Kinds.VOLUME, "v1", "data");
    var spec = VolumeSpec.newBuilder().setDriver(Driver.getDefaultInstance());

    assertThatThrownBy(() -> Kinds.VOLUME.validate(bare))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessage("missing value for index 'driver': volume/v1 was refused");
    assertThatCode(() -> Kinds.VOLUME.validate(bare.toBuilder().setSpec(spec).build()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @FieldSource("WITHOUT_CHECKS")
  @DisplayName("S-40: the other tables refer to nothing and check nothing of their own")
  <M extends Message> void theOtherTablesCheckNothing(Table<M> table) {
    M object = Samples.named(table, "id1", "node");
    var tx = new ShelvesTx();

    assertThatCode(
            () -> {
              table.checkCreate(tx, object);
              table.checkUpdate(tx, object);
              table.checkDelete(tx, object);
              table.validate(object);
            })
        .doesNotThrowAnyException();
  }
}
