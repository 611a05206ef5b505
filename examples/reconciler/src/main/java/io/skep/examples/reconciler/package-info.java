/**
 * A kind of one's own and its reconciler. Begin with {@link
 * io.skep.examples.reconciler.ReplicaGroup}, then {@link
 * io.skep.examples.reconciler.ReplicaGroups}; {@link io.skep.examples.reconciler.Main} runs them.
 */
package io.skep.examples.reconciler;
