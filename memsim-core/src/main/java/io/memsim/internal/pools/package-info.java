/**
 * Spark's unified memory manager: the pools, the shares, the waiting. Nothing here knows what a
 * block is; {@link io.memsim.internal.pools.Evictor} is how the pools ask for blocks to go.
 */
@NullMarked
package io.memsim.internal.pools;

import org.jspecify.annotations.NullMarked;
