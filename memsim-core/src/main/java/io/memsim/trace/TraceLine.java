package io.memsim.trace;

import org.jspecify.annotations.Nullable;

/**
 * One line of a trace after its header.
 *
 * @param number the line's number in its file, counted from 1; the first operation is usually 2
 * @param operation what is done
 * @param expectation the recorded answers, or null when the line has none
 */
public record TraceLine(long number, Operation operation, @Nullable Expectation expectation) {}
