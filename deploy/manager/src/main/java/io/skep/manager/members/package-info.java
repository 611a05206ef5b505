/**
 * The members of a cluster as SwarmKit's clients see them: nodes with a standing. Begin with {@link
 * io.skep.manager.members.Roster}, which is what is known of the members.
 */
package io.skep.manager.members;
