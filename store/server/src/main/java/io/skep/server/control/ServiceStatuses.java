package io.skep.server.control;

import io.skep.api.ListServiceStatusesRequest;
import io.skep.api.ListServiceStatusesResponse;
import io.skep.api.ListServiceStatusesResponse.ServiceStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.server.call.RpcTable;
import io.skep.server.spec.ServiceSpecs;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How many tasks services have, and should have. */
final class ServiceStatuses {
  private final Store store;

  ServiceStatuses(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table.read("ListServiceStatuses", ListServiceStatusesRequest.getDefaultInstance(), this::list);
  }

  private ListServiceStatusesResponse list(ListServiceStatusesRequest request) {
    ReadTx view = store.view();
    ListServiceStatusesResponse.Builder response = ListServiceStatusesResponse.newBuilder();
    request.getServicesList().forEach(id -> response.addStatuses(status(view, id)));
    return response.build();
  }

  private static ServiceStatus status(ReadTx view, String id) {
    Optional<Service> service = view.get(Kinds.SERVICE, id);
    List<Task> tasks = view.find(Kinds.TASK, TaskKind.byServiceId(id));
    ServiceStatus.Builder status = ServiceStatus.newBuilder().setServiceId(id);
    if (service.filter(found -> ServiceSpecs.isJob(found.getSpec())).isPresent()) {
      List<Task> current = tasks.stream().filter(task -> isOfRun(service.get(), task)).toList();
      return status
          .setRunningTasks(count(current, ServiceStatuses::isRunning))
          .setDesiredTasks(desiredOfJob(service.get().getSpec(), current))
          .setCompletedTasks(count(current, ServiceStatuses::isComplete))
          .build();
    }
    return status
        .setRunningTasks(count(tasks, ServiceStatuses::isRunning))
        .setDesiredTasks(service.map(found -> desired(found.getSpec(), tasks)).orElse(0L))
        .build();
  }

  private static boolean isOfRun(Service job, Task task) {
    return task.hasJobIteration()
        && task.getJobIteration().getIndex() == job.getJobStatus().getJobIteration().getIndex();
  }

  private static long desired(ServiceSpec spec, List<Task> tasks) {
    return spec.hasReplicated()
        ? spec.getReplicated().getReplicas()
        : count(tasks, task -> task.getDesiredState() == TaskState.RUNNING);
  }

  /** A job on all nodes wants what runs, and what is to complete and has not. */
  private static long desiredOfJob(ServiceSpec spec, List<Task> tasks) {
    return spec.hasReplicatedJob()
        ? spec.getReplicatedJob().getMaxConcurrent()
        : count(
            tasks,
            task ->
                task.getDesiredState() == TaskState.RUNNING
                    || (task.getDesiredState() == TaskState.COMPLETE && !isComplete(task)));
  }

  private static boolean isRunning(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING;
  }

  private static boolean isComplete(Task task) {
    return task.getStatus().getState() == TaskState.COMPLETE;
  }

  private static long count(List<Task> tasks, Predicate<Task> which) {
    return tasks.stream().filter(which).count();
  }
}
