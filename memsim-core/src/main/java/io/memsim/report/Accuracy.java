package io.memsim.report;

import java.io.Serializable;

/**
 * How well the simulation reproduces something that the log recorded.
 *
 * @param figure what, as a phrase
 * @param right how much of it is the same as recorded
 * @param total how much of it there is, recorded or simulated
 */
public record Accuracy(String figure, long right, long total) implements Serializable {}
