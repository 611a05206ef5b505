package io.skep.examples.scheduler.trace;

import io.skep.api.Resources;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.input.Located;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Turns checked rows of the pod list into services and the moments of their coming and going. */
final class TracePods {
  /** Runs nowhere but in simulation, so no image is ever fetched. */
  private static final String IMAGE = "trace/pod";

  private TracePods() {}

  /** All events of {@code pods}; the earliest creation is moment zero. */
  static List<TraceEvent> events(List<Located<PodRow>> pods, Map<String, GpuModels> accepted) {
    long start = pods.stream().mapToLong(row -> row.value().creationTime).min().orElse(0);
    var moments = new ArrayList<Moment>(2 * pods.size());
    for (Located<PodRow> row : pods) {
      PodRow pod = row.value();
      Duration created = Duration.ofSeconds(pod.creationTime - start);
      moments.add(Moment.of(new TraceEvent.Create(created, service(pod, accepted)), Rank.CREATE));
      if (pod.deletionTime != null) {
        Duration deleted = Duration.ofSeconds(pod.deletionTime - start);
        Rank rank = deleted.equals(created) ? Rank.DELETE_NEW : Rank.DELETE_OLD;
        moments.add(Moment.of(new TraceEvent.Delete(deleted, pod.name), rank));
      }
    }
    moments.sort(Moment.ORDER); // Stable: pods of one moment stay in the order of the list.
    return moments.stream().map(Moment::event).toList();
  }

  /** What is done first when several things happen in the same second. */
  private enum Rank {
    DELETE_OLD,
    CREATE,
    DELETE_NEW
  }

  private record Moment(Duration at, Rank rank, TraceEvent event) {
    static final Comparator<Moment> ORDER =
        Comparator.comparing(Moment::at).thenComparing(Moment::rank);

    static Moment of(TraceEvent event, Rank rank) {
      return new Moment(event.at(), rank, event);
    }
  }

  private static ServiceSpec service(PodRow pod, Map<String, GpuModels> accepted) {
    var service = ServiceSpec.newBuilder();
    service.getAnnotationsBuilder().setName(pod.name);
    if (pod.qos != null) {
      service.getAnnotationsBuilder().putLabels("qos", pod.qos);
    }
    service.getReplicatedBuilder().setReplicas(1);
    service.getTaskBuilder().getContainerBuilder().setImage(IMAGE);
    service.getTaskBuilder().getResourcesBuilder().setReservations(reservations(pod));
    if (pod.gpuSpec != null) {
      GpuModels models = accepted.get(pod.gpuSpec);
      service.getTaskBuilder().getPlacementBuilder().addAllConstraints(models.constraints());
    }
    return service.build();
  }

  private static Resources reservations(PodRow pod) {
    var reservations = TraceUnits.resources(pod.cpuMilli, pod.memoryMib);
    if (pod.numGpu * pod.gpuMilli > 0) {
      reservations.addGeneric(TraceUnits.gpuMilli(pod.numGpu * pod.gpuMilli));
    }
    return reservations.build();
  }
}
