/** Runs the benchmarks as a whole, and shows, compares and draws their results. */
@NullMarked
package io.memsim.bench.suite;

import org.jspecify.annotations.NullMarked;
