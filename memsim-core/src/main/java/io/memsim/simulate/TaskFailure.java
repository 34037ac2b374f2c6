package io.memsim.simulate;

import java.io.Serializable;

/**
 * A task that could not go on.
 *
 * @param time when, in virtual milliseconds since the application began
 * @param executor the position of the executor
 * @param task the task's index in the workload
 * @param stage its stage, by position in the workload
 * @param needed the bytes that it needed
 * @param got the bytes that it could have
 * @param reason what it failed of, in one line
 */
public record TaskFailure(
    double time, int executor, int task, int stage, long needed, long got, String reason)
    implements Serializable {}
