package io.memsim.event;

/**
 * Why a block did not enter memory. At a level that uses disk the block is then on disk; otherwise
 * it is not stored.
 */
public enum PutFailure {
  /** The block is bigger than all the memory that storage could have at this moment. */
  OVER_LIMIT,
  /** The blocks that may be evicted would not make enough room. */
  NOT_ENOUGH_EVICTABLE,
  /** Not even the initial reservation for unrolling was granted. */
  UNROLL_START,
  /** The values outgrew their unroll memory, and more was refused. */
  UNROLL_GROWTH,
  /** All values were unrolled, but what the final size needs beyond that was refused. */
  UNROLL_FINISH,
  /**
   * Unroll memory could not become storage memory, because unmanaged memory had grown past the
   * limit. Spark fails with an assertion here.
   */
  TRANSFER
}
