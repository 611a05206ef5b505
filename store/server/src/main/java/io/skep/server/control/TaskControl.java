package io.skep.server.control;

import io.skep.api.GetTaskRequest;
import io.skep.api.GetTaskResponse;
import io.skep.api.ListTasksRequest;
import io.skep.api.ListTasksResponse;
import io.skep.api.RemoveTaskRequest;
import io.skep.api.RemoveTaskResponse;
import io.skep.api.Task;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.kind.TaskName;
import io.vertx.core.Future;
import java.util.List;

/** Calls about tasks. */
final class TaskControl {
  private static final Origin ORIGIN = Origin.of("control/task");

  private final Store store;
  private final CurrentTasks current;

  TaskControl(Store store, CurrentTasks current) {
    this.store = store;
    this.current = current;
  }

  void addTo(RpcTable table) {
    table
        .read("GetTask", GetTaskRequest.getDefaultInstance(), this::get)
        .read("ListTasks", ListTasksRequest.getDefaultInstance(), this::list)
        .write("RemoveTask", RemoveTaskRequest.getDefaultInstance(), this::remove);
  }

  private GetTaskResponse get(GetTaskRequest request) {
    Task task = Requests.named(store.view(), Kinds.TASK, request.getTaskId());
    return GetTaskResponse.newBuilder().setTask(task).build();
  }

  private ListTasksResponse list(ListTasksRequest request) {
    ListTasksRequest.Filters filters = request.getFilters();
    ReadTx view = store.view();
    AllOf<Task> wanted =
        new AllOf<>(Kinds.TASK)
            .names(filters.getNamesList(), TaskControl::name)
            .namePrefixes(filters.getNamePrefixesList(), TaskControl::name)
            .idPrefixes(filters.getIdPrefixesList())
            .values(TaskKind.SERVICE_ID, filters.getServiceIdsList())
            .values(TaskKind.RUNTIME, filters.getRuntimesList())
            .values(TaskKind.NODE_ID, filters.getNodeIdsList())
            .values(TaskKind.DESIRED_STATE, numbers(filters.getDesiredStatesValueList()))
            .labels(filters.getLabelsMap(), task -> task.getServiceAnnotations().getLabelsMap());
    if (filters.getUpToDate()) {
      wanted.matching(task -> current.includes(view, task));
    }
    return ListTasksResponse.newBuilder().addAllTasks(wanted.in(view)).build();
  }

  private Future<RemoveTaskResponse> remove(RemoveTaskRequest request) {
    return store
        .update(
            ORIGIN,
            tx ->
                tx.delete(Kinds.TASK, Requests.named(tx, Kinds.TASK, request.getTaskId()).getId()))
        .map(RemoveTaskResponse.getDefaultInstance());
  }

  private static List<Long> numbers(List<Integer> values) {
    return values.stream().map(Integer::longValue).toList();
  }

  private static String name(Task task) {
    return TaskName.of(task).toString();
  }
}
