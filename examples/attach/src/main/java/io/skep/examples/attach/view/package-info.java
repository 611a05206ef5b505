/**
 * How a cluster is shown: {@link io.skep.examples.attach.view.View} is told what changes, on
 * terminals, in lines for people, or in lines for programs. One thread.
 */
package io.skep.examples.attach.view;
