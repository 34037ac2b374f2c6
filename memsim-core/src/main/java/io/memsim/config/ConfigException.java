package io.memsim.config;

/**
 * A setting that Spark, or the simulator, refuses. Its message is one line: key, value, and what
 * was expected instead.
 */
public final class ConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 100;

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
    super(bare(key) + " = " + quoted(value) + ": expected " + expected);
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

  /** A key inside a message: like {@link #quoted}, without the quotes. */
  static String bare(String key) {
    String quoted = quoted(key);
    return quoted.substring(1, quoted.length() - 1);
  }

  /** Foreign text inside a message: one line, of bearable length. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder().append('"');
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(text.length() > LONGEST ? "...\"" : "\"").toString();
  }
}
