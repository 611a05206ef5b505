package io.skep.store.raft.member;

import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Transport;
import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** What the engine is told. */
final class EngineSettings {
  /** A record of 1 MiB and a transaction that goes over its end, with room. */
  private static final SizeInBytes ENTRY_BYTES = SizeInBytes.valueOf("4MB");

  /** The engine wants it to be longer than an entry. */
  private static final SizeInBytes BUFFER_BYTES = SizeInBytes.valueOf("8MB");

  private static final int SNAPSHOT_CHUNK_BYTES = 4 << 20;

  /** How long one that joins may not answer: it may be loading a large snapshot. */
  private static final TimeDuration JOINING = TimeDuration.valueOf(30, TimeUnit.SECONDS);

  /**
   * How far apart the leader's messages to a follower are. One that says what is committed follows
   * each that has entries, and the next entries wait for this after it: by default for a
   * millisecond. With none at all, under load, it sends more messages of fewer entries.
   */
  private static final TimeDuration APART = TimeDuration.valueOf(100, TimeUnit.MICROSECONDS);

  private EngineSettings() {}

  static RaftProperties of(RaftOptions options, File storage) {
    var settings = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(settings, List.of(storage));
    // Stopped for long, as by a debugger, it is behind, and catches up; that is no reason to end.
    RaftServerConfigKeys.setCloseThreshold(settings, TimeDuration.valueOf(1, TimeUnit.DAYS));
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        settings, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    log(options, settings);
    snapshots(settings);
    elections(options, settings);
    transport(options, settings);
    return settings;
  }

  /** What is no text: keys. */
  static Parameters keys(RaftOptions options) {
    var keys = new Parameters();
    options
        .group()
        .map(RaftOptions.Group::transport)
        .filter(Transport.MutualTls.class::isInstance)
        .map(Transport.MutualTls.class::cast)
        .ifPresent(
            tls ->
                GrpcConfigKeys.TLS.setConf(keys, new GrpcTlsConfig(tls.key(), tls.trust(), true)));
    return keys;
  }

  /**
   * Refuses {@code member} where members talk over loopback only.
   *
   * @throws IllegalArgumentException if it is elsewhere
   */
  static void checkReach(RaftOptions.Group group, Member member) {
    if (group.transport() instanceof Transport.Loopback && !isLoopback(member)) {
      throw new IllegalArgumentException(
          ("%s is not on this machine, and members talk without encryption; say over(new"
                  + " Transport.MutualTls(key, trust)), or over(new Transport.Plaintext()) on a"
                  + " network that nobody else can reach")
              .formatted(member));
    }
  }

  private static boolean isLoopback(Member member) {
    String host = member.address().substring(0, member.address().lastIndexOf(':'));
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static void log(RaftOptions options, RaftProperties settings) {
    var segment = SizeInBytes.valueOf(options.segmentBytes());
    RaftServerConfigKeys.Log.setSegmentSizeMax(settings, segment);
    RaftServerConfigKeys.Log.setPreallocatedSize(
        settings, SizeInBytes.valueOf(Math.min(options.segmentBytes(), 4 << 20)));
    RaftServerConfigKeys.Log.setWriteBufferSize(settings, BUFFER_BYTES);
    // Else each commit is followed by an entry that says so, and is synced to the disk as well.
    RaftServerConfigKeys.Log.setLogMetadataEnabled(settings, false);
    RaftServerConfigKeys.Log.setPurgeGap(settings, 1);
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(settings, APART);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(settings, ENTRY_BYTES);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(
        settings, SizeInBytes.valueOf(SNAPSHOT_CHUNK_BYTES));
  }

  private static void snapshots(RaftProperties settings) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(settings, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(settings, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(settings, false);
  }

  private static void elections(RaftOptions options, RaftProperties settings) {
    long millis = Math.max(1, options.election().toMillis());
    var least = TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    var most = TimeDuration.valueOf(2 * millis, TimeUnit.MILLISECONDS);
    RaftServerConfigKeys.Rpc.setTimeoutMin(settings, least);
    RaftServerConfigKeys.Rpc.setTimeoutMax(settings, most);
    RaftServerConfigKeys.setStagingTimeout(settings, JOINING);
  }

  private static void transport(RaftOptions options, RaftProperties settings) {
    if (options.group().isEmpty()) {
      settings.set(RaftConfigKeys.Rpc.TYPE_KEY, SoleRpc.class.getName());
      return;
    }
    String address = options.group().get().address();
    int colon = address.lastIndexOf(':');
    GrpcConfigKeys.Server.setHost(settings, address.substring(0, colon));
    GrpcConfigKeys.Server.setPort(settings, Integer.parseInt(address.substring(colon + 1)));
  }
}
