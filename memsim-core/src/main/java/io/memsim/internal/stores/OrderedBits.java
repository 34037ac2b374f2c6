package io.memsim.internal.stores;

/**
 * A set of small integers that knows its smallest member. Not thread-safe.
 *
 * <p>A bit a member, and above each 64 words one word that tells which of them are not empty, up to
 * a single word: setting and clearing touch one level unless a word becomes empty or stops being
 * so, and the smallest of a million members is four loads away.
 */
final class OrderedBits {

  private final long[][] levels;
  private final int capacity;

  /** Creates an empty set of the integers below a capacity. */
  OrderedBits(int capacity) {
    this.capacity = capacity;
    int depth = 1;
    for (int words = wordsFor(capacity); words > 1; words = wordsFor(words)) {
      depth++;
    }
    levels = new long[depth][];
    int size = capacity;
    for (int level = 0; level < depth; level++) {
      size = wordsFor(size);
      levels[level] = new long[size];
    }
  }

  /** Copies a set. */
  OrderedBits(OrderedBits source) {
    capacity = source.capacity;
    levels = new long[source.levels.length][];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = source.levels[level].clone();
    }
  }

  private static int wordsFor(int bits) {
    return Math.max(1, (bits + 63) >>> 6);
  }

  int capacity() {
    return capacity;
  }

  void set(int index) {
    int i = index;
    for (long[] words : levels) {
      int word = i >>> 6;
      long before = words[word];
      words[word] = before | (1L << i);
      if (before != 0) {
        return;
      }
      i = word;
    }
  }

  void clear(int index) {
    int i = index;
    for (long[] words : levels) {
      int word = i >>> 6;
      long left = words[word] & ~(1L << i);
      words[word] = left;
      if (left != 0) {
        return;
      }
      i = word;
    }
  }

  boolean contains(int index) {
    return (levels[0][index >>> 6] & (1L << index)) != 0;
  }

  /** The smallest member, or -1 when the set is empty. */
  int first() {
    int top = levels.length - 1;
    if (levels[top][0] == 0) {
      return -1;
    }
    int word = 0;
    for (int level = top; level >= 0; level--) {
      word = (word << 6) + Long.numberOfTrailingZeros(levels[level][word]);
    }
    return word;
  }
}
