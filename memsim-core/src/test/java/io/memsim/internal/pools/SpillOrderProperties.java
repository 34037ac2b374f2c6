package io.memsim.internal.pools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Whom to spill, beside Spark's own way to find out: a TreeMap of lists. */
class SpillOrderProperties {

  @Property(tries = 500)
  void choosesAsATreeMapOfListsDoes(
      @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 30) Long> used,
      @ForAll @IntRange(max = 25) int asking,
      @ForAll @Size(max = 60) List<@LongRange(min = -25, max = 40) Long> requests) {
    SpillOrder order = new SpillOrder();
    TreeMap<Long, List<Integer>> sorted = new TreeMap<>();
    for (int i = 0; i < used.size(); i++) {
      boolean sameMode = i % 5 != 4;
      order.add(used.get(i), sameMode, i == asking);
      if (sameMode && used.get(i) > 0) {
        sorted.computeIfAbsent(i == asking ? 0 : used.get(i), key -> new ArrayList<>()).add(i);
      }
    }
    for (long request : requests) {
      // Negative: the chosen one frees nothing.
      long missing = Math.abs(request);
      Map.Entry<Long, List<Integer>> entry = sorted.ceilingEntry(missing);
      if (entry == null) {
        entry = sorted.lastEntry();
      }
      int chosen = order.next(missing);
      if (entry == null) {
        assertThat(chosen).isEqualTo(SpillOrder.NOBODY);
        return;
      }
      List<Integer> equals = entry.getValue();
      assertThat(chosen).isEqualTo(equals.get(equals.size() - 1));
      boolean again = order.released(chosen, request < 0 ? 0 : 1);
      assertThat(again).isEqualTo(request >= 0);
      if (request < 0) {
        equals.remove(equals.size() - 1);
        if (equals.isEmpty()) {
          sorted.remove(entry.getKey());
        }
      }
    }
  }

  @Example
  void aClearedOrderHasNoCandidatesAndACopyIsIndependent() {
    SpillOrder order = new SpillOrder();
    order.add(5, true, false);
    order.add(7, true, false);
    SpillOrder copy = new SpillOrder(order);
    order.released(1, 0);
    assertThat(order.next(6)).isZero();
    assertThat(copy.next(6)).isOne();
    order.clear();
    assertThat(order.next(1)).isEqualTo(SpillOrder.NOBODY);
    order.add(3, true, false);
    assertThat(order.next(1)).isZero();
  }
}
