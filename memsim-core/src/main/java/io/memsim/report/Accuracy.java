package io.memsim.report;

import java.io.Serializable;

/**
 * How well the simulation reproduces something that the log recorded.
 *
 * @param figure what, as a phrase
 * @param right how much of it came out as recorded
 * @param total how much of it was recorded
 */
public record Accuracy(String figure, long right, long total) implements Serializable {}
