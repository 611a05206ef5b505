package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.CreateConfigRequest;
import io.skep.api.CreateConfigResponse;
import io.skep.api.CreateSecretRequest;
import io.skep.api.CreateSecretResponse;
import io.skep.api.GetConfigRequest;
import io.skep.api.GetConfigResponse;
import io.skep.api.GetSecretRequest;
import io.skep.api.GetSecretResponse;
import io.skep.api.ListConfigsRequest;
import io.skep.api.ListConfigsResponse;
import io.skep.api.ListSecretsRequest;
import io.skep.api.ListSecretsResponse;
import io.skep.api.RemoveConfigRequest;
import io.skep.api.RemoveConfigResponse;
import io.skep.api.RemoveSecretRequest;
import io.skep.api.RemoveSecretResponse;
import io.skep.api.Secret;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateConfigRequest;
import io.skep.api.UpdateConfigResponse;
import io.skep.api.UpdateSecretRequest;
import io.skep.api.UpdateSecretResponse;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets and configs. */
class FilesControlTest {
  private static final ByteString DATA = ByteString.copyFromUtf8("topsecret");

  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-8, api.C-46, api.C-47
  void theDataOfASecretIsInNoAnswerAndThatOfAConfigIs() {
    Secret secret = createSecret("s");
    Config config = createConfig("c");

    assertThat(secret.toString()).doesNotContain("topsecret");
    assertThat(getSecret(secret.getId())).isEqualTo(secret);
    assertThat(listSecrets(it -> {})).containsExactly(secret);
    assertThat(stored(secret).getSpec().getData()).isEqualTo(DATA);
    assertThat(config.getSpec().getData()).isEqualTo(DATA);
    assertThat(getConfig(config.getId())).isEqualTo(config);
    assertThat(rig.refused("GetSecret", GetSecretRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("secret ID must be provided"));
    assertThat(rig.refused("GetConfig", GetConfigRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("config ID must be provided"));
    assertThat(rig.refused("GetSecret", GetSecretRequest.newBuilder().setSecretId("x").build()))
        .isEqualTo(Refusal.notFound("secret x not found"));
    assertThat(rig.refused("GetConfig", GetConfigRequest.newBuilder().setConfigId("x").build()))
        .isEqualTo(Refusal.notFound("config x not found"));
  }

  @Test // api.C-46
  void dataHasItsLimits() {
    String secrets = "secret data must be larger than 0 and less than 512000 bytes";
    String configs = "config data must be larger than 0 and less than 1024000 bytes";

    assertThat(refusedSecret("s", 0)).isEqualTo(Refusal.invalid(secrets));
    assertThat(refusedSecret("s", 512_000)).isEqualTo(Refusal.invalid(secrets));
    assertThat(refusedConfig("c", 0)).isEqualTo(Refusal.invalid(configs));
    assertThat(refusedConfig("c", 1_024_000)).isEqualTo(Refusal.invalid(configs));
    assertThat(rig.refused("CreateSecret", CreateSecretRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    rig.control("CreateSecret", secret("s", 511_999), CreateSecretResponse.getDefaultInstance());
    rig.control("CreateConfig", config("c", 1_023_999), CreateConfigResponse.getDefaultInstance());
  }

  @Test // api.C-46
  void aSecretOfADriverNeedsThatDriver() {
    CreateSecretRequest.Builder driven = secret("s", 0).toBuilder();
    driven.getSpecBuilder().getDriverBuilder();
    assertThat(rig.refused("CreateSecret", driven.build()))
        .isEqualTo(Refusal.invalid("secret driver must have a name"));
    driven.getSpecBuilder().getDriverBuilder().setName("vault");
    assertThat(rig.refused("CreateSecret", driven.build()).status()).isEqualTo(GrpcStatus.UNKNOWN);
  }

  @ParameterizedTest // api.A-4
  @ValueSource(
      strings = {
        "-a",
        "a.",
        "a b",
        "a/b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void badNames(String name) {
    Refusal refusal =
        Refusal.invalid(
            "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end"
                + " character must be [a-zA-Z0-9]");

    assertThat(refusedSecret(name, 1)).isEqualTo(refusal);
    assertThat(refusedConfig(name, 1)).isEqualTo(refusal);
  }

  @Test // api.A-4, api.C-46
  void namesAreGivenAndTaken() {
    createSecret("a.b-c_d");
    createConfig("a".repeat(64));

    assertThat(refusedSecret("", 1)).isEqualTo(Refusal.invalid("name must be provided"));
    assertThat(refusedSecret("A.b-c_d", 1))
        .isEqualTo(Refusal.exists("secret A.b-c_d already exists"));
    assertThat(refusedConfig("a".repeat(64), 1))
        .isEqualTo(Refusal.exists("config " + "a".repeat(64) + " already exists"));
  }

  @Test // api.A-6, api.A-7, api.C-47
  void namesAndPrefixesAreAlternativesWhateverTheirCase() {
    createSecret("web.key");
    createSecret("web.cert");
    Secret db = createSecret("db.key");
    rig.write(
        tx -> {
          Secret.Builder hidden = Secret.newBuilder().setId("hidden").setInternal(true);
          hidden.getSpecBuilder().getAnnotationsBuilder().setName("web.hidden");
          return tx.create(Kinds.SECRET, hidden.build());
        });

    assertThat(secretNames(it -> it.addNames("DB.KEY").addNamePrefixes("web.")))
        .containsExactly("db.key", "web.cert", "web.key");
    assertThat(secretNames(it -> it.addNames("db.key").addIdPrefixes(db.getId())))
        .containsExactly("db.key");
    assertThat(secretNames(it -> it.putLabels("a", ""))).isEmpty();
    assertThat(secretNames(it -> {})).hasSize(3);
    assertThat(getSecret("hidden").getInternal()).isTrue();
  }

  @Test // api.A-5, api.A-6
  void labelsMustHoldBesides() {
    CreateConfigRequest.Builder labelled = config("a", 1).toBuilder();
    labelled.getSpecBuilder().getAnnotationsBuilder().putLabels("tier", "front");
    rig.control("CreateConfig", labelled.build(), CreateConfigResponse.getDefaultInstance());
    createConfig("b");

    assertThat(configNames(it -> it.addNamePrefixes("").putLabels("tier", "front")))
        .containsExactly("a");
    assertThat(configNames(it -> it.addNames("b").putLabels("tier", ""))).isEmpty();
  }

  @Test // api.A-3, api.C-48
  void onlyLabelsCanChange() {
    Secret secret = createSecret("s");
    UpdateSecretRequest.Builder update =
        UpdateSecretRequest.newBuilder()
            .setSecretId(secret.getId())
            .setSecretVersion(secret.getMeta().getVersion())
            .setSpec(secret.getSpec());
    update.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b");
    UpdateSecretRequest.Builder renamed = update.clone();
    renamed.getSpecBuilder().getAnnotationsBuilder().setName("t");
    UpdateSecretRequest.Builder rewritten = update.clone();
    rewritten.getSpecBuilder().setData(ByteString.copyFromUtf8("other"));

    Refusal onlyLabels = Refusal.invalid("only updates to Labels are allowed");
    assertThat(rig.refused("UpdateSecret", renamed.build())).isEqualTo(onlyLabels);
    assertThat(rig.refused("UpdateSecret", rewritten.build())).isEqualTo(onlyLabels);
    assertThat(rig.refused("UpdateSecret", update.clone().clearSpec().build()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("UpdateSecret", update.clone().clearSecretVersion().build()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("UpdateSecret", update.clone().setSecretId("x").build()))
        .isEqualTo(Refusal.notFound("secret x not found"));
    Secret updated =
        rig.control("UpdateSecret", update.build(), UpdateSecretResponse.getDefaultInstance())
            .getSecret();
    assertThat(updated.getSpec().getAnnotations().getLabelsMap()).containsEntry("a", "b");
    assertThat(updated.getSpec().getData()).isEqualTo(ByteString.EMPTY);
    assertThat(stored(updated).getSpec().getData()).isEqualTo(DATA);
    assertThat(rig.refused("UpdateSecret", update.build()))
        .isEqualTo(Refusal.unknown("update out of sequence"));
  }

  @Test // api.C-48
  void ofAConfigTooAndTheSameDataMayBeSent() {
    Config config = createConfig("c");
    UpdateConfigRequest.Builder update =
        UpdateConfigRequest.newBuilder()
            .setConfigId(config.getId())
            .setConfigVersion(config.getMeta().getVersion())
            .setSpec(config.getSpec());
    UpdateConfigRequest.Builder rewritten = update.clone();
    rewritten.getSpecBuilder().setData(ByteString.copyFromUtf8("other"));

    assertThat(rig.refused("UpdateConfig", rewritten.build()))
        .isEqualTo(Refusal.invalid("only updates to Labels are allowed"));
    assertThat(
            rig.control("UpdateConfig", update.build(), UpdateConfigResponse.getDefaultInstance())
                .getConfig()
                .getSpec())
        .isEqualTo(config.getSpec());
  }

  @Test // api.A-8, api.C-49
  void whatServicesUseStays() {
    Secret secret = createSecret("s");
    Config config = createConfig("c");
    service("1", "web", it -> use(it, secret));
    service("2", "api", it -> use(it, secret));
    service("3", "db", it -> use(it, config));
    RemoveSecretRequest removeSecret =
        RemoveSecretRequest.newBuilder().setSecretId(secret.getId()).build();
    RemoveConfigRequest removeConfig =
        RemoveConfigRequest.newBuilder().setConfigId(config.getId()).build();

    assertThat(rig.refused("RemoveSecret", removeSecret))
        .isEqualTo(Refusal.invalid("secret 's' is in use by the following services: web, api"));
    assertThat(rig.refused("RemoveConfig", removeConfig))
        .isEqualTo(Refusal.invalid("config 'c' is in use by the following service: db"));
    for (String id : List.of("1", "2", "3")) {
      rig.write(tx -> tx.delete(Kinds.SERVICE, id));
    }
    rig.control("RemoveSecret", removeSecret, RemoveSecretResponse.getDefaultInstance());
    rig.control("RemoveConfig", removeConfig, RemoveConfigResponse.getDefaultInstance());
    assertThat(rig.refused("RemoveSecret", removeSecret))
        .isEqualTo(Refusal.notFound("could not find secret " + secret.getId()));
    assertThat(rig.refused("RemoveConfig", removeConfig))
        .isEqualTo(Refusal.notFound("could not find config " + config.getId()));
    assertThat(rig.refused("RemoveSecret", RemoveSecretRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("secret ID must be provided"));
  }

  private void service(String id, String name, Consumer<ServiceSpec.Builder> otherwise) {
    Service service = Service.newBuilder().setId(id).setSpec(service(name, otherwise)).build();
    rig.write(tx -> tx.create(Kinds.SERVICE, service));
  }

  private static ServiceSpec service(String name, Consumer<ServiceSpec.Builder> otherwise) {
    return io.skep.server.Specs.service(name, otherwise);
  }

  private static void use(ServiceSpec.Builder spec, Secret secret) {
    spec.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId(secret.getId());
  }

  private static void use(ServiceSpec.Builder spec, Config config) {
    spec.getTaskBuilder().getContainerBuilder().addConfigsBuilder().setConfigId(config.getId());
  }

  private Secret stored(Secret secret) {
    return rig.store().view().get(Kinds.SECRET, secret.getId()).get();
  }

  private Secret createSecret(String name) {
    CreateSecretRequest.Builder request = secret(name, 1).toBuilder();
    request.getSpecBuilder().setData(DATA);
    return rig.control("CreateSecret", request.build(), CreateSecretResponse.getDefaultInstance())
        .getSecret();
  }

  private Config createConfig(String name) {
    CreateConfigRequest.Builder request = config(name, 1).toBuilder();
    request.getSpecBuilder().setData(DATA);
    return rig.control("CreateConfig", request.build(), CreateConfigResponse.getDefaultInstance())
        .getConfig();
  }

  private Secret getSecret(String id) {
    return rig.control(
            "GetSecret",
            GetSecretRequest.newBuilder().setSecretId(id).build(),
            GetSecretResponse.getDefaultInstance())
        .getSecret();
  }

  private Config getConfig(String id) {
    return rig.control(
            "GetConfig",
            GetConfigRequest.newBuilder().setConfigId(id).build(),
            GetConfigResponse.getDefaultInstance())
        .getConfig();
  }

  private List<Secret> listSecrets(Consumer<ListSecretsRequest.Filters.Builder> filters) {
    ListSecretsRequest.Builder request = ListSecretsRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig.control("ListSecrets", request.build(), ListSecretsResponse.getDefaultInstance())
        .getSecretsList();
  }

  private List<String> secretNames(Consumer<ListSecretsRequest.Filters.Builder> filters) {
    return listSecrets(filters).stream().map(s -> s.getSpec().getAnnotations().getName()).toList();
  }

  private List<String> configNames(Consumer<ListConfigsRequest.Filters.Builder> filters) {
    ListConfigsRequest.Builder request = ListConfigsRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig
        .control("ListConfigs", request.build(), ListConfigsResponse.getDefaultInstance())
        .getConfigsList()
        .stream()
        .map(c -> c.getSpec().getAnnotations().getName())
        .toList();
  }

  private Refusal refusedSecret(String name, int bytes) {
    return rig.refused("CreateSecret", secret(name, bytes));
  }

  private Refusal refusedConfig(String name, int bytes) {
    return rig.refused("CreateConfig", config(name, bytes));
  }

  private static CreateSecretRequest secret(String name, int bytes) {
    CreateSecretRequest.Builder request = CreateSecretRequest.newBuilder();
    request.getSpecBuilder().setData(ByteString.copyFrom(new byte[bytes]));
    request.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return request.build();
  }

  private static CreateConfigRequest config(String name, int bytes) {
    CreateConfigRequest.Builder request = CreateConfigRequest.newBuilder();
    request.getSpecBuilder().setData(ByteString.copyFrom(new byte[bytes]));
    request.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return request.build();
  }
}
