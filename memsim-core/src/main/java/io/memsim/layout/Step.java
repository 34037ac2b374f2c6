package io.memsim.layout;

import java.io.Serializable;

/**
 * One step of the sums behind a layout.
 *
 * @param name what it computes: the name of the accessor, such as {@code unified}
 * @param formula how, with the figures put in: {@code (1073741824 - 314572800) * 0.6}
 * @param value the result, bytes
 */
public record Step(String name, String formula, long value) implements Serializable {}
