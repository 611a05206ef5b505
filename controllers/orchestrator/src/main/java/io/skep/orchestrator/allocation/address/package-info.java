/**
 * Which addresses of which networks are in use, and which may be given next. Knows nothing of
 * stores; one thread at a time. Start with {@link
 * io.skep.orchestrator.allocation.address.AddressBook}. Imports only the messages.
 */
package io.skep.orchestrator.allocation.address;
