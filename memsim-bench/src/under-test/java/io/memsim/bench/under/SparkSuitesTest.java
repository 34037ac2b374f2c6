package io.memsim.bench.under;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Spark's own compiled suites with memsim's pools, order of use and spill choice under it. Each
 * runs in a JVM of its own. What fails runs once more, in a new JVM, since some of Spark's cases
 * allow 200 ms for what another thread does; a case that fails twice fails.
 *
 * <p>{@code -Dmemsim.under.suites=Name,...} runs some of them only, by their simple names, or any
 * suite of Spark's core by its full name.
 */
class SparkSuitesTest {

  private static final int MINUTES = 20;

  private static final List<String> SUITES =
      List.of(
          "org.apache.spark.memory.UnifiedMemoryManagerSuite",
          "org.apache.spark.memory.TestMemoryManagerSuite",
          "org.apache.spark.memory.TaskMemoryManagerSuite",
          "org.apache.spark.storage.MemoryStoreSuite",
          "org.apache.spark.storage.BlockInfoManagerSuite",
          "org.apache.spark.storage.PartiallySerializedBlockSuite",
          "org.apache.spark.storage.PartiallyUnrolledIteratorSuite",
          "org.apache.spark.storage.BlockManagerSuite",
          "org.apache.spark.storage.BlockManagerReplicationSuite",
          "org.apache.spark.storage.BlockManagerProactiveReplicationSuite",
          "org.apache.spark.storage.BlockManagerBasicStrategyReplicationSuite",
          "org.apache.spark.storage.FlatmapIteratorSuite",
          "org.apache.spark.util.collection.ExternalSorterSuite",
          "org.apache.spark.util.collection.ExternalSorterSpillSuite",
          "org.apache.spark.util.collection.ExternalAppendOnlyMapSuite",
          "org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorterSuite",
          "org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorterRadixSortSuite",
          "org.apache.spark.util.collection.unsafe.sort.UnsafeInMemorySorterSuite",
          "org.apache.spark.util.collection.unsafe.sort.UnsafeInMemorySorterRadixSortSuite",
          "org.apache.spark.unsafe.map.BytesToBytesMapOnHeapSuite",
          "org.apache.spark.unsafe.map.BytesToBytesMapOffHeapSuite",
          "org.apache.spark.shuffle.sort.ShuffleExternalSorterSuite",
          "org.apache.spark.shuffle.sort.ShuffleInMemorySorterSuite",
          "org.apache.spark.shuffle.sort.ShuffleInMemoryRadixSorterSuite",
          "org.apache.spark.shuffle.sort.PackedRecordPointerSuite",
          "org.apache.spark.shuffle.sort.UnsafeShuffleWriterSuite",
          "org.apache.spark.shuffle.sort.SortShuffleWriterSuite",
          "org.apache.spark.shuffle.sort.BypassMergeSortShuffleWriterSuite",
          "org.apache.spark.scheduler.TaskContextSuite",
          "org.apache.spark.broadcast.BroadcastSuite",
          "org.apache.spark.SortShuffleSuite",
          "org.apache.spark.ContextCleanerSuite",
          "org.apache.spark.FailureSuite",
          "org.apache.spark.UnpersistSuite",
          "org.apache.spark.rdd.LocalCheckpointSuite",
          "org.apache.spark.rdd.RDDSuite",
          "org.apache.spark.rdd.SortingSuite",
          "org.apache.spark.rdd.PairRDDFunctionsSuite");

  private static final List<String> TABLE = new ArrayList<>();

  @TestFactory
  Stream<DynamicNode> sparksOwnSuites() throws IOException {
    SkippedCases skipped = SkippedCases.read();
    ListedCases listed = ListedCases.read();
    assertThat(SUITES).containsAll(skipped.all().keySet());
    assertThat(SUITES.stream().map(SparkSuitesTest::simpleName)).containsAll(listed.suites());
    assertThat(listed.suites()).hasSize(5);
    return chosen().stream()
        .map(
            suite ->
                dynamicContainer(
                    suite,
                    Stream.of(suite)
                        .flatMap(run -> cases(run, skipped.of(run), listed.of(simpleName(run))))));
  }

  private static List<String> chosen() {
    String names = System.getProperty("memsim.under.suites", "");
    if (names.isEmpty()) {
      return SUITES;
    }
    return Splitter.on(',')
        .splitToStream(names)
        .flatMap(
            name ->
                name.contains(".")
                    ? Stream.of(name)
                    : SUITES.stream().filter(suite -> simpleName(suite).equals(name)))
        .toList();
  }

