/**
 * Where a server listens, who may connect there, and what callers find: {@link
 * io.skep.server.listen.StoreServer} assembles all services. Imports every other package of the
 * module.
 */
package io.skep.server.listen;
