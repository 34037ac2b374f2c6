/**
 * Differential tests: the real Spark and memsim side by side, compared after every operation.
 *
 * <p>A {@link io.memsim.bench.parity.Setup} configures both. A {@link
 * io.memsim.bench.parity.Planner} turns generated numbers into actions that make sense in the
 * present state. {@link io.memsim.bench.parity.RealExecutor} performs them on Spark's own memory
 * manager, block manager, stores and task memory managers, {@link
 * io.memsim.bench.parity.SimulatedExecutor} on memsim, and {@link
 * io.memsim.bench.parity.StateComparison} compares what both hold, to the byte.
 */
package io.memsim.bench.parity;
