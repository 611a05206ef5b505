package io.skep.informer.peer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import java.util.List;

/**
 * The objects of the peer, and its cache of them. They have no resource version: the cache keeps
 * one for each entry of an index and compares it when it finds the object, here two empty texts.
 */
final class Pods {
  static final String OF_NODE = "of node";

  private static final String NAMESPACE = "default";

  private Pods() {}

  /** The peer's cache, with three indexes, over {@code count} pods. */
  static CacheImpl<Pod> cache(int count) {
    // The first index takes the place of the one by namespace, which would be a fourth.
    CacheImpl<Pod> cache =
        new CacheImpl<>(
            OF_NODE, pod -> List.of(pod.getSpec().getNodeName()), Cache::metaNamespaceKeyFunc);
    cache.addIndexFunc("of service", pod -> List.of(pod.getMetadata().getLabels().get("service")));
    cache.addIndexFunc("of slot", pod -> List.of(pod.getMetadata().getLabels().get("slot")));
    for (int i = 0; i < count; i++) {
      cache.put(pod(i, Edit.STATUS, 0));
    }
    return cache;
  }

  static String key(int number) {
    return Cache.namespaceKeyFunc(NAMESPACE, Names.object(number));
  }

  /** A pod in the state to which pass {@code pass} of such changes brings it. */
  static Pod pod(int number, Edit edit, int pass) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(Names.object(number))
        .addToLabels("service", Names.service(number))
        .addToLabels("slot", Integer.toString(Names.slot(number)))
        .endMetadata()
        .withNewSpec()
        .withNodeName(Names.node(number, edit == Edit.NODE ? pass : 0))
        .addNewContainer()
        .withName(Names.service(number))
        .withImage(Names.IMAGE)
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withMessage(Names.status(edit == Edit.STATUS ? pass : 0))
        .endStatus()
        .build();
  }
}
