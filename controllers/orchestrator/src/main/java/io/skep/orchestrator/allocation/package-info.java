/**
 * What a task needs before it can be scheduled: its networks, and the ports of its service. The
 * provider is in memory: networks of any driver count as there once they are named, ports are
 * handed out here, addresses are not. Start with {@link
 * io.skep.orchestrator.allocation.TaskAllocator}.
 */
package io.skep.orchestrator.allocation;
