package io.memsim.simulate;

import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import java.io.Serializable;

/**
 * One block that left memory to make room.
 *
 * @param time when, in virtual milliseconds since the application began
 * @param executor the position of the executor
 * @param block its name
 * @param bytes what it took in memory
 * @param to where it is now
 * @param cause what it was evicted for
 * @param task the task whose request it was, by index in the workload, or -1 for the driver
 * @param stage that task's stage, by position in the workload, or -1
 */
public record Eviction(
    double time,
    int executor,
    String block,
    long bytes,
    Tier to,
    EvictionCause cause,
    int task,
    int stage)
    implements Serializable {}
