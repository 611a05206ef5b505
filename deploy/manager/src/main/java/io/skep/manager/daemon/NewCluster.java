package io.skep.manager.daemon;

import io.skep.manager.config.Settings;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.member.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way out when the majority of a cluster is lost for good. */
public final class NewCluster {
  private static final Logger LOG = LoggerFactory.getLogger(NewCluster.class);

  private NewCluster() {}

  /**
   * Makes all that this member has on its disk the beginning of a new cluster, of which it is the
   * only member; blocks.
   *
   * @throws DaemonException if {@code settings} are not those of such a member
   * @throws io.skep.store.raft.RaftException if the folder cannot be used, or is damaged
   */
  public static void force(Settings settings) {
    LOG.warn(
        "beginning a new cluster with what is in {}: what only the other members had is lost, and"
            + " they must not run again with what they have",
        settings.data());
    try {
      RaftOptions options =
          LogStorage.options(settings, Certificates.open(settings, Clock.system()));
      Recovery.Salvaged salvaged = Recovery.forceNew(options, MemoryStoreOptions.of(Kinds.ALL));
      LOG.warn(
          "history {} has ended at version {}; its log is kept in {}. Start this member as it is"
              + " configured now, and let others join with empty folders",
          salvaged.historyId(),
          salvaged.version(),
          salvaged.kept());
    } catch (IllegalArgumentException e) {
      throw new DaemonException("no new cluster was begun: " + e.getMessage(), e);
    }
  }
}
