/**
 * What an operator can choose, in one list ({@link io.skep.manager.config.Key}), and how it is
 * read: file, environment, command line. What is unknown or does not fit is an error, never
 * ignored.
 */
package io.skep.manager.config;
