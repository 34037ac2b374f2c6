package io.memsim.internal.stores;

import io.memsim.internal.pools.LongTable;
import java.util.Arrays;

/**
 * Read locks, counted by task and block: the part of Spark's {@code BlockInfoManager} that decides
 * who may be evicted. The number of a block's locks over all tasks is kept with the block. Not
 * thread-safe; every cost is constant, but for a task's end, which is in proportion to its blocks.
 *
 * <p>An entry for each task and block that it has locked, found by a hash of both, and chained with
 * the other entries of its task. The latest locks on one block by one task are not entered until
 * others come: most are given back before.
 */
final class PinTable {

  private static final int NIL = -1;

  /** From (task, slot) to the entry: chained buckets, since two longs do not make one key. */
  private int[] buckets;

  private long[] tasks;
  private int[] slots;
  private int[] counts;
  private int[] nextInBucket;
  private int[] nextInTask;
  private int[] previousInTask;
  private int used;
  private int free = NIL;
  private int entries;
  private final LongTable firstOfTask;
  private long latestTask;
  private int latestSlot;
  private int latestCount;

  PinTable() {
    buckets = emptyBuckets(32);
    tasks = new long[16];
    slots = new int[16];
    counts = new int[16];
    nextInBucket = new int[16];
    nextInTask = new int[16];
    previousInTask = new int[16];
    firstOfTask = new LongTable(NIL);
  }

  PinTable(PinTable source) {
    buckets = source.buckets.clone();
    tasks = source.tasks.clone();
    slots = source.slots.clone();
    counts = source.counts.clone();
    nextInBucket = source.nextInBucket.clone();
    nextInTask = source.nextInTask.clone();
    previousInTask = source.previousInTask.clone();
    used = source.used;
    free = source.free;
    entries = source.entries;
    firstOfTask = new LongTable(source.firstOfTask);
    latestTask = source.latestTask;
    latestSlot = source.latestSlot;
    latestCount = source.latestCount;
  }

  private static int[] emptyBuckets(int capacity) {
    int[] buckets = new int[capacity];
    Arrays.fill(buckets, NIL);
    return buckets;
  }

  /** How many locks a task has on a block. */
  int count(long task, int slot) {
    int latest = isLatest(task, slot) ? latestCount : 0;
    if (entries == 0) {
      return latest;
    }
    int entry = find(task, slot);
    return entry == NIL ? latest : latest + counts[entry];
  }

  /** Adds a lock. */
  void add(long task, int slot) {
    if (latestCount == 0) {
      latestTask = task;
      latestSlot = slot;
    } else if (!isLatest(task, slot)) {
      file(latestTask, latestSlot, latestCount);
      latestTask = task;
      latestSlot = slot;
      latestCount = 0;
    }
    latestCount++;
  }

  /** Adds locks to the table. */
  private void file(long task, int slot, int locks) {
    int entry = find(task, slot);
    if (entry != NIL) {
      counts[entry] += locks;
      return;
    }
    entry = newEntry();
    tasks[entry] = task;
    slots[entry] = slot;
    counts[entry] = locks;
    int bucket = bucket(task, slot);
    nextInBucket[entry] = buckets[bucket];
    buckets[bucket] = entry;
    int head = firstOfTask.find(task);
    int second = head < 0 ? NIL : (int) firstOfTask.valueAt(head);
    nextInTask[entry] = second;
    previousInTask[entry] = NIL;
    if (head < 0) {
      firstOfTask.insert(task, entry);
    } else {
      previousInTask[second] = entry;
      firstOfTask.setAt(head, entry);
    }
  }

  /** Takes back one lock of a task that has at least one on the block. */
  void remove(long task, int slot) {
    if (isLatest(task, slot)) {
      latestCount--;
      return;
    }
    int entry = find(task, slot);
    if (--counts[entry] == 0) {
      drop(entry);
    }
  }

