/**
 * What is shown of a cluster: {@link io.skep.examples.attach.row.Section} makes a {@link
 * io.skep.examples.attach.row.Row} of each object, from one snapshot. Any thread.
 */
package io.skep.examples.attach.row;
