package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.testkit.Move.Amount;
import io.memsim.testkit.Move.Subject;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * Makes moves easier to read: plain puts instead of unrolled ones, block {@code rdd_0_0}, task 0,
 * the mix's first level, nothing or a byte or all of the memory or no more bytes than needed.
 */
final class Simplification {
  /*
   * All of the memory counts as simpler than any part of it: one put of that size makes all puts
   * superfluous that had only filled memory up, which shrinking alone, as it only makes sizes
   * smaller, would never find out.
   */
  private final OperationMix mix;
  private final long unified;

  Simplification(OperationMix mix, long unified) {
    this.mix = mix;
    this.unified = unified;
  }

  Shrinkable<Move> shrinkable(Move move) {
    return new Simplifiable(move);
  }

  private final class Simplifiable implements Shrinkable<Move> {

    private final Move move;

    Simplifiable(Move move) {
      this.move = move;
    }

    @Override
    public Move value() {
      return move;
    }

    @Override
    public Stream<Shrinkable<Move>> shrink() {
      return simpler(move).stream()
          .<Shrinkable<Move>>map(Simplifiable::new)
          .filter(simpler -> simpler.distance().compareTo(distance()) < 0);
    }

    /** The lower, the simpler; the first figure that differs decides. */
    @Override
    public ShrinkingDistance distance() {
      Subject subject = move.subject();
      Amount amount = move.amount();
      long estimated = amount.unroll().stream().mapToLong(Simplification.this::rank).sum();
      return ShrinkingDistance.of(
          move.kind().ordinal(),
          amount.fillsUp() ? 1 : 0,
          amount.unroll().size(),
          rank(amount.bytes()),
          estimated,
          rank(subject.block()),
          mix.levels().indexOf(subject.level()),
          subject.task() == Operation.NO_TASK ? mix.tasks() : subject.task(),
          subject.mode().ordinal(),
          move.pick());
    }
  }

  private long rank(long bytes) {
    return bytes <= 1 ? bytes : bytes == unified ? 2 : 3 + Math.min(bytes, Long.MAX_VALUE / 8);
  }

  private long rank(BlockId block) {
    return block instanceof RDDBlockId rdd
        ? (long) rdd.rddId() * mix.splits() + rdd.splitIndex()
        : (long) mix.rdds() * mix.splits();
  }

  /** The same move, made simpler in one respect each, the biggest step first. */
  private List<Move> simpler(Move move) {
    List<Move> simpler = new ArrayList<>();
    filler(move, simpler);
    simplerKinds(move, simpler);
    for (Amount amount : simplerAmounts(move.amount())) {
      simpler.add(new Move(move.kind(), move.subject(), amount, move.pick()));
    }
    for (Subject subject : simplerSubjects(move)) {
      simpler.add(new Move(move.kind(), subject, move.amount(), move.pick()));
    }
    if (move.pick() > 0) {
      simpler.add(new Move(move.kind(), move.subject(), move.amount(), 0));
      simpler.add(new Move(move.kind(), move.subject(), move.amount(), move.pick() / 2));
    }
    return simpler;
  }

  /** Whatever needs room, a plain put that fills all of the memory may do as well. */
  private void filler(Move move, List<Move> simpler) {
    switch (move.kind()) {
      case PUT, PUT_VALUES, GET, PIN, RESERVE_UNROLL, ACQUIRE_EXECUTION, CONSUMER_ACQUIRE -> {
        for (int rdd = 0; rdd < mix.rdds() && mix.weight(OperationKind.PUT) > 0; rdd++) {
          StorageLevel level = mix.serializedLevels().get(0);
          Subject subject = new Subject(BlockId.rdd(rdd, 0), level, 0, MemoryMode.ON_HEAP);
          Amount all = new Amount(unified, List.of(), false);
          simpler.add(new Move(OperationKind.PUT, subject, all, 0));
        }
      }
      default -> {
        // It gives room back, or needs none.
      }
    }
  }

