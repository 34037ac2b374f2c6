package io.memsim.executor;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import io.memsim.event.SkipReason;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a block is in memory, or is not. {@link #toString} says it in sentences. Immutable.
 *
 * @param block the block
 * @param tier where it is now
 * @param verdict what happened to it last, as far as is known
 * @param history whether the executor keeps a history; without one only the present state speaks
 * @param decision the decision that the verdict rests on, or null where the history has none
 * @param present the present state, in a sentence
 */
public record Explanation(
    BlockId block,
    Tier tier,
    Verdict verdict,
    boolean history,
    @Nullable Decision decision,
    String present)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What happened to a block last. */
  public enum Verdict {
    /** It is in memory: it was put or promoted, and has not left since. */
    IN_MEMORY,
    /** It was evicted from memory. */
    EVICTED,
    /** A put, or a read from disk, could not get it into memory. */
    PUT_FAILED,
    /** Somebody removed it. */
    REMOVED,
    /** It is on disk because its level does not use memory. */
    DISK_ONLY,
    /** The history does not reach back far enough, or is off, or the block was never put. */
    UNKNOWN
  }

  /**
   * A decision: an operation that needed room, who was passed over, and who had to go; or a
   * removal.
   *
   * @param operation the number of the operation, counted from 1
   * @param asked what was asked, such as {@code put rdd_1_0 MEMORY_ONLY_SER 100 bytes, task 3}
   * @param cause what the room was for; null where nothing was to be evicted
   * @param space bytes that had to be evicted, 0 where nothing was to be evicted
   * @param mode the memory in which room was needed
   * @param evictable bytes that could have been evicted
   * @param evicted the blocks that were evicted, in order
   * @param skipped the blocks that were passed over on the way, in order, at most {@link
   *     #MOST_SKIPPED}
   * @param skippedBlocks how many were passed over
   * @param failure why a block could not enter memory; null where it could
   * @param missing the bytes that were missing to grant the request that was refused, else 0
   */
  public record Decision(
      long operation,
      String asked,
      @Nullable EvictionCause cause,
      long space,
      MemoryMode mode,
      long evictable,
      List<BlockId> evicted,
      List<Skipped> skipped,
      int skippedBlocks,
      @Nullable PutFailure failure,
      long missing)
      implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The most blocks that {@code skipped} names. */
    public static final int MOST_SKIPPED = 64;

    /**
     * Copies the lists.
     *
     * @param operation the number of the operation, counted from 1
     * @param asked what was asked, such as {@code put rdd_1_0 MEMORY_ONLY_SER 100 bytes, task 3}
     * @param cause what the room was for; null where nothing was to be evicted
     * @param space bytes that had to be evicted, 0 where nothing was to be evicted
     * @param mode the memory in which room was needed
     * @param evictable bytes that could have been evicted
     * @param evicted the blocks that were evicted, in order
     * @param skipped the blocks that were passed over on the way, in order, at most {@link
     *     #MOST_SKIPPED}
     * @param skippedBlocks how many were passed over
     * @param failure why a block could not enter memory; null where it could
     * @param missing the bytes that were missing to grant the request that was refused, else 0
     */
    public Decision {
      evicted = List.copyOf(evicted);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * A block that was passed over when room was needed.
   *
   * @param block the block
   * @param reason why
   */
  public record Skipped(BlockId block, SkipReason reason) implements Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return block
          + switch (reason) {
            case OTHER_MODE -> " (other mode)";
            case SAME_RDD -> " (same RDD)";
            case LOCKED -> " (locked)";
          };
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(200);
    text.append(present);
    if (decision != null) {
      tell(text, decision);
    }
    if (!history) {
      text.append(
          " Why is not recorded: history is off; ExecutorMemory.builder(config).explanations(n)"
              + " keeps the last n decisions.");
    } else if (verdict == Verdict.UNKNOWN) {
      text.append(" The history kept does not mention it.");
    }
    return text.toString();
  }

  private void tell(StringBuilder text, Decision d) {
    String operation = "operation " + d.operation() + " (" + d.asked() + ")";
    switch (verdict) {
      case EVICTED -> {
        text.append(" It was evicted by ").append(operation);
        text.append(", which needed ").append(d.space()).append(" bytes ").append(d.mode());
        if (d.cause() != null) {
          text.append(" for ").append(d.cause().name().toLowerCase(Locale.ROOT));
        }
        text.append('.');
      }
      case PUT_FAILED -> {
        text.append(" It could not enter memory in ").append(operation).append(": ");
        text.append(d.failure()).append(", ").append(d.missing()).append(" bytes were missing");
        if (d.space() > 0) {
          text.append("; ").append(d.evictable()).append(" bytes could have been evicted of ");
          text.append(d.space()).append(" needed");
        }
        text.append('.');
      }
      case REMOVED -> text.append(" It was removed by ").append(operation).append('.');
      default -> text.append(" Last decision: ").append(operation).append('.');
    }
    if (d.skippedBlocks() > 0) {
      text.append(" Passed over: ");
      text.append(d.skipped().stream().map(Skipped::toString).collect(Collectors.joining(", ")));
      if (d.skippedBlocks() > d.skipped().size()) {
        text.append(" and ").append(d.skippedBlocks() - d.skipped().size()).append(" more");
      }
      text.append('.');
    }
  }
}