  /** A slot that a task has locked, or -1. */
  int anyOf(long task) {
    if (latestCount > 0 && latestTask == task) {
      return latestSlot;
    }
    int head = firstOfTask.find(task);
    return head < 0 ? NIL : slots[(int) firstOfTask.valueAt(head)];
  }

  /** Takes back all locks of a task on a block; answers how many there were. */
  int removeAll(long task, int slot) {
    int count = 0;
    if (isLatest(task, slot)) {
      count = latestCount;
      latestCount = 0;
    }
    int entry = find(task, slot);
    if (entry != NIL) {
      count += counts[entry];
      drop(entry);
    }
    return count;
  }

  /** The slots that a task has locked, most recently locked first. */
  int[] slotsOf(long task) {
    fileLatest();
    int head = firstOfTask.find(task);
    if (head < 0) {
      return new int[0];
    }
    int n = 0;
    for (int e = (int) firstOfTask.valueAt(head); e != NIL; e = nextInTask[e]) {
      n++;
    }
    int[] locked = new int[n];
    int i = 0;
    for (int e = (int) firstOfTask.valueAt(head); e != NIL; e = nextInTask[e]) {
      locked[i++] = slots[e];
    }
    return locked;
  }

  /** The tasks that have locked anything, ascending. */
  long[] tasks() {
    fileLatest();
    return firstOfTask.sortedKeys();
  }

  private boolean isLatest(long task, int slot) {
    return latestCount > 0 && latestSlot == slot && latestTask == task;
  }

  private void fileLatest() {
    if (latestCount > 0) {
      file(latestTask, latestSlot, latestCount);
      latestCount = 0;
    }
  }

  private int bucket(long task, int slot) {
    long mixed = (task * 0x9E3779B97F4A7C15L + slot) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (buckets.length - 1);
  }

  private int find(long task, int slot) {
    int entry = buckets[bucket(task, slot)];
    while (entry != NIL && (slots[entry] != slot || tasks[entry] != task)) {
      entry = nextInBucket[entry];
    }
    return entry;
  }

  private void drop(int entry) {
    int bucket = bucket(tasks[entry], slots[entry]);
    if (buckets[bucket] == entry) {
      buckets[bucket] = nextInBucket[entry];
    } else {
      int before = buckets[bucket];
      while (nextInBucket[before] != entry) {
        before = nextInBucket[before];
      }
      nextInBucket[before] = nextInBucket[entry];
    }
    int next = nextInTask[entry];
    int previous = previousInTask[entry];
    if (next != NIL) {
      previousInTask[next] = previous;
    }
    if (previous != NIL) {
      nextInTask[previous] = next;
    } else {
      int head = firstOfTask.find(tasks[entry]);
      if (next == NIL) {
        firstOfTask.removeAt(head);
      } else {
        firstOfTask.setAt(head, next);
      }
    }
    nextInBucket[entry] = free;
    free = entry;
    entries--;
  }

  private int newEntry() {
    if (entries == buckets.length / 2) {
      rehash();
    }
    entries++;
    if (free != NIL) {
      int entry = free;
      free = nextInBucket[entry];
      return entry;
    }
    if (used == tasks.length) {
      int capacity = Math.multiplyExact(used, 2);
      tasks = Arrays.copyOf(tasks, capacity);
      slots = Arrays.copyOf(slots, capacity);
      counts = Arrays.copyOf(counts, capacity);
      nextInBucket = Arrays.copyOf(nextInBucket, capacity);
      nextInTask = Arrays.copyOf(nextInTask, capacity);
      previousInTask = Arrays.copyOf(previousInTask, capacity);
    }
    return used++;
  }

  private void rehash() {
    int[] old = buckets;
    buckets = emptyBuckets(Math.multiplyExact(old.length, 2));
    for (int head : old) {
      int entry = head;
      while (entry != NIL) {
        int next = nextInBucket[entry];
        int bucket = bucket(tasks[entry], slots[entry]);
        nextInBucket[entry] = buckets[bucket];
        buckets[bucket] = entry;
        entry = next;
      }
    }
  }
}
