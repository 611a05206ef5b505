/**
 * Variables in the texts of a YAML file, as Compose puts them in. Start with {@link
 * io.skep.examples.scheduler.stack.interpolation.Interpolation}.
 *
 * <p>The environment comes in as a map; nothing here asks the process for it. For one thread.
 * Imports the YAML nodes.
 */
package io.skep.examples.scheduler.stack.interpolation;
