/**
 * Kinds of the user's own, kept in the store's table of resources: a Java record or a protobuf
 * message is a kind in one line.
 */
package io.skep.controller.custom;
