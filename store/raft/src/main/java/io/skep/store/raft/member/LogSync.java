package io.skep.store.raft.member;

import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.impl.RatisMetricRegistryImpl;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.server.metrics.RaftLogMetricsBase;
import org.apache.ratis.server.metrics.SegmentedRaftLogMetrics;
import org.apache.ratis.thirdparty.com.codahale.metrics.Timer;

/** How long syncing takes, as the engine measures it. Any thread. */
final class LogSync {
  private static final double NANOS = 1e9;

  private LogSync() {}

  /** So many seconds at most, for that part of the syncs of late; NaN if there was none. */
  static double seconds(RaftGroupMemberId member, double quantile) {
    for (RatisMetricRegistry registry : MetricRegistries.global().getMetricRegistries()) {
      var info = registry.getMetricRegistryInfo();
      if (info.getMetricsComponentName().equals(RaftLogMetricsBase.RATIS_LOG_WORKER_METRICS)
          && info.getPrefix().equals(member.toString())
          && registry instanceof RatisMetricRegistryImpl its
          && its.get(SegmentedRaftLogMetrics.RAFT_LOG_SYNC_TIME) instanceof Timer timer
          && timer.getCount() > 0) {
        return timer.getSnapshot().getValue(quantile) / NANOS;
      }
    }
    return Double.NaN;
  }
}
