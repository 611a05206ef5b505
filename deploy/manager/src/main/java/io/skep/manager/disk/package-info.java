/** The daemon's files: {@link io.skep.manager.disk.SnapshotFolder}. All of it blocks. */
package io.skep.manager.disk;
