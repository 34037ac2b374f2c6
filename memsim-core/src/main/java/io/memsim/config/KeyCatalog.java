package io.memsim.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The keys that Spark reads at all, and which of them a misspelt one may mean. */
final class KeyCatalog {

  private static final Pattern MEMORY =
      Pattern.compile("mem(or|ro|\\b|$)|heap|unroll|storagefraction|xmx|pagesize");

  private static final int LONGEST = 200;

  // Below these, whoever runs the application or a plug-in names keys as he likes.
  private static final ImmutableList<String> OPEN =
      ImmutableList.of(
          "spark.hadoop.",
          "spark.hive.",
          "spark.executorEnv.",
          "spark.appMasterEnv.",
          "spark.yarn.appMasterEnv.",
          "spark.kubernetes.driverEnv.",
          "spark.kubernetes.driver.label.",
          "spark.kubernetes.driver.annotation.",
          "spark.kubernetes.executor.label.",
          "spark.kubernetes.executor.annotation.",
          "spark.metrics.conf.",
          "spark.sql.catalog.",
          "spark.sql.streaming.stateStore.",
          "spark.driverEnv.");

  // Built from parts in Spark's sources, or known to belong to widely used plug-ins.
  private static final ImmutableList<String> PARTLY_OPEN =
      ImmutableList.of(
          "spark.kubernetes.",
          "spark.yarn.",
          "spark.mesos.",
          "spark.ssl.",
          "spark.rpc.",
          "spark.ui.",
          "spark.shuffle.io.",
          "spark.files.io.",
          "spark.metrics.",
          "spark.driver.resource.",
          "spark.executor.resource.",
          "spark.task.resource.",
          "spark.plugins.",
          "spark.databricks.",
          "spark.rapids.",
          "spark.gluten.",
          "spark.comet.",
          "spark.openlineage.",
          "spark.delta.",
          "spark.cassandra.",
          "spark.mongodb.",
          "spark.es.",
          "spark.kryo.");

  private KeyCatalog() {}

  /** Whether a key seems to be about memory. */
  static boolean soundsLikeMemory(String key) {
    return MEMORY.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether Spark, or somebody else, reads this key. */
  static boolean isRead(String key) {
    return Keys.ALL.contains(key)
        || startsWithAny(key, OPEN)
        || (startsWithAny(key, PARTLY_OPEN) && !soundsLikeMemory(key));
  }

  /** The memory key that is nearest to a key that sounds like one. */
  static String nearestMemoryKey(String key) {
    return nearest(key, MemoryKeys.ALL).orElseThrow();
  }

  /** The key that a misspelt one may mean: a few letters away, empty when none is so near. */
  static Optional<String> misspelt(String key) {
    return nearest(key, Keys.ALL)
        .filter(near -> key.length() <= LONGEST)
        .filter(near -> distance(key, near) <= 1 + near.length() / 12);
  }

  private static Optional<String> nearest(String given, Collection<String> candidates) {
    // No key of Spark's is as long; the cost grows with the length.
    String key = given.substring(0, Math.min(given.length(), LONGEST));
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - key.length()) < least) {
        int distance = distance(key, candidate);
        if (distance < least) {
          best = candidate;
          least = distance;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to change, insert, leave out or swap with their neighbour; case does not count. */
  static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] now = new int[b.length() + 1];
    Arrays.setAll(last, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        now[j] = swapped ? Math.min(least, before[j - 2] + 1) : least;
      }
      int[] spare = before;
      before = last;
      last = now;
      now = spare;
    }
    return last[b.length()];
  }

  private static boolean startsWithAny(String key, ImmutableList<String> prefixes) {
    return prefixes.stream().anyMatch(key::startsWith);
  }

  private static final class MemoryKeys {
    static final ImmutableList<String> ALL =
        Arrays.stream(SparkProperty.values())
            .filter(SparkProperty::namesMemory)
            .map(SparkProperty::key)
            .collect(ImmutableList.toImmutableList());
  }

  /** Read on first use: most configurations hold nothing that has to be looked up. */
  private static final class Keys {

    static final ImmutableSet<String> ALL = read();

    private static ImmutableSet<String> read() {
      try (InputStream in =
              Objects.requireNonNull(KeyCatalog.class.getResourceAsStream("spark-keys.txt"));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .filter(Predicate.not(line -> line.startsWith("#")))
            .collect(ImmutableSet.toImmutableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