  private static Stream<DynamicTest> cases(
      String suite, Map<String, String> skipped, Set<String> listed) {
    try {
      Map<String, CaseResult> first = run(suite, skipped, null);
      Map<String, CaseResult> results = new LinkedHashMap<>(first);
      List<String> failed = namesOf(first, CaseResult.Outcome.FAILED);
      if (!failed.isEmpty() && !failed.contains(CaseResult.WHOLE_SUITE)) {
        results.putAll(run(suite, skipped, failed));
      }
      note(suite, results, skipped, failed);
      return Stream.concat(
          Stream.of(
              dynamicTest("runs", () -> assertThat(first).isNotEmpty()),
              dynamicTest("is listed whole", () -> compare(listed, first, skipped))),
          Stream.concat(
              results.values().stream()
                  .map(result -> dynamicTest(result.name(), () -> judge(result))),
              skipped.entrySet().stream()
                  .map(left -> dynamicTest(left.getKey(), () -> abort(left.getValue())))));
    } catch (IOException | InterruptedException | RuntimeException e) {
      return Stream.of(dynamicTest("runs", () -> fail(e)));
    }
  }

  /** Where the page of re-enacted cases lists a suite, it lists all of its cases. */
  private static void compare(
      Set<String> listed, Map<String, CaseResult> results, Map<String, String> skipped) {
    if (!listed.isEmpty()) {
      Set<String> all = new HashSet<>(results.keySet());
      all.addAll(skipped.keySet());
      assertThat(all).isEqualTo(listed);
    }
  }

  private static void judge(CaseResult result) {
    switch (result.outcome()) {
      case PASSED -> {}
      case FAILED -> fail(result.message());
      case CANCELED, IGNORED -> abort(result.message());
    }
  }

  private static Map<String, CaseResult> run(
      String suite, Map<String, String> skipped, List<String> only)
      throws IOException, InterruptedException {
    String name = simpleName(suite) + (only == null ? "" : "-again");
    Path directory = SparkJvm.workDirectory().resolve(name);
    Files.createDirectories(directory);
    Path results = directory.resolve("results.txt");
    Path leftOut = Files.write(directory.resolve("left-out.txt"), skipped.keySet());
    List<String> args = new ArrayList<>(List.of(results.toString(), suite, leftOut.toString()));
    if (only != null) {
      args.add(Files.write(directory.resolve("only.txt"), only).toString());
    }
    new SparkJvm(true, directory).run(SuiteRun.class, MINUTES, args.toArray(String[]::new));
    return Files.readAllLines(results).stream()
        .map(CaseResult::parse)
        .collect(
            Collectors.toMap(
                CaseResult::name, result -> result, SparkSuitesTest::worse, LinkedHashMap::new));
  }

  /** A parameterized case has several results. */
  private static CaseResult worse(CaseResult one, CaseResult other) {
    return one.outcome() == CaseResult.Outcome.FAILED ? one : other;
  }

  private static void note(
      String suite,
      Map<String, CaseResult> results,
      Map<String, String> skipped,
      List<String> failedFirst) {
    List<String> failed = namesOf(results, CaseResult.Outcome.FAILED);
    TABLE.add(
        String.format(
            "| `%s` | %d | %d | %d | %d |",
            simpleName(suite),
            namesOf(results, CaseResult.Outcome.PASSED).size(),
            failed.size(),
            namesOf(results, CaseResult.Outcome.CANCELED).size()
                + namesOf(results, CaseResult.Outcome.IGNORED).size(),
            skipped.size()));
    for (CaseResult result : results.values()) {
      boolean again =
          result.outcome() == CaseResult.Outcome.PASSED && failedFirst.contains(result.name());
      System.out.printf(
          "%-8s %s: %s%s%s%n",
          result.outcome().name().toLowerCase(Locale.ROOT),
          simpleName(suite),
          result.name(),
          again ? " (at the second attempt)" : "",
          result.message().isEmpty() ? "" : " - " + result.message());
    }
    skipped.forEach(
        (name, reason) ->
            System.out.printf("%-8s %s: %s - %s%n", "skipped", simpleName(suite), name, reason));
  }

  @AfterAll
  static void writeTable() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("| suite | passed | failed | not run by Spark here | skipped by us |");
    lines.add("| --- | --- | --- | --- | --- |");
    lines.addAll(TABLE);
    Files.write(SparkJvm.workDirectory().resolve("results.md"), lines);
    lines.forEach(System.out::println);
  }

  private static List<String> namesOf(Map<String, CaseResult> results, CaseResult.Outcome outcome) {
    return results.values().stream()
        .filter(result -> result.outcome() == outcome)
        .map(CaseResult::name)
        .toList();
  }

  private static String simpleName(String suite) {
    return suite.substring(suite.lastIndexOf('.') + 1);
  }
}
