package io.memsim.event;

/** Why a block in memory was passed over when room was needed. */
public enum SkipReason {
  /** It is in the other memory: on-heap and off-heap never help each other out. */
  OTHER_MODE,
  /** It belongs to the RDD of the block being stored. */
  SAME_RDD,
  /** Somebody has locked it for reading. */
  LOCKED
}
