/**
 * What a run of Spark did, as its event log tells: jobs, stages, tasks, RDDs with their lineage and
 * the sizes of their blocks, executors, broadcasts. Only the work is kept, never what became of it
 * in memory: hits, misses and evictions are for {@code io.memsim.simulate} to predict.
 *
 * <p>{@link io.memsim.workload.EventLogFile} finds the lines of a log of any form; {@link
 * io.memsim.workload.EventLogReader} makes a {@link io.memsim.workload.Workload} of them.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.workload;

import org.jspecify.annotations.NullMarked;
