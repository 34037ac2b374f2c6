package io.memsim.internal.stores;

import java.util.Arrays;

/**
 * Which places of a log hold a block of one mode that may be evicted, able to name the first of
 * them, or the first that is not of a given RDD. Not thread-safe.
 *
 * <p>A bit a place, and above each 64 words one word that tells which of them are not empty, up to
 * a single word: adding and removing touch one level unless a word becomes empty or stops being so.
 * With each word stands the RDD that all of its members belong to, where they do: a search for the
 * first block of any other RDD passes over 64, 4096, ... of the spared one's at a step.
 */
final class EvictableSet {

  /** Members of several RDDs are, or were, below a word. */
  private static final int MIXED = -2;

  private static final int NOBODY = -3;

  private final long[] words;
  private final int[] owners;
  private final long[][] upperWords;
  private final int[][] upperOwners;

  /** No word before this one has members. */
  private int firstWord;

  /** All members before {@code othersFrom} belong to this RDD. */
  private int spared = NOBODY;

  private int othersFrom;

  /** Creates an empty set of the places below a capacity. */
  EvictableSet(int capacity) {
    words = new long[wordsFor(capacity)];
    owners = new int[words.length];
    int depth = 0;
    for (int size = words.length; size > 1; size = wordsFor(size)) {
      depth++;
    }
    upperWords = new long[depth][];
    upperOwners = new int[depth][];
    int size = words.length;
    for (int level = 0; level < depth; level++) {
      size = wordsFor(size);
      upperWords[level] = new long[size];
      upperOwners[level] = new int[size];
    }
  }

  EvictableSet(EvictableSet source) {
    words = source.words.clone();
    owners = source.owners.clone();
    upperWords = source.upperWords.clone();
    upperOwners = source.upperOwners.clone();
    for (int level = 0; level < upperWords.length; level++) {
      upperWords[level] = upperWords[level].clone();
      upperOwners[level] = upperOwners[level].clone();
    }
    firstWord = source.firstWord;
    spared = source.spared;
    othersFrom = source.othersFrom;
  }

  private static int wordsFor(int bits) {
    return (bits + 63) >>> 6;
  }

  /** Adds a place after all members; its block belongs to an RDD, or to none when negative. */
  void append(int place, int rdd) {
    int word = place >>> 6;
    long before = words[word];
    words[word] = before | (1L << place);
    if (before == 0) {
      owners[word] = rdd;
      addAbove(word, rdd);
    } else {
      int owner = owners[word];
      if (owner != rdd && owner != MIXED) {
        owners[word] = MIXED;
        addAbove(word, MIXED);
      }
    }
  }

  /** Adds a place that is not a member, anywhere. */
  void insert(int place, int rdd) {
    append(place, rdd);
    firstWord = Math.min(firstWord, place >>> 6);
    if (rdd != spared && place < othersFrom) {
      othersFrom = place;
    }
  }

  /** Removes a place; answers whether it was a member. */
  boolean remove(int place) {
    int word = place >>> 6;
    long before = words[word];
    long bit = 1L << place;
    if ((before & bit) == 0) {
      return false;
    }
    words[word] = before ^ bit;
    if (before == bit) {
      removeAbove(word);
    }
    return true;
  }

  boolean contains(int place) {
    return (words[place >>> 6] & (1L << place)) != 0;
  }

  /** The members among 64 places. */
  long word(int word) {
    return words[word];
  }

  /** Empties the set, all but its lowest words: {@link #takeWord} empties those, one by one. */
  void beginRebuild() {
    for (long[] level : upperWords) {
      Arrays.fill(level, 0);
    }
    firstWord = 0;
    spared = NOBODY;
  }

  /** Empties a word and answers what was in it. */
  long takeWord(int word) {
    long members = words[word];
    words[word] = 0;
    return members;
  }

  /** The first member, or -1. */
  int first() {
    long members = words[firstWord];
    if (members == 0) {
      int found = firstWordWithMembers();
      if (found < 0) {
        return -1;
      }
      firstWord = found;
      members = words[found];
    }
    return (firstWord << 6) + Long.numberOfTrailingZeros(members);
  }

  /**
   * The first member that does not belong to an RDD, or -1.
   *
   * @param rdd the RDD, 0 or more
   * @param log the slot at each place
   * @param table the blocks in their slots
   */
  int firstOfOthers(int rdd, int[] log, BlockTable table) {
    int first = first();
    if (first < 0 || table.rdd(log[first]) != rdd) {
      return first;
    }
    if (spared == rdd && othersFrom > first) {
      if (contains(othersFrom)) {
        return othersFrom;
      }
    }
    int found = search(rdd, log, table);
    spared = found < 0 ? NOBODY : rdd;
    othersFrom = found;
    return found;
  }

  private int firstWordWithMembers() {
    int depth = upperWords.length;
    if (depth == 0 || upperWords[depth - 1][0] == 0) {
      return -1;
    }
    int word = 0;
    for (int level = depth - 1; level >= 0; level--) {
      word = (word << 6) + Long.numberOfTrailingZeros(upperWords[level][word]);
    }
    return word;
  }

  private int search(int rdd, int[] log, BlockTable table) {
    int depth = upperWords.length;
    int[] top = depth == 0 ? owners : upperOwners[depth - 1];
    if (top[0] == rdd) {
      return -1;
    }
    int found =
        depth == 0
            ? searchWord(0, words[0], rdd, log, table)
            : searchChildren(depth - 1, 0, rdd, log, table);
    if (found < 0) {
      top[0] = rdd;
    }
    return found;
  }

  private int searchChildren(int level, int above, int rdd, int[] log, BlockTable table) {
    long left = upperWords[level][above];
    while (left != 0) {
      int child = (above << 6) + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      int[] below = level == 0 ? owners : upperOwners[level - 1];
      if (below[child] != rdd) {
        int found =
            level == 0
                ? searchWord(child, words[child], rdd, log, table)
                : searchChildren(level - 1, child, rdd, log, table);
        if (found >= 0) {
          return found;
        }
        // It was mixed once; now only the spared RDD is left there.
        below[child] = rdd;
      }
    }
    return -1;
  }

  private static int searchWord(int word, long members, int rdd, int[] log, BlockTable table) {
    long left = members;
    while (left != 0) {
      int place = (word << 6) + Long.numberOfTrailingZeros(left);
      if (table.rdd(log[place]) != rdd) {
        return place;
      }
      left &= left - 1;
    }
    return -1;
  }

  private void addAbove(int word, int rdd) {
    int owner = rdd;
    int child = word;
    for (int level = 0; level < upperWords.length; level++) {
      int above = child >>> 6;
      long before = upperWords[level][above];
      int[] levelOwners = upperOwners[level];
      upperWords[level][above] = before | (1L << child);
      if (before == 0) {
        levelOwners[above] = owner;
      } else if (levelOwners[above] == owner || levelOwners[above] == MIXED) {
        return;
      } else {
        levelOwners[above] = MIXED;
        owner = MIXED;
      }
      child = above;
    }
  }

  private void removeAbove(int word) {
    int child = word;
    for (long[] level : upperWords) {
      int above = child >>> 6;
      long left = level[above] & ~(1L << child);
      level[above] = left;
      if (left != 0) {
        return;
      }
      child = above;
    }
  }
}
