package io.skep.server.control;

import io.skep.api.CreateExtensionRequest;
import io.skep.api.CreateExtensionResponse;
import io.skep.api.Extension;
import io.skep.api.GetExtensionRequest;
import io.skep.api.GetExtensionResponse;
import io.skep.api.RemoveExtensionRequest;
import io.skep.api.RemoveExtensionResponse;
import io.skep.api.Resource;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.store.NameConflictException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;

/** Calls about extensions, which declare kinds of resources. */
final class ExtensionControl {
  private static final Origin ORIGIN = Origin.of("control/extension");
  private static final String NO_ID = "extension ID must be provided";

  /** So many resources are named in a refusal. */
  private static final int EXAMPLES = 10;

  private final Store store;

  ExtensionControl(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table
        .read("GetExtension", GetExtensionRequest.getDefaultInstance(), this::get)
        .write("CreateExtension", CreateExtensionRequest.getDefaultInstance(), this::create)
        .write("RemoveExtension", RemoveExtensionRequest.getDefaultInstance(), this::remove);
  }

  private GetExtensionResponse get(GetExtensionRequest request) {
    Extension extension =
        Requests.named(store.view(), Kinds.EXTENSION, request.getExtensionId(), NO_ID);
    return GetExtensionResponse.newBuilder().setExtension(extension).build();
  }

  private Future<CreateExtensionResponse> create(CreateExtensionRequest request) {
    Requests.required(request.getAnnotations().getName(), "extension name must be provided");
    return store
        .compute(ORIGIN, tx -> create(tx, request))
        .map(done -> CreateExtensionResponse.newBuilder().setExtension(done.value()).build());
  }

  private static Extension create(Tx tx, CreateExtensionRequest request) {
    try {
      return tx.create(
          Kinds.EXTENSION,
          Extension.newBuilder()
              .setId(tx.newId())
              .setAnnotations(request.getAnnotations())
              .setDescription(request.getDescription())
              .build());
    } catch (NameConflictException taken) {
      throw RefusedException.exists(
          "extension %s already exists".formatted(request.getAnnotations().getName()));
    }
  }

  private Future<RemoveExtensionResponse> remove(RemoveExtensionRequest request) {
    Requests.required(request.getExtensionId(), NO_ID);
    return store
        .update(
            ORIGIN,
            tx -> {
              Extension extension =
                  Requests.toRemove(tx, Kinds.EXTENSION, request.getExtensionId());
              checkUnused(tx, extension.getAnnotations().getName());
              tx.delete(Kinds.EXTENSION, extension.getId());
            })
        .map(RemoveExtensionResponse.getDefaultInstance());
  }

  private static void checkUnused(Tx tx, String kind) {
    List<Resource> resources =
        tx.stream(Kinds.RESOURCE, ResourceKind.byKind(kind)).limit(EXAMPLES).toList();
    if (!resources.isEmpty()) {
      throw RefusedException.invalid(
          "extension '%s' is in use by the following resource(s): %s"
              .formatted(
                  kind,
                  resources.stream()
                      .map(resource -> resource.getAnnotations().getName())
                      .collect(Collectors.joining(", "))));
    }
  }
}
