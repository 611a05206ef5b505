/**
 * The built-in filters, in the order in which they are asked: {@link
 * io.skep.scheduler.filter.ReadyFilter}, {@link io.skep.scheduler.filter.ResourceFilter}, {@link
 * io.skep.scheduler.filter.PluginFilter}, {@link io.skep.scheduler.filter.ConstraintFilter}, {@link
 * io.skep.scheduler.filter.PlatformFilter}, {@link io.skep.scheduler.filter.HostPortFilter}, {@link
 * io.skep.scheduler.filter.MaxReplicasFilter}, {@link io.skep.scheduler.filter.VolumeFilter}.
 *
 * <p>All are immutable. Imports the vocabulary, constraints, resources and volumes.
 */
package io.skep.scheduler.filter;
