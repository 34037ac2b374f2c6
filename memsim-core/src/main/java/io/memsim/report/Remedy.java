package io.memsim.report;

import java.io.Serializable;

/**
 * What would make the next log tell more.
 *
 * @param setting a line for {@code spark-defaults.conf}, empty where no setting helps
 * @param why what it would tell, in a sentence
 */
public record Remedy(String setting, String why) implements Serializable {}
