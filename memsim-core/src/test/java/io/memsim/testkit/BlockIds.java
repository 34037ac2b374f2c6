package io.memsim.testkit;

import io.memsim.block.BlockId;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates block ids of every kind. */
final class BlockIds {

  /** Names of which every {@code #} is a number. */
  private static final List<String> SHAPES =
      List.of(
          "broadcast_#",
          "broadcast_#_piece#",
          "taskresult_#",
          "shuffle_#_#_#",
          "shuffle_#_#_#_#",
          "shuffle_#_#_#.data",
          "shuffle_#_#_#.index",
          "shufflePush_#_#_#_#",
          "shuffleMerged_#_#_#",
          "shuffleChunk_#_#_#_#",
          "shuffleMerged_app#_#_#_#.data",
          "shuffleMerged_app#_#_#_#.index",
          "shuffleMerged_app#_#_#_#.meta",
          "input-#-#",
          "python-stream-#-#",
          "test_#");

  private static final int MOST_NUMBERS = 4;

  private BlockIds() {}

  static Arbitrary<BlockId> ofAllKinds() {
    return Arbitraries.frequencyOf(
        Tuple.of(12, MemoryArbitraries.rddBlocks(Integer.MAX_VALUE, Integer.MAX_VALUE)),
        Tuple.of(8, numbered()),
        Tuple.of(1, temporary()));
  }

  private static Arbitrary<BlockId> numbered() {
    return Combinators.combine(
            Arbitraries.of(SHAPES),
            Arbitraries.integers().greaterOrEqual(0).list().ofSize(MOST_NUMBERS))
        .as(
            (shape, numbers) -> {
              String name = shape;
              for (int number : numbers) {
                name = name.replaceFirst("#", Integer.toString(number));
              }
              return BlockId.parse(name);
            });
  }

  private static Arbitrary<BlockId> temporary() {
    return Combinators.combine(
            Arbitraries.of("temp_local_", "temp_shuffle_"),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.longs().greaterOrEqual(0))
        .as((prefix, high, low) -> BlockId.parse(prefix + new UUID(high, low)));
  }
}
