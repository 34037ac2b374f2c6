package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import io.memsim.layout.MemoryLayout;
import io.memsim.testkit.MemoryArbitraries;
import io.memsim.testkit.MemoryArbitraries.InvalidConfiguration;
import io.memsim.testkit.OperationKind;
import io.memsim.testkit.OperationMix;
import io.memsim.testkit.TinyMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MemoryArbitrariesProperties {

  private static final MemoryConfig TINY = TinyMemory.of(1000, 500);

  @Property
  void sparkStartsWithValidConfigurations(@ForAll("valid") MemoryConfig config) {
    assertThat(ExecutorMemory.create(config).layout().unified()).isPositive();
  }

  @Provide
  Arbitrary<MemoryConfig> valid() {
    return MemoryArbitraries.configurations();
  }

  @Property
  void sparkStartsAtTheBoundary(@ForAll("boundary") MemoryConfig config) {
    assertThat(ExecutorMemory.create(config).layout().execution()).isPositive();
  }

  @Provide
  Arbitrary<MemoryConfig> boundary() {
    return MemoryArbitraries.boundaryConfigurations();
  }

  @Property
  void sparkRefusesInvalidConfigurationsForTheirKey(
      @ForAll("invalid") InvalidConfiguration invalid) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> MemoryLayout.of(MemoryConfig.fromMap(invalid.properties())))
        .satisfies(refusal -> assertThat(refusal.key()).isEqualTo(invalid.key()));
  }

  @Provide
  Arbitrary<InvalidConfiguration> invalid() {
    return MemoryArbitraries.invalidConfigurations();
  }

  @Property
  void blockIdsAreThoseOfTheirNames(@ForAll("blockIds") BlockId block) {
    assertThat(BlockId.parse(block.name())).isEqualTo(block);
  }

  @Provide
  Arbitrary<BlockId> blockIds() {
    return MemoryArbitraries.blockIds();
  }

  @Property
  void storageLevelsAreValid(@ForAll("levels") StorageLevel level) {
    assertThat(level.isValid()).isTrue();
  }

  @Provide
  Arbitrary<StorageLevel> levels() {
    return MemoryArbitraries.storageLevels();
  }

  @Property
  void serializedLevelsAreSerialized(@ForAll("serialized") StorageLevel level) {
    assertThat(level.deserialized()).isFalse();
  }

  @Provide
  Arbitrary<StorageLevel> serialized() {
    return MemoryArbitraries.serializedLevels();
  }

  @Example
  void sizesMeetTheBoundaries() {
    Set<Long> sizes =
        MemoryArbitraries.sizes(TINY).sampleStream().limit(5000).collect(Collectors.toSet());
    assertThat(sizes)
        .contains(0L, 499L, 500L, 501L, 999L, 1000L, 1001L, 50L, 333L)
        .allSatisfy(bytes -> assertThat(bytes).isNotNegative());
  }

  @Example
  void allKindsOfOperationsAreGenerated() {
    Set<String> kinds = new HashSet<>();
    MemoryArbitraries.operations(TINY)
        .sampleStream()
        .limit(500)
        .flatMap(List::stream)
        .map(Operation::op)
        .forEach(kinds::add);
    // Reads with and without a lock are one kind of operation.
    assertThat(kinds).hasSize(OperationKind.values().length - 1);
  }

  @Property(tries = 300)
  void sequencesCanBeReplayedAsTheyAre(@ForAll("operations") List<Operation> operations) {
    Replay replay = Replay.on(ExecutorMemory.create(TINY), "generated");
    for (int i = 0; i < operations.size(); i++) {
      // Throws for what a trace may not hold; what Spark itself refuses is allowed.
      replay.run(operations.get(i), i);
    }
    assertThat(operations.size()).isLessThanOrEqualTo(40);
  }

  @Provide
  Arbitrary<List<Operation>> operations() {
    return MemoryArbitraries.operations(TINY);
  }

  @Property(tries = 200)
  void theMixDecidesWhatIsGenerated(@ForAll("mixed") List<Operation> operations) {
    assertThat(operations)
        .hasSizeLessThanOrEqualTo(7)
        .allSatisfy(
            operation -> {
              assertThat(operation).isInstanceOfAny(Operation.Put.class, Operation.EndTask.class);
              if (operation instanceof Operation.Put put) {
                assertThat(put.level()).isEqualTo(StorageLevel.OFF_HEAP);
                assertThat(put.block()).isIn(BlockId.rdd(0, 0), BlockId.rdd(0, 1));
                assertThat(put.task()).isIn(0L, -1L);
              }
            });
  }

  @Provide
  Arbitrary<List<Operation>> mixed() {
    OperationMix mix =
        OperationMix.everything()
            .only(OperationKind.PUT, OperationKind.END_TASK)
            .levels(StorageLevel.OFF_HEAP)
            .rdds(1)
            .splits(2)
            .broadcasts(0)
            .tasks(1)
            .length(7);
    return MemoryArbitraries.operations(TINY, mix);
  }

  @Example
  void tinyMemoryIsAsBigAsAskedFor() {
    MemoryLayout layout = MemoryLayout.of(TinyMemory.of(1001, 77));
    assertThat(layout.unified(MemoryMode.ON_HEAP)).isEqualTo(1001);
    assertThat(layout.storageRegion()).isEqualTo(500);
    assertThat(layout.unified(MemoryMode.OFF_HEAP)).isEqualTo(77);
    assertThat(
            MemoryLayout.of(TinyMemory.of(10, 0, Map.of("spark.memory.storageFraction", "0.1")))
                .storageRegion())
        .isEqualTo(1);
  }
}
