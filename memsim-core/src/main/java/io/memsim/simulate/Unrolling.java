package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;

/** How the blocks get into memory that one task computes, or reads from disk. */
final class Unrolling {

  private final Engine engine;
  private final TaskRun run;
  private final int task;
  private final Node node;
  private final Lineage lineage;
  private final double pace;
  private final MovingTime moving;

  /** The blocks of a task that is so many times slower than measured. */
  Unrolling(Engine engine, TaskRun run, double pace, MovingTime moving) {
    this.engine = engine;
    this.run = run;
    this.task = run.task;
    this.node = run.node;
    this.lineage = engine.lineage(task);
    this.pace = pace;
    this.moving = moving;
  }

  /** The computation of a block that was nowhere. */
  Frame block(
      Frame.Point opening, Lineage.Leaf leaf, StorageLevel level, long bytes, boolean again) {
    Durations durations = engine.durations();
    double measured =
        engine.inLogsOrder()
            ? durations.compute(task, leaf.rdd())
            : durations.expectedCompute(task, leaf.rdd());
    double duration = measured * pace * engine.variation().computing * engine.variation().ofBlock();
    if (level.isValid() && !level.deserialized()) {
      duration += moving.serializing(leaf);
    }
    Frame frame = Frame.of(Frame.Purpose.BLOCK, leaf, level, duration, opening);
    frame.addLeaves(lineage.ofBlock(leaf.rdd(), leaf.partition()));
    int maker = durations.maker(leaf.rdd(), leaf.partition());
    if (maker >= 0) {
      frame.addDemands(new ExecutionRun(engine, run, maker));
    }
    if (level.useMemory()) {
      addReservations(frame, unrolling(leaf.rdd(), leaf.partition(), bytes));
    }
    if (again) {
      engine.recorder().total.recomputeMillis += duration;
      engine.recorder().rdd(leaf.rdd()).recomputeMillis += duration;
      engine.recorder().byStage[engine.workload().taskStage(task)].recomputeMillis += duration;
    }
    return frame.ready();
  }

  /** The unrolling of a block that was on disk. */
  Frame promotion(Frame.Point opening, Lineage.Leaf leaf, StorageLevel level, double duration) {
    Frame frame = Frame.of(Frame.Purpose.PROMOTION, leaf, level, duration, opening);
    long bytes = engine.blocks().memoryBytes(leaf.rdd(), leaf.partition(), level);
    addReservations(frame, unrolling(leaf.rdd(), leaf.partition(), bytes));
    return frame.ready();
  }

  private void addReservations(Frame frame, UnrollModel.Steps steps) {
    frame.addReservations(
        steps, node.config.unrollMemoryThreshold(), node.config.unrollMemoryGrowthFactor());
  }

  private UnrollModel.Steps unrolling(int rdd, int partition, long bytes) {
    return engine.preparation().unrolling(rdd, partition, bytes, lineage, node.config);
  }

  /** Reserves more memory; answers how long it takes to put the block where there is none. */
  double reserve(Frame frame, long bytes) {
    if (frame.stopped || bytes <= 0) {
      return 0;
    }
    BlockId block = BlockId.rdd(frame.rdd, frame.partition);
    MemoryMode mode = frame.level.memoryMode();
    engine.recorder().promoting = frame.purpose == Frame.Purpose.PROMOTION;
    boolean reserved = node.memory.reserveUnroll(block, bytes, mode, task);
    engine.recorder().promoting = false;
    if (reserved) {
      frame.reserved += bytes;
      return 0;
    }
    frame.stopped = true;
    if (frame.purpose == Frame.Purpose.PROMOTION) {
      promote(frame, block);
      return 0;
    }
    // The put ends here: on disk, or nowhere. What was reserved stays until the values are used up.
    double millis = put(frame, block);
    long held = frame.reserved;
    if (frame.result == PutResult.DISK
        && held > 0
        && node.memory.reserveUnroll(block, held, mode, task)) {
      return millis;
    }
    if (frame.result != PutResult.DISK) {
      frame.reserved = 0;
    }
    return millis;
  }

  /** Ends the unrolling of what was on disk: what was reserved so far is given back just before. */
  void promote(Frame frame, BlockId block) {
    if (frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, frame.level.memoryMode(), task);
      frame.reserved = 0;
    }
    if (node.memory.contains(block)) {
      run.hold(checkNotNull(frame.opening), block, frame.level);
    }
  }

  /**
   * Puts the block with all its estimates: what was reserved so far is given back just before.
   * Answers how long it takes to write it.
   */
  double put(Frame frame, BlockId block) {
    MemoryMode mode = frame.level.memoryMode();
    if (frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, mode, task);
    }
    long bytes = engine.blocks().memoryBytes(frame.rdd, frame.partition, frame.level);
    long onDisk = engine.blocks().diskBytes(frame.rdd, frame.partition);
    long before = node.memory.unrollHeld(task, mode);
    frame.result =
        node.memory.putValues(
            block,
            frame.level,
            bytes,
            unrolling(frame.rdd, frame.partition, bytes).estimates,
            onDisk,
            task);
    if (frame.opening != null && frame.result == PutResult.NONE) {
      frame.opening.unrolled += node.memory.unrollHeld(task, mode) - before;
    }
    return count(frame, onDisk);
  }

  private double count(Frame frame, long onDisk) {
    Tally total = engine.recorder().total;
    Tally rdd = engine.recorder().rdd(frame.rdd);
    switch (frame.result) {
      case MEMORY -> {
        engine.recorder().put(node, frame.rdd, frame.partition, true, onDisk);
        total.putsToMemory++;
        rdd.putsToMemory++;
      }
      case DISK -> {
        engine.recorder().put(node, frame.rdd, frame.partition, false, onDisk);
        total.putsToDisk++;
        rdd.putsToDisk++;
        return moving.writing(frame.rdd, frame.partition, frame.level);
      }
      case NONE -> {
        total.failedPuts++;
        rdd.failedPuts++;
        engine.recorder().span(node, frame.rdd, frame.partition, null);
      }
      case EXISTS -> {
        // Another task was faster.
      }
    }
    return 0;
  }
}
