package io.memsim.workload;

import java.io.Serializable;

/**
 * A job of the run.
 *
 * @param id Spark's id of it
 * @param submitted when it began, in milliseconds since the epoch
 * @param completed when it ended, or -1 where the log does not say
 */
public record LoggedJob(int id, long submitted, long completed) implements Serializable {}
