/**
 * Who a process is under TLS, and whom it trusts, from files that others renew while it runs:
 * {@link io.skep.store.tls.LiveCertificates}. Imports nothing of the store but its loops.
 */
package io.skep.store.tls;
