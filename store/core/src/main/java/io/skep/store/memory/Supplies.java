package io.skep.store.memory;

import io.skep.store.IdSource;
import io.skep.store.loop.Clock;

/** What transactions take from outside: the time, and new ids. */
record Supplies(Clock clock, IdSource ids) {}
