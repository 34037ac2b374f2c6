package io.memsim.trace;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;

/** An immutable list of sizes that hands its array to the replay without boxing or copying. */
final class UnrollSizes extends AbstractList<Long> implements RandomAccess {
  static final UnrollSizes NONE = new UnrollSizes(new long[0]);

  private final long[] sizes;

  private UnrollSizes(long[] sizes) {
    this.sizes = sizes;
  }

  /** Takes the array over: the caller must not change it afterwards. */
  static UnrollSizes owning(long[] sizes) {
    return sizes.length == 0 ? NONE : new UnrollSizes(sizes);
  }

  static UnrollSizes of(Collection<Long> sizes) {
    if (sizes instanceof UnrollSizes own) {
      return own;
    }
    return owning(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** The sizes themselves: for reading only. */
  long[] array() {
    return sizes;
  }

  @Override
  public Long get(int index) {
    return sizes[index];
  }

  @Override
  public int size() {
    return sizes.length;
  }
}
