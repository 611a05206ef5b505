/** The Java Operator SDK's event processing, for a comparison with ours. */
package io.skep.controller.peer;
