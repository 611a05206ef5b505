package io.skep.controller.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flows that have keys ready or handed out, and which of them are held because they have their
 * share. A flow without keys is forgotten. Confined to the queue's loop; all operations cost O(1),
 * or O(classes) when a flow reaches or leaves its share.
 */
final class ActiveFlows<K> {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveFlows.class);

  private final Flows<K> flows;
  private final int share;
  private final Flow<K> noFlow = new Flow<>("", 1);
  private final Map<String, Flow<K>> byName = new HashMap<>(); // Never iterated.
  private final Chain<Flow<K>> waiting = new Chain<>();
  private int held;

  /** {@code inFlight} keys may be handed out at once, which the flows share. */
  ActiveFlows(Flows<K> flows, int inFlight) {
    this.flows = flows;
    this.share = flows.share(inFlight);
  }

  /** How many ready keys are those of held flows. */
  int heldKeys() {
    return held;
  }

  /** The flow of {@code key}. */
  Flow<K> of(K key) {
    if (flows.areOne()) {
      return noFlow;
    }
    try {
      String name = Objects.requireNonNull(flows.of().apply(key), "the flow's name");
      Flow<K> active = byName.get(name);
      return active != null ? active : begin(name);
    } catch (RuntimeException e) { // The key must not be lost to it.
      LOG.error("the flow of key {} is not known; it goes with the keys that have none", key, e);
      return noFlow;
    }
  }

  private Flow<K> begin(String name) {
    var flow = new Flow<K>(name, flows.checkedWeight(name));
    byName.put(name, flow);
    return flow;
  }

  /** A key of {@code flow} has become ready. */
  void ready(Flow<K> flow) {
    held += flow.held ? 1 : 0;
    if (flow.ready++ == 0) {
      waiting.add(flow.waiting);
      if (waiting.size() == 2) {
        review(waiting.first()); // It was alone.
      }
      review(flow);
    }
  }

  /** A ready key of {@code flow} is handed out. */
  void started(Flow<K> flow) {
    flow.running++;
    if (--flow.ready == 0) {
      waiting.remove(flow.waiting);
      if (waiting.size() == 1) {
        review(waiting.first()); // It is alone now.
      }
    }
    review(flow);
  }

  /** A key of {@code flow} is given back. */
  void ended(Flow<K> flow) {
    flow.running--;
    review(flow);
    if (flow.isIdle() && flow != noFlow) {
      byName.remove(flow.name);
    }
  }

  /** Holds {@code flow}, or lets it go, by what it has and whether others wait. */
  private void review(Flow<K> flow) {
    boolean othersWait = waiting.size() > (flow.ready > 0 ? 1 : 0);
    boolean hold = flow.running >= share && othersWait;
    if (hold == flow.held) {
      return;
    }
    flow.held = hold;
    held += hold ? flow.ready : -flow.ready;
    for (FlowLine<K> line : flow.lines) {
      if (hold) {
        line.in.hold(line);
      } else {
        line.in.letGo(line);
      }
    }
  }
}
