package io.memsim.bench.under;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same small job on Spark as it is, and on Spark with memsim under it. */
class SparkJobTest {

  private static List<String> sparks;
  private static List<String> memsims;

  @BeforeAll
  static void runBoth() throws IOException, InterruptedException {
    sparks = run(false, "job-on-spark");
    memsims = run(true, "job-on-memsim");
  }

  private static List<String> run(boolean withMemsim, String name)
      throws IOException, InterruptedException {
    Path directory = SparkJvm.workDirectory().resolve(name);
    Path events = directory.resolve("events.txt");
    new SparkJvm(withMemsim, directory).run(SparkJob.class, 10, events.toString());
    return Files.readAllLines(events);
  }

  @Test
  void blocksGoAndSpillsHappenAsWithSparksOwn() {
    assertThat(memsims).containsExactlyElementsOf(sparks);
  }

  @Test
  void theJobEvicts() {
    // Spark reports a block that it drops with the memory that it had.
    assertThat(sparks)
        .filteredOn(line -> line.matches("block rdd_\\S+ Serialized .*"))
        .hasSizeGreaterThan(3);
    assertThat(sparks)
        .filteredOn(line -> line.matches("block rdd_\\S+ Disk .* memory [1-9]\\d* disk [1-9].*"))
        .hasSizeGreaterThan(3);
  }

  @Test
  void theJobSpills() {
    assertThat(sparks)
        .filteredOn(line -> line.matches("task \\S+ spilled [1-9].*"))
        .hasSizeGreaterThan(3);
  }

  @Test
  void theJobLeavesBlocksInMemoryAndOnDisk() {
    assertThat(sparks).anyMatch(line -> line.startsWith("in memory rdd_"));
    assertThat(sparks).anyMatch(line -> line.startsWith("on disk rdd_"));
  }
}
