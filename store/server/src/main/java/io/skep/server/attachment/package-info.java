/** The ResourceAllocator service: places on networks for containers that no service started. */
package io.skep.server.attachment;
