package io.skep.scheduler.explain;

import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import java.util.List;

/**
 * A node that does not take a task.
 *
 * @param by every filter that refuses it, in the order in which they are asked; at least one
 */
record Refused(NodeView node, List<Filter> by) {}
