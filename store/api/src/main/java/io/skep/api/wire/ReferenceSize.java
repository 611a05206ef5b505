package io.skep.api.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.skep.api.Cluster;
import io.skep.api.ClusterSpec;
import io.skep.api.Config;
import io.skep.api.Extension;
import io.skep.api.Meta;
import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.api.RootCA;
import io.skep.api.Secret;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.StoreAction;
import io.skep.api.Task;
import io.skep.api.UpdateConfig;
import io.skep.api.Volume;
import java.util.List;

/**
 * How many bytes SwarmKit would write for a message of ours. Limits that both must hit at the same
 * point, such as the size at which a batch is cut, count in these bytes.
 *
 * <p>SwarmKit writes the fields marked {@code always_sent} in the .proto files even when they are
 * empty, and protobuf-java leaves them out when they are not set; nothing else differs in length.
 * Fields that the classes do not know are counted, though SwarmKit would drop them.
 *
 * <p>Any thread. Costs little more than {@code getSerializedSize()}: only messages that have such
 * fields, or parts that do, are visited, and computing the size of the whole has already left the
 * size of each part with it.
 */
public final class ReferenceSize {
  // How it works. A method named after a message tells how many bytes SwarmKit writes inside of it
  // beyond ours, as the sum over its fields: `bare` and `always` for those marked always_sent,
  // `grown` for those that only have marked fields somewhere inside. Messages without a method have
  // neither. A test compares all this with the marks, so none can be forgotten.

  /** Every marked field has a number below 16. */
  private static final int TAG = 1;

  private ReferenceSize() {}

  /**
   * The size of {@code action} as SwarmKit encodes it, in bytes, without the tag and the length
   * that it gets as a part of a log entry.
   */
  public static int of(StoreAction action) {
    return action.getSerializedSize() + target(action);
  }

  private static int target(StoreAction action) {
    return switch (action.getTargetCase()) {
      case NODE -> grown(action.getNode(), node(action.getNode()));
      case SERVICE -> grown(action.getService(), service(action.getService()));
      case TASK -> grown(action.getTask(), task(action.getTask()));
      case NETWORK -> grown(action.getNetwork(), network(action.getNetwork()));
      case CLUSTER -> grown(action.getCluster(), cluster(action.getCluster()));
      case SECRET -> grown(action.getSecret(), secret(action.getSecret()));
      case RESOURCE -> grown(action.getResource(), resource(action.getResource()));
      case EXTENSION -> grown(action.getExtension(), extension(action.getExtension()));
      case CONFIG -> grown(action.getConfig(), config(action.getConfig()));
      case VOLUME -> grown(action.getVolume(), volume(action.getVolume()));
      case TARGET_NOT_SET -> 0;
    };
  }

  @SuppressWarnings("deprecation") // Out of use or not, it is written like any other field.
  private static int node(Node node) {
    return meta(node.hasMeta(), node.getMeta())
        + always(node.hasSpec(), node.getSpec(), bare(node.getSpec().hasAnnotations()))
        + bare(node.hasStatus())
        + grown(node.getAttachment(), attachment(node.getAttachment()))
        + always(
            node.hasCertificate(), node.getCertificate(), bare(node.getCertificate().hasStatus()))
        + attachments(node.getAttachmentsList());
  }

  private static int service(Service service) {
    return meta(service.hasMeta(), service.getMeta())
        + always(service.hasSpec(), service.getSpec(), spec(service.getSpec()))
        + (service.hasPreviousSpec()
            ? grown(service.getPreviousSpec(), spec(service.getPreviousSpec()))
            : 0)
        + (service.hasJobStatus()
            ? grown(service.getJobStatus(), bare(service.getJobStatus().hasJobIteration()))
            : 0);
  }

  private static int spec(ServiceSpec spec) {
    return bare(spec.hasAnnotations())
        + bare(spec.hasTask())
        + (spec.hasUpdate() ? update(spec.getUpdate()) : 0)
        + (spec.hasRollback() ? update(spec.getRollback()) : 0);
  }

