package io.memsim.config;

import com.google.common.collect.ImmutableSortedMap;
import io.memsim.config.ByteSize.Unit;
import java.io.Serializable;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A checked set of properties of one version of Spark, read with types and defaults. */
record Settings(ImmutableSortedMap<String, String> map, SparkVersion version)
    implements Serializable {

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9]+|\\*)(?:,.*)?\\])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*[0-9]+\\s*,\\s*([0-9]+)\\s*,\\s*[0-9]+\\s*\\]");

  /** Refuses a value that Spark would refuse, old names included. */
  static void check(String key, String value, SparkVersion version) {
    SparkProperty.of(key)
        .or(() -> GoneKeys.find(key).filter(GoneKeys.Gone::stillRead).map(GoneKeys.Gone::nearest))
        .ifPresent(
            property -> {
              try {
                Values.check(property, value, version);
              } catch (ConfigException e) {
                throw e.key().equals(key) ? e : under(key, e);
              }
            });
  }

  private static ConfigException under(String oldName, ConfigException refused) {
    ConfigException same = new ConfigException(oldName, refused.value(), refused.expected());
    same.initCause(refused);
    return same;
  }

  /** The value as text, perhaps under the property's old name; null when it is not set. */
  @Nullable String text(SparkProperty property) {
    String value = map.get(property.key());
    return value != null
        ? value
        : GoneKeys.oldNameOf(property).map(oldName -> map.get(oldName)).orElse(null);
  }

  boolean has(SparkProperty property) {
    return text(property) != null;
  }

  /** The value, or the default where the property has one. */
  String textOrFallback(SparkProperty property) {
    String value = text(property);
    return value != null ? value : property.fallback().orElseThrow();
  }

  long bytes(SparkProperty property) {
    return Values.bytes(property, textOrFallback(property), version);
  }

  /** To the byte, also where Spark counts MiB. */
  long exactBytes(SparkProperty property, Unit bare) {
    return Values.bytes(property, textOrFallback(property), bare, version);
  }

  OptionalLong bytesIfSet(SparkProperty property) {
    return has(property) ? OptionalLong.of(bytes(property)) : OptionalLong.empty();
  }

  long whole(SparkProperty property) {
    return Values.whole(property, textOrFallback(property));
  }

  OptionalLong wholeIfSet(SparkProperty property) {
    return has(property) ? OptionalLong.of(whole(property)) : OptionalLong.empty();
  }

  double number(SparkProperty property) {
    return Values.number(property, textOrFallback(property));
  }

  double anyNumber(SparkProperty property) {
    return Values.anyNumber(property, textOrFallback(property));
  }

  OptionalDouble numberIfSet(SparkProperty property) {
    return has(property) ? OptionalDouble.of(number(property)) : OptionalDouble.empty();
  }

  boolean truth(SparkProperty property) {
    return Values.truth(property, textOrFallback(property));
  }

  long millis(SparkProperty property) {
    return Values.millis(property, textOrFallback(property));
  }

  private String master() {
    String master = text(SparkProperty.MASTER);
    return master == null ? "" : master.trim();
  }

  /** Whether driver and executor are one JVM. */
  boolean isLocal() {
    return LOCAL.matcher(master()).matches();
  }

  boolean isKubernetes() {
    return master().startsWith("k8s://");
  }

  /** Whether local mode counts the machine's processors. */
  boolean isLocalAll() {
    Matcher matcher = LOCAL.matcher(master());
    return matcher.matches() && "*".equals(matcher.group(1));
  }

  /** The N of local[N], or the cores of a local cluster's workers. */
  OptionalInt coresOfMaster() {
    Matcher cluster = LOCAL_CLUSTER.matcher(master());
    if (cluster.matches()) {
      return OptionalInt.of(cores(cluster.group(1)));
    }
    Matcher matcher = LOCAL.matcher(master());
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    String threads = matcher.group(1);
    if (threads == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        threads.equals("*") ? Runtime.getRuntime().availableProcessors() : cores(threads));
  }

  private int cores(String digits) {
    try {
      int cores = Integer.parseInt(digits);
      if (cores > 0) {
        return cores;
      }
    } catch (NumberFormatException e) {
      throw badMaster(e);
    }
    throw badMaster(null);
  }

  private ConfigException badMaster(@Nullable NumberFormatException cause) {
    ConfigException refused =
        new ConfigException(
            SparkProperty.MASTER.key(), master(), "from 1 to " + Integer.MAX_VALUE + " threads");
    refused.initCause(cause);
    return refused;
  }

  /** Whether what runs is Python, as the cluster managers are told by spark-submit. */
  boolean isPython() {
    return truth(SparkProperty.IS_PYTHON_APP) || "python".equals(resourceType());
  }

  private String resourceType() {
    String type = text(SparkProperty.APP_RESOURCE_TYPE);
    return type == null ? "java" : type.trim().toLowerCase(Locale.ROOT);
  }

  /** Whether what runs is no JVM program, which is given more overhead on Kubernetes. */
  boolean isNonJvm() {
    return isPython() || "r".equals(resourceType());
  }
}
