/** The daemon's identity under TLS: files, or a certificate of its own. */
package io.skep.manager.tls;
