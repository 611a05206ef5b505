package io.skep.server.control;

import static io.skep.server.Specs.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.GetTaskRequest;
import io.skep.api.GetTaskResponse;
import io.skep.api.ListServiceStatusesRequest;
import io.skep.api.ListServiceStatusesResponse;
import io.skep.api.ListServiceStatusesResponse.ServiceStatus;
import io.skep.api.ListTasksRequest;
import io.skep.api.ListTasksResponse;
import io.skep.api.Node;
import io.skep.api.RemoveTaskRequest;
import io.skep.api.RemoveTaskResponse;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.server.PlacementRules;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskControlTest {
  private final Rig rig =
      Rig.open(options -> options.withCluster(options.cluster().withPlacement(new ById())));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-8, api.C-10
  void anyTaskIsShownAndRemoved() {
    Task task = task("1", it -> {});
    RemoveTaskRequest remove = RemoveTaskRequest.newBuilder().setTaskId("1").build();

    assertThat(
            rig.control(
                    "GetTask",
                    GetTaskRequest.newBuilder().setTaskId("1").build(),
                    GetTaskResponse.getDefaultInstance())
                .getTask())
        .isEqualTo(task);
    rig.control("RemoveTask", remove, RemoveTaskResponse.getDefaultInstance());
    assertThat(rig.refused("RemoveTask", remove)).isEqualTo(Refusal.notFound("task 1 not found"));
    assertThat(rig.refused("GetTask", GetTaskRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
  }

  @Test // api.A-6, api.A-7, api.C-11
  void tasksAreListedByGivenAndMadeNames() {
    task("1", it -> it.setSlot(2).getServiceAnnotationsBuilder().setName("web"));
    task("2", it -> it.setNodeId("n").getServiceAnnotationsBuilder().setName("web"));
    task("3", it -> it.getAnnotationsBuilder().setName("mine"));

    assertThat(ids(it -> it.addNames("web.2.1"))).containsExactly("1");
    assertThat(ids(it -> it.addNames("web.n.2"))).containsExactly("2");
    assertThat(ids(it -> it.addNames("mine").addNames("web.2.1"))).containsExactly("3", "1");
    assertThat(ids(it -> it.addNames("MINE"))).isEmpty();
    assertThat(ids(it -> it.addNamePrefixes("web."))).containsExactly("1", "2");
  }

  @Test // api.A-5, api.A-6, api.C-11
  void tasksAreListedByWhereAndWhoseTheyAre() {
    task(
        "1",
        it -> {
          it.setServiceId("s").setNodeId("n").setDesiredState(TaskState.RUNNING);
          it.getSpecBuilder().getContainerBuilder();
          it.getServiceAnnotationsBuilder().putLabels("tier", "front");
        });
    task(
        "2",
        it -> {
          it.setServiceId("s").setDesiredState(TaskState.SHUTDOWN);
          it.getSpecBuilder().getGenericBuilder().setKind("VMS");
          it.getAnnotationsBuilder().putLabels("tier", "front");
        });

    assertThat(ids(it -> it.addServiceIds("s"))).containsExactly("1", "2");
    assertThat(ids(it -> it.addNodeIds("n"))).containsExactly("1");
    assertThat(ids(it -> it.addNodeIds(""))).as("not placed").containsExactly("2");
    assertThat(ids(it -> it.addRuntimes("vms"))).containsExactly("2");
    assertThat(ids(it -> it.addRuntimes("container").addRuntimes("vms"))).hasSize(2);
    assertThat(ids(it -> it.addDesiredStates(TaskState.SHUTDOWN))).containsExactly("2");
    assertThat(ids(it -> it.putLabels("tier", "front"))).containsExactly("1");
    assertThat(
            ids(it -> it.addServiceIds("s").addNodeIds("n").addDesiredStates(TaskState.SHUTDOWN)))
        .isEmpty();
  }

  @Test // api.C-11
  void aTaskIsUpToDateIfItIsWhatItsServiceAsksForNow() {
    ServiceSpec spec =
        service("web", it -> it.getTaskBuilder().getPlacementBuilder().addConstraints("fits"));
    create("s", spec, version(7));
    rig.write(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("fits").build()));
    rig.write(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("other").build()));
    task("same-version", it -> it.setServiceId("s").setSpecVersion(version(7)));
    task("same-spec", it -> it.setServiceId("s").setSpec(spec.getTask()));
    task("no-service", it -> it.setSpec(spec.getTask()));
    task(
        "placed-well",
        it ->
            it.setServiceId("s")
                .setNodeId("fits")
                .setSpec(spec.getTask())
                .getSpecBuilder()
                .clearPlacement());
    task(
        "placed-badly",
        it ->
            it.setServiceId("s")
                .setNodeId("other")
                .setSpec(spec.getTask())
                .getSpecBuilder()
                .clearPlacement());
    task(
        "other-endpoint",
        it ->
            it.setServiceId("s")
                .setSpec(spec.getTask())
                .getEndpointBuilder()
                .getSpecBuilder()
                .addPortsBuilder());
    task(
        "other-spec",
        it -> it.setServiceId("s").setSpec(spec.getTask()).getSpecBuilder().setForceUpdate(1));

    assertThat(ids(it -> it.setUpToDate(true)))
        .containsExactly("placed-well", "same-spec", "same-version");
  }

  @Test // api.C-11
  void howToGetAnImageMattersUntilItIsThere() {
    ServiceSpec spec = service("web");
    create("s", spec, null);
    for (TaskState state : List.of(TaskState.PREPARING, TaskState.READY, TaskState.FAILED)) {
      task(
          state.name(),
          it -> {
            it.setServiceId("s").setDesiredState(TaskState.RUNNING).setSpec(spec.getTask());
            it.getSpecBuilder().getContainerBuilder().getPullOptionsBuilder().setRegistryAuth("x");
            it.getStatusBuilder().setState(state);
          });
    }

    assertThat(ids(it -> it.setUpToDate(true))).containsExactly("READY");
  }

  @Test // api.C-36
  void tasksAreCountedByService() {
    create("r", service("r"), null);
    create("g", service("g", it -> it.getGlobalBuilder()), null);
    create(
        "j",
        service("j", it -> it.getReplicatedJobBuilder().setMaxConcurrent(4).setTotalCompletions(9)),
        null,
        it -> it.getJobStatusBuilder().getJobIterationBuilder().setIndex(2));
    create(
        "gj",
        service("gj", it -> it.getGlobalJobBuilder()),
        null,
        it -> it.getJobStatusBuilder().getJobIterationBuilder().setIndex(0));
    counted("r", TaskState.RUNNING, TaskState.RUNNING, null);
    counted("r", TaskState.FAILED, TaskState.SHUTDOWN, null);
    counted("g", TaskState.RUNNING, TaskState.RUNNING, null);
    counted("g", TaskState.PENDING, TaskState.RUNNING, null);
    counted("j", TaskState.COMPLETE, TaskState.COMPLETE, version(2));
    counted("j", TaskState.COMPLETE, TaskState.COMPLETE, version(1));
    counted("j", TaskState.RUNNING, TaskState.COMPLETE, version(2));
    counted("j", TaskState.RUNNING, TaskState.COMPLETE, null);
    counted("gj", TaskState.RUNNING, TaskState.COMPLETE, version(0));
    counted("gj", TaskState.COMPLETE, TaskState.COMPLETE, version(0));
    counted("gone", TaskState.RUNNING, TaskState.RUNNING, null);

    assertThat(statuses("r", "g", "j", "gj", "gone", "r"))
        .containsExactly(
            status("r", 2, 1, 0),
            status("g", 2, 1, 0),
            status("j", 4, 1, 1),
            status("gj", 1, 1, 1),
            status("gone", 0, 1, 0),
            status("r", 2, 1, 0));
  }

  private int counter;

  private void counted(String service, TaskState state, TaskState desired, Version iteration) {
    task(
        "t" + counter++,
        it -> {
          it.setServiceId(service).setDesiredState(desired).getStatusBuilder().setState(state);
          if (iteration != null) {
            it.setJobIteration(iteration);
          }
        });
  }

  private List<ServiceStatus> statuses(String... services) {
    return rig.control(
            "ListServiceStatuses",
            ListServiceStatusesRequest.newBuilder().addAllServices(List.of(services)).build(),
            ListServiceStatusesResponse.getDefaultInstance())
        .getStatusesList();
  }

  private static ServiceStatus status(String service, long desired, long running, long completed) {
    return ServiceStatus.newBuilder()
        .setServiceId(service)
        .setDesiredTasks(desired)
        .setRunningTasks(running)
        .setCompletedTasks(completed)
        .build();
  }

  private Task task(String id, Consumer<Task.Builder> otherwise) {
    Task.Builder task = Task.newBuilder().setId(id);
    otherwise.accept(task);
    return rig.write(tx -> tx.create(Kinds.TASK, task.build()));
  }

  private void create(String id, ServiceSpec spec, Version version) {
    create(id, spec, version, it -> {});
  }

  private void create(
      String id, ServiceSpec spec, Version version, Consumer<Service.Builder> otherwise) {
    Service.Builder service = Service.newBuilder().setId(id).setSpec(spec);
    if (version != null) {
      service.setSpecVersion(version);
    }
    otherwise.accept(service);
    rig.write(tx -> tx.create(Kinds.SERVICE, service.build()));
  }

  private static Version version(long index) {
    return Version.newBuilder().setIndex(index).build();
  }

  private List<String> ids(Consumer<ListTasksRequest.Filters.Builder> filters) {
    ListTasksRequest.Builder request = ListTasksRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig
        .control("ListTasks", request.build(), ListTasksResponse.getDefaultInstance())
        .getTasksList()
        .stream()
        .map(Task::getId)
        .toList();
  }

  /** A constraint is the id of the one node that fits. */
  private static final class ById implements PlacementRules {
    @Override
    public Optional<String> fault(List<String> constraints) {
      return Optional.empty();
    }

    @Override
    public boolean fits(List<String> constraints, Node node) {
      return constraints.stream().allMatch(node.getId()::equals);
    }
  }
}
