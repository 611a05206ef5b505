/**
 * What a revision of a stack would do, without doing it: {@link
 * io.skep.examples.scheduler.plan.StackPlan}. Nothing here prints.
 */
package io.skep.examples.scheduler.plan;
