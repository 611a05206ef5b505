/**
 * Committed changes by version, in bounded memory, and the watchers that read them. Start with
 * {@link io.skep.store.changelog.ChangeLog}; {@link io.skep.store.changelog.Watchers} hands out the
 * cursors.
 *
 * <p>One thread at a time appends; each cursor and the dispatcher of its loop stay on that loop;
 * nothing here ever waits. Imports the vocabulary and the loop.
 */
package io.skep.store.changelog;
