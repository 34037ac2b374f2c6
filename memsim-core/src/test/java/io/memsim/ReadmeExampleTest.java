package io.memsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's example: what it claims is true, and what is printed there is this code. */
class ReadmeExampleTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE = Path.of("src/test/java/io/memsim/ReadmeExampleTest.java");

  @Test
  void storageBorrowsAndExecutionTakesItBackByEvicting() {
    // README begins
    var config = MemoryConfig.builder().set("spark.executor.memory", "1g").build();
    var executor = ExecutorMemory.create(config); // 434.4 MiB for execution and storage together
    for (int split = 0; split < 4; split++) {
      executor.put(BlockId.rdd(1, split), StorageLevel.MEMORY_AND_DISK_SER, 100 << 20, 7);
    }
    long borrowed =
        executor.storagePoolSize(MemoryMode.ON_HEAP) - executor.layout().storageRegion();
    long granted = executor.acquireExecution(8, 150 << 20, MemoryMode.ON_HEAP);
    List<BlockId> inMemory = executor.memoryOrder(); // rdd_1_2, rdd_1_3
    Tier oldest = executor.tier(BlockId.rdd(1, 0)); // DISK: least recently used, evicted first
    // README ends
    assertThat(borrowed).isEqualTo(191_679_693);
    assertThat(granted).isEqualTo(150 << 20);
    assertThat(inMemory).containsExactly(BlockId.rdd(1, 2), BlockId.rdd(1, 3));
    assertThat(oldest).isEqualTo(Tier.DISK);
  }

  @Test
  void theReadmeQuotesThisTest() throws IOException {
    String snippet =
        Files.readAllLines(SOURCE, StandardCharsets.UTF_8).stream()
            .dropWhile(line -> !line.equals("    // README begins"))
            .skip(1)
            .takeWhile(line -> !line.equals("    // README ends"))
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(README, StandardCharsets.UTF_8)).contains(snippet);
  }
}
