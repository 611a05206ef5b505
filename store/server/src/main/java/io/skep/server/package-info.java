/**
 * A store behind SwarmKit's gRPC services. Start with {@link io.skep.server.listen.StoreServer},
 * which assembles it; here is what the parts have in common: why calls are refused, who calls, and
 * what the rest of a manager is asked.
 *
 * <p>Calls are answered on the event loops that they come in on, without blocking.
 */
package io.skep.server;
