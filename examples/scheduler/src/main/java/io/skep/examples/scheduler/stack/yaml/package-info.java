/**
 * YAML as nodes that know where they stand. Start with {@link
 * io.skep.examples.scheduler.stack.yaml.YamlText}, which reads a text; what it and all later steps
 * find goes to {@link io.skep.examples.scheduler.stack.yaml.Findings}.
 *
 * <p>Anchors, aliases and merge keys are resolved here, plain scalars get the types of YAML 1.2,
 * and texts that would grow without bound are refused. Nodes are immutable; the rest is for one
 * thread. Imports SnakeYAML, which shows nowhere else.
 */
package io.skep.examples.scheduler.stack.yaml;
