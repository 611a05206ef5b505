/** The whole idea in one file: {@link io.skep.examples.hello.Hello}. */
package io.skep.examples.hello;
