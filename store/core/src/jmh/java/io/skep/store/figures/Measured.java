package io.skep.store.figures;

/** What one operation took. */
record Measured(double nanos, double bytes) {}
