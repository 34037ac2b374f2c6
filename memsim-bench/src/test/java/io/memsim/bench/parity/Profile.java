package io.memsim.bench.parity;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import java.util.Locale;

/** What a run stresses: the mixture of its actions and the kind of its configuration. */
enum Profile {
  /** Execution requests of a few tasks. */
  EXECUTION(4, "acquire 50 release 25 release_all 4 put 12 get 3 end_task 4 remove 2"),
  /** More tasks than there is room for: waiting and waking, interrupted waits. */
  WAITS(8, "acquire 60 release 22 release_all 3 put 6 reserve 3 end_task 9 cancel 4 get 2"),
  /** Blocks of few RDDs: the same-RDD rule. */
  FEW_RDDS(3, "put 36 values 20 get 26 remove 4 remove_rdd 1 acquire 6 release 4 end_task 2"),
  /** Blocks of hundreds of RDDs. */
  MANY_RDDS(3, "put 46 values 14 get 26 remove 4 remove_rdd 2 acquire 6 release 4 end_task 2"),
  /** Borrowing and reclaiming back and forth. */
  TUG(3, "put 32 values 8 get 6 acquire 28 release 18 remove 4 end_task 3 reserve 2"),
  /** Both modes in one recency order. */
  OFF_HEAP(4, "put 40 values 16 get 20 acquire 14 release 8 remove 3 reserve 2 end_task 3"),
  /** Unrolling, with planned sizes. */
  UNROLL(
      4,
      "values 44 put 10 get 20 reserve 4 release_unroll 3 end_task 8 remove 6 acquire 6 release 3"),
  /** Unrolling of real records through Spark's own serializers and size estimates. */
  REAL(3, "values 44 put 8 get 22 reserve 4 release_unroll 2 end_task 8 remove 6 acquire 6"),
  /** Readers that hold locks. */
  PINNED(5, "get 40 unlock 18 put 26 values 6 end_task 4 remove 3 acquire 5 release 2"),
  /** Spilling inside tasks. */
  CONSUMERS(
      3,
      "consumer 10 consumer_acquire 50 consumer_free 12 acquire 6 release 4 spill 3 end_task 6 put"
          + " 8"),
  /** Spilling while tasks wait for each other. */
  SPILLS_AND_WAITS(
      6,
      "consumer 12 consumer_acquire 50 consumer_free 10 acquire 14 release 8 end_task 8 cancel 2 put"
          + " 4 page 4"),
  /** Pages: full tables of them, too few, freed by spilling. */
  PAGES(
      3,
      "consumer 10 page 36 array 10 free_page 14 consumer_acquire 8 consumer_free 3 spill 3"
          + " end_task 5 put 6 acquire 4"),
  /** Unmanaged memory. */
  UNMANAGED(
      4,
      "unmanaged 16 acquire 24 release 12 put 18 values 14 get 12 reserve 4 end_task 4 remove 2"
          + " consumer 2 consumer_acquire 6"),
  /** Broadcast and other blocks beside those of RDDs. */
  BROADCAST(
      3, "put 40 values 16 get 28 remove 4 remove_broadcast 4 acquire 6 release 4 end_task 2"),
  /** Pools of a few bytes. */
  TINY(
      3,
      "put 26 values 8 get 16 acquire 18 release 10 remove 3 reserve 6 release_unroll 3 end_task 4"
          + " consumer 3 consumer_acquire 8 unlock 2 remove_rdd 1"),
  /** What Spark refuses. */
  ERRORS(
      3,
      "unlock 18 get 14 put 22 values 8 acquire 16 release 8 remove 4 consumer 4 consumer_acquire 10"
          + " page 6 array 4 end_task 4"),
  /** Pools of up to a petabyte. */
  BIG(4, "acquire 34 release 18 values 26 get 12 reserve 8 release_unroll 3 end_task 4 remove 3"),
  /** What tasks do with the partitions of cached RDDs. */
  COMPUTE(
      4,
      "compute 56 unlock 8 acquire 14 release 8 serialized_values 8 end_task 5 remove_rdd 2 get 4"),
  /** Everything at once. */
  MIXED(
      5,
      "acquire 14 release 8 release_all 1 put 14 values 10 serialized_values 3 compute 6 get 14"
          + " unlock 5 remove 3 remove_rdd 1 remove_broadcast 1 reserve 2 release_unroll 2 end_task 4"
          + " consumer 4 consumer_acquire 12 consumer_free 4 page 4 array 1 free_page 2 spill 1"
          + " unmanaged 3 cancel 1");

  private final int tasks;
  private final ImmutableList<Kind> wheel;

  Profile(int tasks, String weights) {
    this.tasks = tasks;
    ImmutableList.Builder<Kind> kinds = ImmutableList.builder();
    String[] words = weights.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      Kind kind = Kind.valueOf(words[i].toUpperCase(Locale.ROOT));
      kinds.addAll(Collections.nCopies(Integer.parseInt(words[i + 1]), kind));
    }
    wheel = kinds.build();
  }

  /** How many tasks there are at a time, at most. */
  int tasks() {
    return tasks;
  }

  /** The kind that a number stands for. */
  Kind kind(int dice) {
    return wheel.get(dice % wheel.size());
  }
}
