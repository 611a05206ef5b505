/**
 * What a task needs before it can be scheduled: its networks with an address on each, and the ports
 * and virtual addresses of its service. One controller gives them all, one after the other, from
 * books that it rebuilds from what is stored. Start with {@link
 * io.skep.orchestrator.allocation.Allocation}.
 */
package io.skep.orchestrator.allocation;
