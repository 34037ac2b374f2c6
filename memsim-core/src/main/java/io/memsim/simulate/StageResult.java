package io.memsim.simulate;

import java.io.Serializable;

/**
 * What happened during one stage attempt.
 *
 * @param stage Spark's id of the stage
 * @param attempt which attempt
 * @param name its name
 * @param tasks how many tasks ran
 * @param failed how many of them failed
 * @param submitted when it was submitted, in virtual milliseconds since the application began
 * @param completed when its last task ended, in virtual milliseconds
 * @param counts what its tasks did
 * @param peakExecution the most execution memory that one of its tasks held, in bytes
 */
public record StageResult(
    int stage,
    int attempt,
    String name,
    int tasks,
    int failed,
    double submitted,
    double completed,
    Counts counts,
    long peakExecution)
    implements Serializable {}
