/** Benchmarks of memsim's public API. How to run them stands at each class. */
@NullMarked
package io.memsim.bench;

import org.jspecify.annotations.NullMarked;
