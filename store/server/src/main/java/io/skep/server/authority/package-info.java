/** The CA service, as far as it needs no certificate authority: the key of locked managers. */
package io.skep.server.authority;