  private static int update(UpdateConfig config) {
    return grown(config, bare(config.hasDelay()));
  }

  private static int task(Task task) {
    return meta(task.hasMeta(), task.getMeta())
        + bare(task.hasSpec())
        + bare(task.hasAnnotations())
        + bare(task.hasServiceAnnotations())
        + bare(task.hasStatus())
        + attachments(task.getNetworksList());
  }

  private static int attachments(List<NetworkAttachment> attachments) {
    int more = 0;
    for (int i = 0; i < attachments.size(); i++) { // Without an iterator: this runs for every task.
      more += grown(attachments.get(i), attachment(attachments.get(i)));
    }
    return more;
  }

  private static int attachment(NetworkAttachment attachment) {
    return attachment.hasNetwork()
        ? grown(attachment.getNetwork(), network(attachment.getNetwork()))
        : 0;
  }

  private static int network(Network network) {
    return meta(network.hasMeta(), network.getMeta())
        + always(network.hasSpec(), network.getSpec(), bare(network.getSpec().hasAnnotations()));
  }

  private static int cluster(Cluster cluster) {
    return meta(cluster.hasMeta(), cluster.getMeta())
        + always(cluster.hasSpec(), cluster.getSpec(), spec(cluster.getSpec()))
        + always(cluster.hasRootCa(), cluster.getRootCa(), rootCa(cluster.getRootCa()));
  }

  @SuppressWarnings("deprecation") // Out of use or not, it is written like any other field.
  private static int spec(ClusterSpec spec) {
    return bare(spec.hasAnnotations())
        + bare(spec.hasAcceptancePolicy())
        + bare(spec.hasOrchestration())
        + bare(spec.hasRaft())
        + bare(spec.hasDispatcher())
        + bare(spec.hasCaConfig())
        + bare(spec.hasTaskDefaults())
        + bare(spec.hasEncryptionConfig());
  }

  private static int rootCa(RootCA rootCa) {
    return bare(rootCa.hasJoinTokens());
  }

  private static int secret(Secret secret) {
    return meta(secret.hasMeta(), secret.getMeta())
        + always(secret.hasSpec(), secret.getSpec(), bare(secret.getSpec().hasAnnotations()));
  }

  private static int config(Config config) {
    return meta(config.hasMeta(), config.getMeta())
        + always(config.hasSpec(), config.getSpec(), bare(config.getSpec().hasAnnotations()));
  }

  private static int resource(Resource resource) {
    return meta(resource.hasMeta(), resource.getMeta()) + bare(resource.hasAnnotations());
  }

  private static int extension(Extension extension) {
    return meta(extension.hasMeta(), extension.getMeta()) + bare(extension.hasAnnotations());
  }

  private static int volume(Volume volume) {
    return meta(volume.hasMeta(), volume.getMeta())
        + always(volume.hasSpec(), volume.getSpec(), bare(volume.getSpec().hasAnnotations()));
  }

  private static int meta(boolean set, Meta meta) {
    return always(set, meta, bare(meta.hasVersion()));
  }

  /** A marked field without marked fields inside: SwarmKit writes a tag and length 0 for it. */
  private static int bare(boolean set) {
    return set ? 0 : TAG + lengthSize(0);
  }

  /**
   * A marked field with marked fields inside, where SwarmKit writes {@code more} bytes beyond ours.
   */
  private static int always(boolean set, MessageLite value, int more) {
    return set ? grown(value, more) : TAG + lengthSize(more) + more;
  }

  /** A part that we write too, and SwarmKit with {@code more} bytes: its length may need more. */
  private static int grown(MessageLite part, int more) {
    int size = part.getSerializedSize();
    return more + lengthSize(size + more) - lengthSize(size);
  }

  private static int lengthSize(int length) {
    return CodedOutputStream.computeUInt32SizeNoTag(length);
  }
}
