/**
 * What a configuration comes to: {@link io.memsim.layout.MemoryLayout}, the regions of a JVM's
 * memory under Spark, with the sums that lead to them.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.layout;

import org.jspecify.annotations.NullMarked;
