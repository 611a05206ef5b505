package io.skep.store.raft.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The network between members: for each ordered pair a proxy of its own, so that each link can be
 * cut, in one direction or both. Member {@code i} listens at {@code 127.NET.i.i} and reaches member
 * {@code j} at {@code 127.NET.i.j}; its process is told so by a file of hosts, as all members know
 * one another by the same names. Any thread.
 */
final class Links implements AutoCloseable {
  /** As many members as a run ever has, those that were replaced among them. */
  static final int MEMBERS = 24;

  private static final int PORT = 7_411;

  /** No member; whoever listens there has the network. */
  private static final int MARK = 200;

  private static final int ATTEMPTS = 50;

  private final int net;
  private final Map<Pair, Link> links = new HashMap<>();

  /** Takes a network that no other run on this machine has. */
  Links(Random random) throws IOException {
    net = freeNet(random);
    links.put(new Pair(MARK, MARK), new Link(host(net, MARK, MARK), PORT, "localhost"));
  }

  private static int freeNet(Random random) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int net = 1 + random.nextInt(254);
      try {
        new ServerSocket(PORT, 1, InetAddress.getByName(host(net, MARK, MARK))).close();
        return net;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static String name(int member) {
    return "m" + member;
  }

  /** As every member knows {@code member}. */
  static String address(int member) {
    return name(member) + ":" + PORT;
  }

  /** What {@code member} knows of where the others are: lines of a file of hosts. */
  List<String> hosts(int member) {
    var lines = new ArrayList<String>();
    lines.add("127.0.0.1 localhost");
    for (int other = 1; other <= MEMBERS; other++) {
      lines.add(host(net, member, other) + " " + name(other));
    }
    return lines;
  }

  /** Opens the links between {@code member} and {@code others}. */
  synchronized void join(int member, Collection<Integer> others) throws IOException {
    for (int other : others) {
      open(member, other);
      open(other, member);
    }
  }

  private void open(int from, int to) throws IOException {
    var pair = new Pair(from, to);
    if (from != to && !links.containsKey(pair)) {
      links.put(pair, new Link(host(net, from, to), PORT, host(net, to, to)));
    }
  }

  private static String host(int net, int from, int to) {
    return "127.%d.%d.%d".formatted(net, from, to);
  }

  /** What {@code from} sends does not come to {@code to}, whoever began the connection. */
  synchronized void hold(int from, int to) {
    links.get(new Pair(from, to)).holdThere();
    links.get(new Pair(to, from)).holdBack();
  }

  /** Ends all connections between the two. */
  synchronized void reset(int one, int other) {
    links.get(new Pair(one, other)).reset();
    links.get(new Pair(other, one)).reset();
  }

  /** Everything goes through again. */
  synchronized void heal() {
    links.values().forEach(Link::heal);
  }

  /** How often something was held back or ended. */
  synchronized long disturbed() {
    return links.values().stream().mapToLong(Link::disturbed).sum();
  }

  @Override
  public synchronized void close() {
    links.values().forEach(Link::close);
  }

  private record Pair(int from, int to) {}
}
