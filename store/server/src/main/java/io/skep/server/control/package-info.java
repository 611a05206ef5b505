/**
 * The Control service: {@link io.skep.server.control.ControlService} puts together one type for
 * each kind of object, with rules that need a type of their own next to it. Reads are answered from
 * a snapshot; each write is one transaction, and what it was refused for was true in it.
 */
package io.skep.server.control;
