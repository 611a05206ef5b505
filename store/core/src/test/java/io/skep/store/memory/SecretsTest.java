package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Meta;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.Version;
import io.skep.store.Interest;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever gets into a log by being printed: the data of a secret is not in it. */
class SecretsTest {
  private static final String DATA = "hunter2";

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = new MemoryStore(Fixtures.options(clock));

  @Test
  void aCommitNamesItsObjectsAndNoMore() {
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
    store.update(tx -> tx.create(Kinds.SECRET, secret("a", "name", 0)));
    store.update(tx -> tx.update(Kinds.SECRET, tx.get(Kinds.SECRET, "a").orElseThrow()));
    store.update(tx -> tx.delete(Kinds.SECRET, "a"));

    List<Next> all = Fixtures.drain(watcher);

    assertThat(all.toString())
        .contains("created secret/a (version 1)")
        .contains("updated secret/a (version 2)")
        .contains("deleted secret/a (version 2)")
        .doesNotContain(DATA);
  }

  @Test
  void anErrorNamesItsObjectsAndNoMore() {
    store.update(tx -> tx.create(Kinds.SECRET, secret("a", "name", 0)));

    assertSilent(tx -> tx.create(Kinds.SECRET, secret("a", "other", 0)));
    assertSilent(tx -> tx.create(Kinds.SECRET, secret("b", "name", 0)));
    assertSilent(tx -> tx.update(Kinds.SECRET, secret("a", "name", 7)));
    assertSilent(tx -> tx.update(Kinds.SECRET, secret("b", "other", 0)));
  }

  private void assertSilent(Consumer<Tx> body) {
    Throwable refused = store.update(body).cause();

    assertThat(refused).isInstanceOf(StoreException.class);
    assertThat(refused.toString()).doesNotContain(DATA);
  }

  private static Secret secret(String id, String name, long version) {
    return Secret.newBuilder()
        .setId(id)
        .setMeta(Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version)))
        .setSpec(
            SecretSpec.newBuilder()
                .setAnnotations(Fixtures.named(name))
                .setData(ByteString.copyFromUtf8(DATA)))
        .build();
  }
}
