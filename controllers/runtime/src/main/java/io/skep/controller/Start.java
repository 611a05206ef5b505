package io.skep.controller;

import io.skep.controller.lease.Term;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a {@link Component} is started with.
 *
 * @param term the term for which it is started; empty if it runs on every replica
 * @param onFailure to be told, from any thread, if it cannot go on: the manager then stops, and
 *     fails with that cause. Later failures are only logged
 */
public record Start(Optional<Term> term, Consumer<? super Throwable> onFailure) {}
