/**
 * Where blocks are: the memory store with its recency order, the disk store, the locks, unroll
 * memory, and the block manager that moves blocks between them.
 */
@NullMarked
package io.memsim.internal.stores;

import org.jspecify.annotations.NullMarked;
