package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.spec.AttachmentSection.Attachment;
import java.util.Map;

/** A service of the file: which keys it may have, and what becomes of each. */
final class ServiceSection {
  static final Key<Fields> DEPLOY = Key.of("deploy", DeploySection.SECTION.orEmpty());
  static final Key<Map<String, Value<Attachment>>> NETWORKS =
      Key.of("networks", AttachmentSection.TYPE);

  /** Not read, but a service with it needs no image. */
  static final String BUILD = "build";

  private static final String[] RESOURCE_KEYS = {
    "blkio_config", "cpu_count", "cpu_percent", "cpu_period", "cpu_rt_period", "cpu_rt_runtime",
    "cpus", "gpus", "mem_reservation", "mem_swappiness", "oom_kill_disable", "pids_limit"
  };

  private static final String[] LIMIT_KEYS = {
    "cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"
  };

  private static final String[] CONTAINER_KEYS = {
    "annotations",
    "attach",
    "cgroup",
    "cgroup_parent",
    "cgroupns_mode",
    "develop",
    "device_cgroup_rules",
    "devices",
    "domainname",
    "ipc",
    "label_file",
    "mac_address",
    "models",
    "network_mode",
    "pid",
    "post_start",
    "pre_stop",
    "privileged",
    "provider",
    "pull_policy",
    "pull_refresh_after",
    "runtime",
    "security_opt",
    "shm_size",
    "storage_opt",
    "use_api_socket",
    "userns_mode",
    "uts"
  };

  static final Section SECTION =
      Section.of("a service")
          .keys(ContainerSection.IMAGE, ContainerSection.COMMAND, ContainerSection.ENTRYPOINT)
          .keys(ContainerSection.LABELS, ContainerSection.WORKING_DIR, ContainerSection.USER)
          .keys(ContainerSection.GROUP_ADD, ContainerSection.HOSTNAME, ContainerSection.TTY)
          .keys(ContainerSection.STDIN_OPEN, ContainerSection.READ_ONLY, ContainerSection.INIT)
          .keys(ContainerSection.STOP_SIGNAL, ContainerSection.STOP_GRACE_PERIOD)
          .keys(ContainerSection.DNS, ContainerSection.DNS_SEARCH, ContainerSection.DNS_OPT)
          .keys(ContainerSection.CAP_ADD, ContainerSection.CAP_DROP, ContainerSection.SYSCTLS)
          .keys(ContainerSection.OOM_SCORE_ADJ, ContainerSection.ISOLATION)
          .keys(EnvironmentSection.ENVIRONMENT, EnvironmentSection.ENV_FILE)
          .keys(FileReferences.SECRETS, FileReferences.CONFIGS, MountSection.VOLUMES)
          .keys(ExtraHosts.EXTRA_HOSTS, Ulimits.ULIMITS, HealthcheckSection.HEALTHCHECK)
          .keys(CredentialSection.CREDENTIAL_SPEC, LoggingSection.LOGGING)
          .keys(PlacementSection.PLATFORM, PortSection.PORTS, NETWORKS, DEPLOY)
          .ignored(
              Notice.Kind.IGNORED_BUILD, "a stack runs images that exist and builds none", BUILD)
          .ignored("a stack names its containers itself", "container_name")
          .ignored("a stack starts its services in no order", "depends_on")
          .ignored("services find each other by name on their networks", "links", "external_links")
          .ignored("services reach every port of each other on their networks", "expose")
          .ignored("a stack restarts as 'deploy.restart_policy' says", "restart")
          .ignored("a stack runs every service, whatever profile is active", "profiles")
          .ignored("a stack has as many tasks as 'deploy.replicas' says", "scale")
          .ignored("a stack mounts such files as a volume of type tmpfs", "tmpfs")
          .ignored("a stack limits and reserves in 'deploy.resources'", RESOURCE_KEYS)
          .ignored("a stack has no place for it", CONTAINER_KEYS)
          .refused("a stack file is whole; copy in what it extends", "extends")
          .refused("set it in 'deploy.resources', as 'docker stack deploy' asks for", LIMIT_KEYS)
          .refused("name the driver in the top-level 'volumes'", "volume_driver")
          .refused("declare the volume in the top-level 'volumes' and use it twice", "volumes_from")
          .build();

  private ServiceSection() {}
}
