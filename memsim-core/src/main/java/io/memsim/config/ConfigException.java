package io.memsim.config;

import io.memsim.internal.text.ForeignText;

/**
 * A setting that Spark, or the simulator, refuses. Its message is one line: key, value, and what
 * was expected instead.
 */
public final class ConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String value;
  private final String expected;

  /**
   * A refusal.
   *
   * @param key the property, or what else was set
   * @param value the refused value
   * @param expected what would have been accepted, and why where that is not evident
   */
  public ConfigException(String key, String value, String expected) {
    super(ForeignText.bare(key) + " = " + ForeignText.quoted(value) + ": expected " + expected);
    this.key = key;
    this.value = value;
    this.expected = expected;
  }

  /**
   * What was set.
   *
   * @return the property's key, or the builder's method for what is not a property
   */
  public String key() {
    return key;
  }

  /**
   * What it was set to.
   *
   * @return the value as given
   */
  public String value() {
    return value;
  }

  /**
   * What would have been accepted.
   *
   * @return a phrase that follows "expected"
   */
  public String expected() {
    return expected;
  }
}
