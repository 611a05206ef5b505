/**
 * What operators fetch from a running process: {@link io.skep.controller.http.OperatorEndpoints}.
 *
 * <p>The one package that needs an HTTP server, {@code vertx-health-check} and {@code
 * micrometer-registry-prometheus}, which a program without endpoints can leave out. Imports the
 * vocabulary of controllers and their health.
 */
package io.skep.controller.http;
