package io.skep.store.raft.member;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * The transport of a member that is alone: none. It opens no port, so nobody else on the machine
 * can reach its log. Public because the engine makes it by its name.
 */
public final class SoleRpc implements RpcType, ServerFactory {
  /** The same for all. */
  public SoleRpc() {}

  @Override
  public String name() {
    return getClass().getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return this;
  }

  @Override
  public RpcType getRpcType() {
    return this;
  }

  @Override
  public RaftServerRpc newRaftServerRpc(RaftServer server) {
    return new Nobody(this);
  }

  /** There is nobody to talk to. */
  private record Nobody(RpcType rpcType) implements RaftServerRpc {
    @Override
    public RpcType getRpcType() {
      return rpcType;
    }

    @Override
    public void start() {}

    @Override
    public InetSocketAddress getInetSocketAddress() {
      return InetSocketAddress.createUnresolved("none", 0);
    }

    @Override
    public void handleException(RaftPeerId member, Exception e, boolean reconnect) {}

    @Override
    public void addRaftPeers(java.util.Collection<RaftPeer> members) {}

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
      throw alone();
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
        throws IOException {
      throw alone();
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
        throws IOException {
      throw alone();
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(
        StartLeaderElectionRequestProto request) throws IOException {
      throw alone();
    }

    private static IOException alone() {
      return new IOException("this member is alone");
    }

    @Override
    public void close() {}
  }
}
