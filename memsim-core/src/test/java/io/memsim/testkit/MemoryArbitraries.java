package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generators of all that an executor's memory is made of and asked for. Everything shrinks towards
 * the small and the plain: block {@code rdd_0_0}, task 0, 0 bytes, few operations.
 *
 * <p>The methods have no state; what they answer is used as jqwik uses it.
 */
public final class MemoryArbitraries {

  private MemoryArbitraries() {}

  /**
   * Configurations that Spark starts with: from a few hundred bytes, as {@link TinyMemory} makes
   * them, to executors of many GiB; with and without off-heap and unmanaged memory.
   *
   * @return valid configurations
   */
  public static Arbitrary<MemoryConfig> configurations() {
    return Configurations.valid();
  }

  /**
   * Configurations at the edge of what Spark starts with: the smallest heap, storage regions of
   * nothing or nearly everything, a single byte off-heap, unrolling that reserves nothing first or
   * does not grow.
   *
   * @return valid configurations
   */
  public static Arbitrary<MemoryConfig> boundaryConfigurations() {
    return Configurations.boundary();
  }

  /**
   * Properties that Spark refuses to start with, one of them being the culprit.
   *
   * @return what {@link MemoryConfig#fromMap} or {@link io.memsim.layout.MemoryLayout#of} throws
   *     {@link io.memsim.config.ConfigException} for
   */
  public static Arbitrary<InvalidConfiguration> invalidConfigurations() {
    return Configurations.invalid();
  }

  /**
   * Properties that Spark does not start with.
   *
   * @param properties all properties
   * @param key the one whose value is wrong
   */
  public record InvalidConfiguration(Map<String, String> properties, String key) {

    /**
     * Copies the properties.
     *
     * @param properties all properties
     * @param key the one whose value is wrong
     */
    public InvalidConfiguration {
      properties = Map.copyOf(properties);
    }
  }

  /**
   * Block ids of all kinds that Spark has names for, RDD blocks most often.
   *
   * @return block ids
   */
  public static Arbitrary<BlockId> blockIds() {
    return BlockIds.ofAllKinds();
  }

  /**
   * Blocks of a few RDDs.
   *
   * @param rdds how many RDDs, 1 or more; their ids begin with 0
   * @param splits how many partitions each has, 1 or more
   * @return block ids
   */
  public static Arbitrary<BlockId> rddBlocks(int rdds, int splits) {
    return Combinators.combine(
            Arbitraries.integers().between(0, rdds - 1),
            Arbitraries.integers().between(0, splits - 1))
        .as(BlockId::rdd);
  }

  /**
   * Storage levels that Spark stores at: those with a name, and other combinations.
   *
   * @return valid levels
   */
  public static Arbitrary<StorageLevel> storageLevels() {
    Arbitrary<StorageLevel> named =
        Arbitraries.of(StorageLevel.named().stream().filter(StorageLevel::isValid).toList());
    Arbitrary<StorageLevel> combined =
        Combinators.combine(
                Arbitraries.of(true, false),
                Arbitraries.of(true, false),
                Arbitraries.of(false, true),
                Arbitraries.of(false, true),
                Arbitraries.integers().between(1, 39))
            .as(
                (disk, memory, offHeap, deserialized, replication) ->
                    StorageLevel.of(
                        disk || !memory, memory, offHeap, deserialized && !offHeap, replication));
    return Arbitraries.frequencyOf(Tuple.of(4, named), Tuple.of(1, combined));
  }

  /**
   * Storage levels at which bytes can be put: {@link #storageLevels} that are not deserialized.
   *
   * @return valid, serialized levels
   */
  public static Arbitrary<StorageLevel> serializedLevels() {
    return storageLevels().filter(level -> !level.deserialized());
  }

  /**
   * Sizes for one executor: mostly such that a few blocks of them fit; often a byte below, at or
   * above one of its boundaries (its pools and regions, a task's share of them, the unroll
   * threshold, the page size); sometimes more than there is.
   *
   * @param config the executor's configuration
   * @return bytes, 0 or more
   */
  public static Arbitrary<Long> sizes(MemoryConfig config) {
    return BoundarySizes.of(config);
  }

  /**
   * Sequences of operations of all kinds on one executor.
   *
   * @param config the executor's configuration
   * @return sequences that can be done as they are by a fresh executor with Spark's own eviction
   *     policy
   * @see #operations(MemoryConfig, OperationMix)
   */
  public static Arbitrary<List<Operation>> operations(MemoryConfig config) {
    return operations(config, OperationMix.everything());
  }

  /**
   * Sequences of operations on one executor. No operation of one would block Spark for ever or is
   * misuse: there are no operations of waiting tasks, no removals of locked blocks, and so on. That
   * is so with Spark's own eviction policy; with another one some may not be possible, and {@link
   * MemoryRun#performAll} leaves them out.
   *
   * @param config the executor's configuration
   * @param mix which operations, and how often
   * @return sequences, with the empty one among them
   */
  public static Arbitrary<List<Operation>> operations(MemoryConfig config, OperationMix mix) {
    return new Moves(config, mix)
        .all()
        .list()
        .ofMaxSize(mix.length())
        .map(moves -> resolved(config, moves));
  }

  private static List<Operation> resolved(MemoryConfig config, List<Move> moves) {
    ExecutorMemory memory = ExecutorMemory.create(config);
    Replay replay = Replay.on(memory, "generated operations");
    List<Operation> operations = new ArrayList<>();
    for (Move move : moves) {
      Operation operation = move.resolve(memory);
      if (operation != null) {
        replay.run(operation, operations.size());
        operations.add(operation);
      }
    }
    return operations;
  }
}
