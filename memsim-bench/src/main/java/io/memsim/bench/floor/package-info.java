/** The least that the paths could cost: arrays, open addressing, and none of Spark's rules. */
@NullMarked
package io.memsim.bench.floor;

import org.jspecify.annotations.NullMarked;
