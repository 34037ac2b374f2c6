package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.layout.MemoryLayout;
import io.memsim.testkit.Move.Amount;
import io.memsim.testkit.Move.Subject;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Generates moves for one configuration and one mix. */
final class Moves {
  /*
   * Made by hand and not combined of jqwik's arbitraries: a counterexample is worth as much as its
   * shrinking is good, and that is done within seconds. Simplification proposes the few changes
   * that make a sequence easier to read, across kinds of operations too; combined arbitraries
   * propose many that do not, or would have to be flat-mapped and generated anew each time.
   */
  private static final int PICKS = 1000;
  private static final int MOST_CHECKS = 3;
  private static final int TASKS_PER_OUTSIDER = 6;
  private static final int PUTS_PER_FILL_UP = 10;

  private final OperationMix mix;
  private final BoundarySizes sizes;
  private final boolean offHeap;
  private final Simplification simplification;

  Moves(MemoryConfig config, OperationMix mix) {
    this.mix = mix;
    this.sizes = BoundarySizes.around(config);
    this.offHeap = MemoryLayout.of(config).unified(MemoryMode.OFF_HEAP) > 0;
    this.simplification =
        new Simplification(mix, MemoryLayout.of(config).unified(MemoryMode.ON_HEAP));
  }

  /** Moves of all kinds, as often as the mix says. */
  Arbitrary<Move> all() {
    List<OperationKind> kinds = new ArrayList<>();
    for (OperationKind kind : OperationKind.values()) {
      for (int i = 0; i < mix.weight(kind); i++) {
        kinds.add(kind);
      }
    }
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(mix + ": expected a weight above 0 for at least one kind");
    }
    return Arbitraries.fromGenerator(
        random -> simplification.shrinkable(next(kinds.get(random.nextInt(kinds.size())), random)));
  }

  /** Moves of one kind. */
  Arbitrary<Move> of(OperationKind kind) {
    return Arbitraries.fromGenerator(random -> simplification.shrinkable(next(kind, random)));
  }

  private Move next(OperationKind kind, Random random) {
    boolean fillsUp = kind == OperationKind.PUT && random.nextInt(PUTS_PER_FILL_UP) == 0;
    Subject subject =
        new Subject(block(kind, random), level(kind, random), task(kind, random), mode(random));
    long bytes = fillsUp ? random.nextInt(3) : sizes.next(random);
    Amount amount = new Amount(bytes, unroll(kind, random), fillsUp);
    return new Move(kind, subject, amount, random.nextInt(PICKS));
  }

  private BlockId block(OperationKind kind, Random random) {
    int ofRdds = mix.rdds() * mix.splits();
    int chosen =
        kind == OperationKind.REMOVE_BROADCAST
            ? ofRdds + random.nextInt(Math.max(1, mix.broadcasts()))
            : random.nextInt(kind == OperationKind.REMOVE_RDD ? ofRdds : ofRdds + mix.broadcasts());
    if (chosen < ofRdds) {
      return BlockId.rdd(chosen / mix.splits(), chosen % mix.splits());
    }
    return BlockId.broadcast(chosen - ofRdds, random.nextBoolean() ? "" : "piece0");
  }

  private StorageLevel level(OperationKind kind, Random random) {
    List<StorageLevel> levels = kind == OperationKind.PUT ? mix.serializedLevels() : mix.levels();
    return levels.get(random.nextInt(levels.size()));
  }

  private long task(OperationKind kind, Random random) {
    boolean needsOne =
        switch (kind) {
          case PUT, PUT_VALUES, GET -> false;
          default -> true;
        };
    return needsOne || random.nextInt(TASKS_PER_OUTSIDER) > 0
        ? random.nextInt(mix.tasks())
        : Operation.NO_TASK;
  }

  private MemoryMode mode(Random random) {
    return offHeap && random.nextInt(3) == 0 ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  private List<Long> unroll(OperationKind kind, Random random) {
    List<Long> estimates = new ArrayList<>();
    if (kind == OperationKind.PUT_VALUES) {
      int checks = random.nextInt(MOST_CHECKS + 1);
      for (int i = 0; i < checks; i++) {
        estimates.add(sizes.next(random));
      }
    }
    return estimates;
  }
}
