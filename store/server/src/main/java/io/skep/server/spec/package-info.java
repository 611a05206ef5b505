/**
 * What users may write into specs: one type for each part that has rules of its own. Each refuses
 * with {@link io.skep.server.RefusedException}; texts are SwarmKit's. Pure; any thread.
 */
package io.skep.server.spec;
