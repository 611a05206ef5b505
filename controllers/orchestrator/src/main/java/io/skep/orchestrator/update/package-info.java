/**
 * Changes of services, and how their tasks follow them. Start with {@link
 * io.skep.orchestrator.update.DirtyCheck}: which tasks a change makes out of date. Everything here
 * is decided from stored objects; nothing keeps state or has a thread. Imports {@code task} and
 * what that imports.
 */
package io.skep.orchestrator.update;
