package io.skep.orchestrator.allocation;

import io.skep.api.IPAMConfig;
import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what is wrong with the addresses and ports in a store. Reads the store only, and counts with
 * plain numbers; blocks of the old family only.
 */
final class AllocationChecker {
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> users = new HashMap<>();
  private final Map<String, Network> networks = new HashMap<>();

  /** All faults of {@code at}, in sentences. */
  static List<String> faults(ReadTx at) {
    var checker = new AllocationChecker();
    checker.check(at);
    return checker.faults;
  }

  private void check(ReadTx at) {
    at.list(Kinds.NETWORK).forEach(network -> networks.put(network.getId(), network));
    checkBlocks();
    for (Service service : at.list(Kinds.SERVICE)) {
      String name = "service " + service.getId();
      service
          .getEndpoint()
          .getVirtualIpsList()
          .forEach(ip -> use(name, ip.getNetworkId(), ip.getAddr()));
      for (PortConfig port : service.getEndpoint().getPortsList()) {
        if (port.getPublishMode() == PortConfig.PublishMode.INGRESS) {
          take(name, "port %d/%s".formatted(port.getPublishedPort(), port.getProtocol()));
        }
      }
    }
    for (Node node : at.list(Kinds.NODE)) {
      node.getAttachmentsList().forEach(one -> use("node " + node.getId(), one));
    }
    for (Task task : at.list(Kinds.TASK)) {
      if (task.getStatus().getState().getNumber() <= TaskState.RUNNING_VALUE) {
        task.getNetworksList().forEach(one -> use("task " + task.getId(), one));
      }
    }
  }

  private void checkBlocks() {
    var blocks = new ArrayList<Block>();
    for (Network network : networks.values()) {
      for (IPAMConfig config : network.getIpam().getConfigsList()) {
        Block block = Block.of(network.getId(), config.getSubnet());
        for (Block other : blocks) {
          if (block.first() <= other.last() && other.first() <= block.last()) {
            faults.add("blocks %s and %s overlap".formatted(block, other));
          }
        }
        blocks.add(block);
      }
    }
  }

  private void use(String user, NetworkAttachment attachment) {
    if (attachment.getAddressesCount() != 1) {
      faults.add("%s has the addresses %s".formatted(user, attachment.getAddressesList()));
    }
    attachment.getAddressesList().forEach(a -> use(user, attachment.getNetwork().getId(), a));
  }

  private void use(String user, String networkId, String address) {
    take(user, address);
    Network network = networks.get(networkId);
    if (network == null) {
      return; // Deleted under its users, who are told soon.
    }
    for (IPAMConfig config : network.getIpam().getConfigsList()) {
      Block block = Block.of(networkId, config.getSubnet());
      long number = number(address);
      boolean isHost =
          number > block.first() && number < block.last() && number != number(config.getGateway());
      if (isHost && length(address) == length(config.getSubnet())) {
        return;
      }
    }
    faults.add("%s of %s is no host of network %s".formatted(address, user, networkId));
  }

  private void take(String user, String what) {
    String other = users.put(what, user);
    if (other != null) {
      faults.add("%s is of %s and of %s".formatted(what, other, user));
    }
  }

  private record Block(String network, long first, long last) {
    static Block of(String network, String subnet) {
      long size = 1L << (32 - length(subnet));
      long first = number(subnet) / size * size;
      return new Block(network, first, first + size - 1);
    }
  }

  private static int length(String text) {
    return Integer.parseInt(text.substring(text.indexOf('/') + 1));
  }

  private static long number(String text) {
    long number = 0;
    for (String part : text.replaceFirst("/.*", "").split("\\.", -1)) {
      number = number * 256 + Integer.parseInt(part);
    }
    return number;
  }
}
