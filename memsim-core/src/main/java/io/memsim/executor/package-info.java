/**
 * One executor's memory: {@link io.memsim.executor.ExecutorMemory} is the door, every operation a
 * method on it.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.executor;

import org.jspecify.annotations.NullMarked;
