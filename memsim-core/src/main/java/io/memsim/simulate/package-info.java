/**
 * Runs the work of an event log again, in virtual time, on executors of any configuration: which
 * reads hit, what is evicted, recomputed and spilled, who fails.
 *
 * <p>{@link io.memsim.simulate.Simulation} is made of a {@link io.memsim.workload.Workload} and
 * runs {@link io.memsim.simulate.Scenario}s of it.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.simulate;

import org.jspecify.annotations.NullMarked;
