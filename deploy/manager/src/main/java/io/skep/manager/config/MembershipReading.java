package io.skep.manager.config;

import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions.Group;
import io.skep.store.tls.TlsFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what a manager is in a cluster, and whether it fits together. One thread. */
final class MembershipReading {
  private final Reading reading;

  MembershipReading(Reading reading) {
    this.reading = reading;
  }

  /** Empty for a manager that is alone, and after a mistake. */
  Optional<Membership> read(Settings.Keeping store, Optional<TlsFiles> tls) {
    if (reading.isNone(Key.MEMBER)) {
      for (Key key : List.of(Key.CLUSTER, Key.PEERS)) {
        if (!reading.isNone(key)) {
          reading.mistake(key, "is for members of a cluster, and member is none; set it");
        }
      }
      return Optional.empty();
    }
    if (store == Settings.Keeping.MEMORY) {
      reading.mistake(Key.MEMBER, "needs store: durable");
    }
    Member self = reading.read(Key.MEMBER, "NAME=HOST:PORT", Members::parse);
    String cluster = reading.read(Key.CLUSTER, "a UUID", text -> UUID.fromString(text).toString());
    List<Member> founders =
        reading.isNone(Key.PEERS)
            ? List.of()
            : reading.read(
                Key.PEERS, "a list of NAME=HOST:PORT or none", MembershipReading::members);
    boolean insecure = reading.flag(Key.MEMBERS_INSECURE);
    if (self == null || cluster == null || founders == null) {
      return Optional.empty();
    }
    checkFounders(cluster, self, founders);
    checkForwarding(founders);
    checkTransport(self, founders, insecure || tls.flatMap(TlsFiles::authority).isPresent());
    return Optional.of(new Membership(cluster, self, founders, insecure));
  }

  private void checkFounders(String cluster, Member self, List<Member> founders) {
    try {
      Group.founding(cluster, self, founders);
    } catch (IllegalArgumentException e) {
      reading.mistake(Key.PEERS, "do not fit: " + e.getMessage());
      return;
    }
    for (Member founder : founders) {
      if (founder.id().equals(self.id()) && !founder.address().equals(self.address())) {
        reading.mistake(
            Key.PEERS,
            "say that %s is at %s, and member says %s; say the same"
                .formatted(self.id(), founder.address(), self.address()));
      }
    }
  }

  private void checkForwarding(List<Member> founders) {
    boolean nobodyKnowsWhere = founders.stream().anyMatch(each -> each.clients().isEmpty());
    if (nobodyKnowsWhere
        && reading.word(Key.WRITES, Settings.Writes.class) == Settings.Writes.FORWARD) {
      reading.mistake(
          Key.WRITES,
          "forward needs to know where clients reach each of peers: NAME=HOST:PORT/HOST:PORT");
    }
  }

  private void checkTransport(Member self, List<Member> founders, boolean mayLeaveTheMachine) {
    if (!mayLeaveTheMachine
        && !(Settings.isLoopback(host(self))
            && founders.stream().map(MembershipReading::host).allMatch(Settings::isLoopback))) {
      reading.mistake(
          Key.MEMBER,
          "needs tls-cert, tls-key and tls-ca, as members elsewhere are known by certificates; or"
              + " members-insecure on a network that nobody else can reach");
    }
  }

  private static String host(Member member) {
    return member.address().substring(0, member.address().lastIndexOf(':'));
  }

  private static List<Member> members(String text) {
    return Arrays.stream(text.split(",", -1)).map(each -> Members.parse(each.strip())).toList();
  }
}
