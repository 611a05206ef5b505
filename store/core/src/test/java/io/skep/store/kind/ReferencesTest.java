package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.IndexEntry;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.SecretReference;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.VolumeAttachment;
import io.skep.store.ObjectKey;
import io.skep.store.Reference;
import io.skep.store.Table;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  private static final TaskSpec SPEC =
      TaskSpec.newBuilder()
          .setContainer(
              ContainerSpec.newBuilder()
                  .addSecrets(SecretReference.newBuilder().setSecretId("s"))
                  .addSecrets(SecretReference.newBuilder().setSecretId("s"))
                  .addConfigs(ConfigReference.newBuilder().setConfigId("c")))
          .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget("net"))
          .build();

  @Test
  @DisplayName("rt.X-9: what a task names, by every field, and who owns it")
  void whatATaskNames() {
    Task task =
        Task.newBuilder()
            .setServiceId("web")
            .setNodeId("n1")
            .setSpec(SPEC)
            .addVolumes(VolumeAttachment.newBuilder().setId("v"))
            .setAnnotations(
                Annotations.newBuilder()
                    .addIndices(entry("skep.owner", "site/a/b"))
                    .addIndices(entry("skep.owner", "nonsense"))
                    .addIndices(entry("skep.owner", "node/n1"))
                    .addIndices(entry("else", "node/n2")))
            .build();

    assertThat(keys(Kinds.TASK, task))
        .containsExactly(
            "service/web",
            "node/n1",
            "network/net",
            "secret/s",
            "config/c",
            "volume/v",
            "site/a/b");
    assertThat(Reference.of(Kinds.TASK, Task.getDefaultInstance())).isEmpty();
  }

  @Test
  @DisplayName("rt.X-9: what a service names")
  void whatAServiceNames() {
    Service.Builder service = Service.newBuilder();
    service.getSpecBuilder().setTask(SPEC);

    assertThat(keys(Kinds.SERVICE, service.build()))
        .containsExactly("network/net", "secret/s", "config/c");
  }

  @Test
  @DisplayName(
      "rt.X-9: every declared reference has an index of its table, and a kind for a target")
  void everyDeclaredReferenceHasAnIndexAndAKind() {
    List<String> kinds = Kinds.ALL.stream().map(Table::name).toList();
    for (Table<?> table : Kinds.ALL) {
      for (Reference<?> reference : table.references()) {
        assertThat(table.indexes().contains(reference.index())).as(reference.toString()).isTrue();
        assertThat(kinds).contains(reference.target());
      }
    }
  }

  private static <M extends Message> List<String> keys(Table<M> table, M object) {
    return Reference.of(table, object).stream().map(ObjectKey::toString).toList();
  }

  private static IndexEntry entry(String key, String value) {
    return IndexEntry.newBuilder().setKey(key).setVal(value).build();
  }
}
