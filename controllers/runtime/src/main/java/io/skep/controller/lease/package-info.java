/**
 * Leader election: of several candidates at most one holds a {@linkplain
 * io.skep.controller.lease.Lease lease} and leads, in a {@linkplain io.skep.controller.lease.Term
 * term} whose number fences what it writes. Start with {@link
 * io.skep.controller.lease.LeaseElection}; it needs a store and a loop, and no manager. On members
 * of a replicated store there is no lease: {@link io.skep.controller.lease.LogLeadership}.
 *
 * <p>An election is confined to its loop; a term may be used from any thread. Imports the store's
 * vocabulary, its resources, and loops.
 */
package io.skep.controller.lease;
