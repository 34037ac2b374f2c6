package io.memsim.internal.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one mode that may have evictable blocks, as a binary heap by a lower bound of the
 * stamp of the oldest one. Bounds are corrected only where they decide, at the top.
 */
final class LaneHeap {

  private Lane[] heap;
  private int size;

  LaneHeap() {
    heap = new Lane[8];
  }

  /** Copies a heap, over the copies of its lanes. */
  LaneHeap(LaneHeap source, Lane[] lanes) {
    heap = new Lane[source.heap.length];
    size = source.size;
    for (int i = 0; i < size; i++) {
      heap[i] = lanes[source.heap[i].index];
    }
  }

  /** A lane has got an evictable block with this stamp. */
  void offer(Lane lane, long stamp) {
    if (lane.heapIndex < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      lane.heapKey = stamp;
      siftUp(size++, lane);
    } else if (stamp < lane.heapKey) {
      lane.heapKey = stamp;
      siftUp(lane.heapIndex, lane);
    }
  }

  /** A lane is given up. */
  void remove(Lane lane) {
    if (lane.heapIndex >= 0) {
      removeAt(lane.heapIndex);
    }
  }

  /**
   * The lane with the oldest evictable block.
   *
   * @param spared an RDD whose lane does not count, or -1
   * @param stamps by slot
   * @return the lane, or null when there is none
   */
  @Nullable Lane oldest(int spared, long[] stamps) {
    if (spared >= 0 && size > 0 && heap[0].rdd() == spared) {
      // The others' oldest is on top of one of the two halves below.
      settle(1, stamps);
      settle(2, stamps);
      if (size <= 2) {
        return size <= 1 ? null : heap[1];
      }
      return heap[2].heapKey < heap[1].heapKey ? heap[2] : heap[1];
    }
    settle(0, stamps);
    if (size == 0) {
      return null;
    }
    return spared >= 0 && heap[0].rdd() == spared ? oldest(spared, stamps) : heap[0];
  }

  /** Corrects bounds until the one at this place is exact. */
  private void settle(int place, long[] stamps) {
    while (place < size) {
      Lane lane = heap[place];
      int slot = lane.oldestEvictable();
      if (slot < 0) {
        removeAt(place);
        continue;
      }
      long stamp = stamps[slot];
      if (stamp == lane.heapKey) {
        return;
      }
      lane.heapKey = stamp;
      siftDown(place, lane);
    }
  }

  private void removeAt(int place) {
    Lane gone = heap[place];
    gone.heapIndex = -1;
    Lane last = heap[--size];
    heap[size] = null;
    if (last != gone) {
      siftUp(place, last);
      siftDown(last.heapIndex, last);
    }
  }

  private void siftUp(int from, Lane lane) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (heap[parent].heapKey <= lane.heapKey) {
        break;
      }
      put(place, heap[parent]);
      place = parent;
    }
    put(place, lane);
  }

  private void siftDown(int from, Lane lane) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].heapKey < heap[child].heapKey) {
        child++;
      }
      if (lane.heapKey <= heap[child].heapKey) {
        break;
      }
      put(place, heap[child]);
      place = child;
    }
    put(place, lane);
  }

  private void put(int place, Lane lane) {
    heap[place] = lane;
    lane.heapIndex = place;
  }
}
