/**
 * Spark's memory settings: which keys there are, what their values mean, and what a set of them
 * comes to ({@link io.memsim.config.MemoryConfig}). Immutable values, free to share between
 * threads.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.config;

import org.jspecify.annotations.NullMarked;
