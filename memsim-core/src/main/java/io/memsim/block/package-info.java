/**
 * What Spark's memory holds and where: names of blocks ({@link io.memsim.block.BlockId}), storage
 * levels, memory modes and tiers, all under Spark's own names. Immutable values, free to share
 * between threads.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.block;

import org.jspecify.annotations.NullMarked;
