/**
 * Memory traces: what one executor's memory was asked to do, operation by operation, with the
 * recorded answers where there are any.
 *
 * <p>{@link io.memsim.trace.TraceReader} reads a trace as a stream, {@link
 * io.memsim.trace.TraceWriter} writes one, {@link io.memsim.trace.Replay} drives an executor with
 * it and compares, and {@link io.memsim.trace.TraceRecorder} makes one from what a caller does with
 * an executor.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.trace;

import org.jspecify.annotations.NullMarked;
