package io.memsim.policy;

import io.memsim.block.BlockId;
import org.jspecify.annotations.Nullable;

/**
 * Victims in the order in which an {@link EvictionPolicy} would give them up. Read by one thread,
 * from the first until enough are collected or none is left.
 */
@FunctionalInterface
public interface VictimCursor {

  /**
   * The next victim.
   *
   * @return a block in memory that this cursor has not named yet, or null when there is none left
   */
  @Nullable BlockId next();
}
