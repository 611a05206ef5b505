package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.skep.api.CreateExtensionRequest;
import io.skep.api.CreateExtensionResponse;
import io.skep.api.CreateResourceRequest;
import io.skep.api.CreateResourceResponse;
import io.skep.api.Extension;
import io.skep.api.GetExtensionRequest;
import io.skep.api.GetExtensionResponse;
import io.skep.api.GetResourceRequest;
import io.skep.api.GetResourceResponse;
import io.skep.api.ListResourcesRequest;
import io.skep.api.ListResourcesResponse;
import io.skep.api.RemoveExtensionRequest;
import io.skep.api.RemoveExtensionResponse;
import io.skep.api.RemoveResourceRequest;
import io.skep.api.RemoveResourceResponse;
import io.skep.api.Resource;
import io.skep.api.UpdateResourceRequest;
import io.skep.api.UpdateResourceResponse;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resources, and the extensions that declare their kinds. */
class ResourceControlTest {
  private static final Any PAYLOAD =
      Any.newBuilder().setTypeUrl("no.slash").setValue(ByteString.copyFromUtf8("v")).build();

  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-8, api.C-55, api.C-56
  void anExtensionHasANameOfItsOwn() {
    Extension extension = extension("backups");

    assertThat(
            rig.control(
                    "GetExtension",
                    GetExtensionRequest.newBuilder().setExtensionId(extension.getId()).build(),
                    GetExtensionResponse.getDefaultInstance())
                .getExtension())
        .isEqualTo(extension);
    assertThat(rig.refused("CreateExtension", CreateExtensionRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("extension name must be provided"));
    assertThat(rig.refused("CreateExtension", named("backups")))
        .isEqualTo(Refusal.exists("extension backups already exists"));
    assertThat(rig.refused("CreateExtension", named("service")))
        .isEqualTo(Refusal.exists("extension service already exists"));
    assertThat(rig.refused("GetExtension", GetExtensionRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("extension ID must be provided"));
    assertThat(
            rig.refused(
                "GetExtension", GetExtensionRequest.newBuilder().setExtensionId("x").build()))
        .isEqualTo(Refusal.notFound("extension x not found"));
  }

  @Test // api.C-57
  void anExtensionWithResourcesStaysAndTenOfThemAreNamed() {
    Extension extension = extension("backups");
    Resource one = resource("one", "backups");
    RemoveExtensionRequest remove =
        RemoveExtensionRequest.newBuilder().setExtensionId(extension.getId()).build();
    String text = "extension 'backups' is in use by the following resource(s): ";

    assertThat(rig.refused("RemoveExtension", remove)).isEqualTo(Refusal.invalid(text + "one"));
    for (int i = 0; i < 11; i++) {
      resource("r" + i, "backups");
    }
    assertThat(rig.refused("RemoveExtension", remove).text().substring(text.length()).split(", "))
        .hasSize(10);
    for (Resource resource : list(it -> {})) {
      remove(resource);
    }
    rig.control("RemoveExtension", remove, RemoveExtensionResponse.getDefaultInstance());
    assertThat(rig.refused("RemoveExtension", remove))
        .isEqualTo(Refusal.notFound("could not find extension " + extension.getId()));
    assertThat(rig.refused("RemoveExtension", RemoveExtensionRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("extension ID must be provided"));
    assertThat(one.getKind()).isEqualTo("backups");
  }

  @Test // api.C-58, api.C-59
  void aResourceHasANameAndADeclaredKind() {
    extension("backups");
    extension("other");
    Resource resource = resource("nightly", "backups");

    assertThat(resource.getPayload()).isEqualTo(PAYLOAD);
    assertThat(get(resource.getId())).isEqualTo(resource);
    assertThat(refused(it -> it.clearAnnotations()))
        .isEqualTo(Refusal.invalid("Resource must have a name"));
    assertThat(refused(it -> it.clearKind()))
        .isEqualTo(Refusal.invalid("Resource must belong to an Extension"));
    assertThat(refused(it -> it.setKind("Backups")))
        .isEqualTo(Refusal.invalid("Kind Backups is not registered"));
    assertThat(refused(it -> it.setKind("other").getAnnotationsBuilder().setName("nightly")))
        .isEqualTo(Refusal.exists("A resource with name nightly already exists"));
  }

  @Test // api.A-8, api.C-59
  void aResourceIsRemovedByItsId() {
    extension("backups");
    Resource resource = resource("nightly", "backups");

    remove(resource);

    assertThat(
            rig.refused(
                "RemoveResource",
                RemoveResourceRequest.newBuilder().setResourceId(resource.getId()).build()))
        .isEqualTo(Refusal.notFound("resource " + resource.getId() + " not found"));
    assertThat(rig.refused("RemoveResource", RemoveResourceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("resource ID must be present"));
    assertThat(rig.refused("GetResource", GetResourceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("resource ID must be present"));
  }

  @Test // api.A-6, api.C-60
  void resourcesAreListedByNameAndKind() {
    extension("backups");
    extension("other");
    resource("a", "backups");
    resource("b", "other");

    assertThat(names(it -> it.setKind("backups"))).containsExactly("a");
    assertThat(names(it -> it.setKind("Backups"))).isEmpty();
    assertThat(names(it -> it.addNames("B").addNames("a"))).containsExactly("b", "a");
    assertThat(names(it -> it.addNamePrefixes("").setKind("other"))).containsExactly("b");
    assertThat(names(it -> it.putLabels("x", ""))).isEmpty();
  }

  @Test // api.A-3, api.C-61
  void annotationsAndPayloadCanChangeAndStayIfNotGiven() {
    extension("backups");
    Resource resource = resource("nightly", "backups");
    UpdateResourceRequest.Builder update =
        UpdateResourceRequest.newBuilder()
            .setResourceId(resource.getId())
            .setResourceVersion(resource.getMeta().getVersion());

    assertThat(rig.refused("UpdateResource", update.clone().clearResourceVersion().build()))
        .isEqualTo(Refusal.invalid("must include ID and version"));
    assertThat(rig.refused("UpdateResource", update.clone().setResourceId("x").build()))
        .isEqualTo(Refusal.notFound("resource x not found"));
    UpdateResourceRequest.Builder renamed = update.clone();
    renamed.getAnnotationsBuilder().setName("daily");
    assertThat(rig.refused("UpdateResource", renamed.build()))
        .isEqualTo(Refusal.invalid("cannot change resource name"));
    UpdateResourceRequest.Builder labelled = update.clone();
    labelled.getAnnotationsBuilder().setName("nightly").putLabels("a", "b");
    Resource updated = updated(labelled);
    assertThat(updated.getAnnotations().getLabelsMap()).containsEntry("a", "b");
    assertThat(updated.getPayload()).isEqualTo(PAYLOAD);
    assertThat(rig.refused("UpdateResource", labelled.build()))
        .isEqualTo(Refusal.invalid("update out of sequence"));
    Any other = PAYLOAD.toBuilder().setTypeUrl("other").build();
    Resource again =
        updated(update.setResourceVersion(updated.getMeta().getVersion()).setPayload(other));
    assertThat(again.getAnnotations()).isEqualTo(updated.getAnnotations());
    assertThat(again.getPayload()).isEqualTo(other);
  }

  private static CreateExtensionRequest named(String name) {
    CreateExtensionRequest.Builder request = CreateExtensionRequest.newBuilder();
    request.getAnnotationsBuilder().setName(name);
    return request.build();
  }

  private Extension extension(String name) {
    return rig.control("CreateExtension", named(name), CreateExtensionResponse.getDefaultInstance())
        .getExtension();
  }

  private Resource resource(String name, String kind) {
    CreateResourceRequest.Builder request =
        CreateResourceRequest.newBuilder().setKind(kind).setPayload(PAYLOAD);
    request.getAnnotationsBuilder().setName(name);
    return rig.control(
            "CreateResource", request.build(), CreateResourceResponse.getDefaultInstance())
        .getResource();
  }

  private Refusal refused(Consumer<CreateResourceRequest.Builder> otherwise) {
    CreateResourceRequest.Builder request =
        CreateResourceRequest.newBuilder().setKind("backups").setPayload(PAYLOAD);
    request.getAnnotationsBuilder().setName("another");
    otherwise.accept(request);
    return rig.refused("CreateResource", request.build());
  }

  private Resource updated(UpdateResourceRequest.Builder request) {
    return rig.control(
            "UpdateResource", request.build(), UpdateResourceResponse.getDefaultInstance())
        .getResource();
  }

  private void remove(Resource resource) {
    rig.control(
        "RemoveResource",
        RemoveResourceRequest.newBuilder().setResourceId(resource.getId()).build(),
        RemoveResourceResponse.getDefaultInstance());
  }

  private Resource get(String id) {
    return rig.control(
            "GetResource",
            GetResourceRequest.newBuilder().setResourceId(id).build(),
            GetResourceResponse.getDefaultInstance())
        .getResource();
  }

  private List<Resource> list(Consumer<ListResourcesRequest.Filters.Builder> filters) {
    ListResourcesRequest.Builder request = ListResourcesRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig.control("ListResources", request.build(), ListResourcesResponse.getDefaultInstance())
        .getResourcesList();
  }

  private List<String> names(Consumer<ListResourcesRequest.Filters.Builder> filters) {
    return list(filters).stream().map(resource -> resource.getAnnotations().getName()).toList();
  }
}
