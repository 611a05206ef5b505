/**
 * The filters of list calls: {@link io.skep.server.query.AllOf} for most kinds, {@link
 * io.skep.server.query.AnyOf} for secrets, configs and resources. Imports the store.
 */
package io.skep.server.query;
