/** The real Spark's own classes, put together as an executor has them. */
@NullMarked
package io.memsim.bench.spark;

import org.jspecify.annotations.NullMarked;
