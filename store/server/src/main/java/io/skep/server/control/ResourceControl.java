package io.skep.server.control;

import io.skep.api.CreateResourceRequest;
import io.skep.api.CreateResourceResponse;
import io.skep.api.GetResourceRequest;
import io.skep.api.GetResourceResponse;
import io.skep.api.ListResourcesRequest;
import io.skep.api.ListResourcesResponse;
import io.skep.api.RemoveResourceRequest;
import io.skep.api.RemoveResourceResponse;
import io.skep.api.Resource;
import io.skep.api.UpdateResourceRequest;
import io.skep.api.UpdateResourceResponse;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AnyOf;
import io.skep.server.query.Labels;
import io.skep.store.By;
import io.skep.store.NameConflictException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.UnknownKindException;
import io.skep.store.VersionConflictException;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import io.vertx.core.Future;

/** Calls about resources, objects of kinds that extensions declare. */
final class ResourceControl {
  private static final Origin ORIGIN = Origin.of("control/resource");
  private static final String NO_ID = "resource ID must be present";

  private final Store store;

  ResourceControl(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table
        .read("GetResource", GetResourceRequest.getDefaultInstance(), this::get)
        .read("ListResources", ListResourcesRequest.getDefaultInstance(), this::list)
        .write("CreateResource", CreateResourceRequest.getDefaultInstance(), this::create)
        .write("UpdateResource", UpdateResourceRequest.getDefaultInstance(), this::update)
        .write("RemoveResource", RemoveResourceRequest.getDefaultInstance(), this::remove);
  }

  private GetResourceResponse get(GetResourceRequest request) {
    Resource resource =
        Requests.named(store.view(), Kinds.RESOURCE, request.getResourceId(), NO_ID);
    return GetResourceResponse.newBuilder().setResource(resource).build();
  }

  private ListResourcesResponse list(ListResourcesRequest request) {
    ListResourcesRequest.Filters filters = request.getFilters();
    String kind = filters.getKind();
    return ListResourcesResponse.newBuilder()
        .addAllResources(
            new AnyOf<>(Kinds.RESOURCE)
                .anyOf(
                    filters.getNamesList(),
                    filters.getNamePrefixesList(),
                    filters.getIdPrefixesList())
                .matching(resource -> kind.isEmpty() || resource.getKind().equals(kind))
                .matching(
                    resource ->
                        Labels.match(
                            filters.getLabelsMap(), resource.getAnnotations().getLabelsMap()))
                .in(store.view(), kind.isEmpty() ? By.all() : ResourceKind.byKind(kind)))
        .build();
  }

  private Future<CreateResourceResponse> create(CreateResourceRequest request) {
    Requests.required(request.getAnnotations().getName(), "Resource must have a name");
    Requests.required(request.getKind(), "Resource must belong to an Extension");
    return store
        .compute(ORIGIN, tx -> create(tx, request))
        .map(done -> CreateResourceResponse.newBuilder().setResource(done.value()).build());
  }

  private static Resource create(Tx tx, CreateResourceRequest request) {
    Resource.Builder resource =
        Resource.newBuilder()
            .setId(tx.newId())
            .setAnnotations(request.getAnnotations())
            .setKind(request.getKind());
    if (request.hasPayload()) {
      resource.setPayload(request.getPayload());
    }
    try {
      return tx.create(Kinds.RESOURCE, resource.build());
    } catch (UnknownKindException unknown) {
      throw RefusedException.invalid("Kind %s is not registered".formatted(request.getKind()));
    } catch (NameConflictException taken) {
      throw RefusedException.exists(
          "A resource with name %s already exists".formatted(request.getAnnotations().getName()));
    }
  }

  private Future<UpdateResourceResponse> update(UpdateResourceRequest request) {
    if (request.getResourceId().isEmpty() || !request.hasResourceVersion()) {
      throw RefusedException.invalid("must include ID and version");
    }
    return store
        .compute(ORIGIN, tx -> update(tx, request))
        .map(done -> UpdateResourceResponse.newBuilder().setResource(done.value()).build());
  }

  private static Resource update(Tx tx, UpdateResourceRequest request) {
    Resource resource = Requests.named(tx, Kinds.RESOURCE, request.getResourceId());
    Resource.Builder changed = resource.toBuilder();
    if (request.hasAnnotations()) {
      if (!request.getAnnotations().getName().equals(resource.getAnnotations().getName())) {
        throw RefusedException.invalid("cannot change resource name");
      }
      changed.setAnnotations(request.getAnnotations());
    }
    if (request.hasPayload()) {
      changed.setPayload(request.getPayload());
    }
    try {
      return tx.update(
          Kinds.RESOURCE,
          Requests.asRead(Kinds.RESOURCE, changed.build(), request.getResourceVersion()));
    } catch (VersionConflictException stale) {
      throw RefusedException.invalid(stale.reason());
    }
  }

  private Future<RemoveResourceResponse> remove(RemoveResourceRequest request) {
    return store
        .update(
            ORIGIN,
            tx ->
                tx.delete(
                    Kinds.RESOURCE,
                    Requests.named(tx, Kinds.RESOURCE, request.getResourceId(), NO_ID).getId()))
        .map(RemoveResourceResponse.getDefaultInstance());
  }
}