  private void simplerKinds(Move move, List<Move> simpler) {
    OperationKind kind =
        switch (move.kind()) {
          case PUT_VALUES, RESERVE_UNROLL, ACQUIRE_EXECUTION -> OperationKind.PUT;
          case PIN -> OperationKind.GET;
          case REMOVE_RDD, REMOVE_BROADCAST -> OperationKind.REMOVE;
          case RELEASE_ALL_EXECUTION, END_TASK -> OperationKind.RELEASE_EXECUTION;
          case CONSUMER_ACQUIRE -> OperationKind.ACQUIRE_EXECUTION;
          default -> move.kind();
        };
    if (kind == move.kind() || mix.weight(kind) == 0) {
      return;
    }
    Subject subject = move.subject();
    if (kind == OperationKind.PUT && subject.level().deserialized()) {
      subject = new Subject(subject.block(), twin(subject.level()), subject.task(), subject.mode());
    }
    long most = move.amount().unroll().stream().mapToLong(Long::longValue).max().orElse(0);
    long bytes = Math.max(most, move.amount().bytes());
    simpler.add(new Move(kind, subject, new Amount(bytes, List.of(), false), 0));
  }

  /** A level at which bytes can be put, with as much use of memory and disk. */
  private StorageLevel twin(StorageLevel level) {
    return mix.serializedLevels().stream()
        .filter(
            other -> other.useMemory() == level.useMemory() && other.useDisk() == level.useDisk())
        .findFirst()
        .orElse(mix.serializedLevels().get(0));
  }

  private List<Amount> simplerAmounts(Amount amount) {
    List<Amount> simpler = new ArrayList<>();
    List<Long> unroll = amount.unroll();
    if (amount.fillsUp()) {
      simpler.add(new Amount(unified, unroll, false));
      simpler.add(new Amount(unified / 2, unroll, false));
    } else {
      for (long bytes : simpler(amount.bytes())) {
        simpler.add(new Amount(bytes, unroll, false));
      }
    }
    if (!unroll.isEmpty()) {
      simpler.add(new Amount(amount.bytes(), List.of(), amount.fillsUp()));
    }
    for (int i = 0; i < unroll.size(); i++) {
      List<Long> without = new ArrayList<>(unroll);
      long estimate = without.remove(i);
      simpler.add(new Amount(amount.bytes(), without, amount.fillsUp()));
      for (long less : simpler(estimate)) {
        List<Long> lower = new ArrayList<>(unroll);
        lower.set(i, less);
        simpler.add(new Amount(amount.bytes(), lower, amount.fillsUp()));
      }
    }
    return simpler;
  }

  /** Nothing, one, all, and towards the figure in halving steps. */
  private List<Long> simpler(long bytes) {
    List<Long> simpler = new ArrayList<>();
    for (long round : new long[] {0, 1, unified}) {
      if (rank(round) < rank(bytes)) {
        simpler.add(round);
      }
    }
    if (bytes != unified) {
      for (long step = bytes / 2; step > 0 && bytes - step > 1; step /= 2) {
        simpler.add(bytes - step);
      }
    }
    return simpler;
  }

  private List<Subject> simplerSubjects(Move move) {
    Subject subject = move.subject();
    List<Subject> simpler = new ArrayList<>();
    if (move.kind() != OperationKind.REMOVE_BROADCAST) {
      for (BlockId block : simplerBlocks(subject.block())) {
        simpler.add(new Subject(block, subject.level(), subject.task(), subject.mode()));
      }
    }
    List<StorageLevel> levels =
        move.kind() == OperationKind.PUT ? mix.serializedLevels() : mix.levels();
    for (StorageLevel level : levels.subList(0, levels.indexOf(subject.level()))) {
      simpler.add(new Subject(subject.block(), level, subject.task(), subject.mode()));
    }
    for (long task = 0; task < (subject.task() < 0 ? 1 : subject.task()); task++) {
      simpler.add(new Subject(subject.block(), subject.level(), task, subject.mode()));
    }
    if (subject.mode() != MemoryMode.ON_HEAP) {
      simpler.add(
          new Subject(subject.block(), subject.level(), subject.task(), MemoryMode.ON_HEAP));
    }
    return simpler;
  }

  private List<BlockId> simplerBlocks(BlockId block) {
    List<BlockId> simpler = new ArrayList<>();
    if (!(block instanceof RDDBlockId rdd)) {
      return List.of(BlockId.rdd(0, 0));
    }
    for (int i = 0; i < rdd.rddId(); i++) {
      simpler.add(BlockId.rdd(i, 0));
    }
    for (int i = 0; i < rdd.splitIndex(); i++) {
      simpler.add(BlockId.rdd(rdd.rddId(), i));
    }
    return simpler;
  }
}
