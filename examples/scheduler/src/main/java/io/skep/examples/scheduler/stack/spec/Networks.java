package io.skep.examples.scheduler.stack.spec;

import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.NetworkSpec;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.spec.AttachmentSection.Attachment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The networks of a file and which of them its services are attached to: as with Docker, the others
 * are not created. One file, one thread; services first.
 */
final class Networks {
  /** Joined by services that name no network; a file need not describe it. */
  private static final String DEFAULT = "default";

  /** Networks of a node itself, in which names mean nothing. */
  private static final Set<String> WITHOUT_ALIASES = Set.of("default", "bridge", "host", "none");

  private final Map<String, Value<Fields>> declared;
  private final Scope scope;
  private final Set<String> used = new HashSet<>();

  Networks(Map<String, Value<Fields>> declared, Scope scope) {
    this.declared = declared;
    this.scope = scope;
    External.check(declared, scope);
  }

  /** How {@code service} is attached, ordered by the networks' names. */
  List<NetworkAttachmentConfig> attach(String service, Map<String, Value<Attachment>> wanted) {
    List<NetworkAttachmentConfig> attachments = new ArrayList<>();
    if (wanted.isEmpty()) {
      attachments.add(attachment(service, DEFAULT, Attachment.PLAIN));
    }
    wanted.forEach(
        (network, attachment) -> {
          if (network.equals(DEFAULT) || declared.containsKey(network)) {
            attachments.add(attachment(service, network, attachment.get()));
          } else {
            scope
                .findings()
                .refuse(
                    attachment.named(),
                    "no network '%s' in the file; add it to the top-level 'networks'"
                        .formatted(network));
          }
        });
    attachments.sort(Comparator.comparing(NetworkAttachmentConfig::getTarget));
    return attachments;
  }

  private NetworkAttachmentConfig attachment(
      String service, String network, Attachment attachment) {
    used.add(network);
    String name = nameOf(network);
    NetworkAttachmentConfig.Builder config =
        NetworkAttachmentConfig.newBuilder()
            .setTarget(name)
            .addAllAliases(attachment.aliases())
            .putAllDriverAttachmentOpts(attachment.options());
    if (!WITHOUT_ALIASES.contains(name)) {
      config.addAliases(service);
    }
    return config.build();
  }

  private String nameOf(String network) {
    Value<Fields> fields = declared.get(network);
    return fields == null
        ? scope.stack().scope(network)
        : External.nameOf(network, fields.get(), scope);
  }

  /** The networks to create. */
  List<NetworkSpec> specs() {
    List<NetworkSpec> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    declared.forEach(
        (key, network) -> {
          if (External.isExpected(network.get())) {
            return;
          }
          String name = nameOf(key);
          ObjectNames.checkDns("network", name, network, scope);
          ObjectNames.checkUnique("network", name, network, names, scope);
          if (used.contains(key)) {
            specs.add(NetworkSection.spec(name, network.get(), scope));
          } else {
            String text = "network '%s': no service is attached to it, so it is not created";
            scope.findings().notice(Notice.Kind.IGNORED, network.named(), text.formatted(key));
          }
        });
    if (used.contains(DEFAULT) && !declared.containsKey(DEFAULT)) {
      specs.add(NetworkSection.defaultSpec(nameOf(DEFAULT), scope));
    }
    return specs;
  }

  /** Stand-ins for the external networks that services are attached to. */
  List<NetworkSpec> standIns() {
    List<NetworkSpec> standIns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    declared.forEach(
        (key, network) -> {
          if (External.isExpected(network.get()) && used.contains(key)) {
            String name = nameOf(key);
            External.notice("network", name, network, scope);
            if (names.add(name)) {
              standIns.add(NetworkSection.standIn(name));
            }
          }
        });
    return standIns;
  }
}
