package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The table of blocks beside a HashMap. */
class BlockTableProperties {

  private record Facts(StorageLevel level, long memory, long disk, int pins, long valueBytes) {}

  /** Adds a block that is absent, removes one that is there. */
  record Flip(
      BlockId block, StorageLevel level, long memory, long disk, int pins, boolean values) {}

  @Provide
  Arbitrary<List<Flip>> flips() {
    Arbitrary<BlockId> blocks =
        Arbitraries.frequencyOf(
            Tuple.of(
                4,
                Combinators.combine(
                        Arbitraries.integers().between(0, 6), Arbitraries.integers().between(0, 9))
                    .as(BlockId::rdd)),
            Tuple.of(
                1,
                Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0))
                    .as(BlockId::rdd)),
            Tuple.of(1, Arbitraries.longs().between(0, 12).map(BlockId::broadcast)),
            Tuple.of(1, Arbitraries.strings().alpha().ofMaxLength(2).map(BlockId::test)));
    return Combinators.combine(
            blocks,
            Arbitraries.of(StorageLevel.named()),
            Arbitraries.longs().between(-1, 5),
            Arbitraries.longs().between(-1, 5),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(true, false))
        .as(Flip::new)
        .list()
        .ofMaxSize(200);
  }

  private static void apply(Flip flip, BlockTable table, Map<BlockId, Facts> reference) {
    int found = table.find(flip.block());
    assertThat(found >= 0).isEqualTo(reference.containsKey(flip.block()));
    if (found >= 0) {
      table.remove(found);
      reference.remove(flip.block());
      assertThat(table.isLive(found)).isFalse();
      return;
    }
    int slot = table.add(flip.block(), flip.level());
    // A slot comes empty, whoever had it before.
    assertThat(table.memory(slot)).isEqualTo(BlockTable.ABSENT);
    assertThat(table.disk(slot)).isEqualTo(BlockTable.ABSENT);
    assertThat(table.pins(slot)).isZero();
    assertThat(table.unroll(slot)).isNull();
    assertThat(table.isLive(slot)).isFalse();
    table.memory(slot, flip.memory());
    if (flip.disk() >= 0) {
      table.disk(slot, flip.disk());
    }
    table.addPins(slot, flip.pins());
    if (flip.values()) {
      table.values(slot, 77, 7, new long[0]);
    }
    reference.put(
        flip.block(),
        new Facts(flip.level(), flip.memory(), flip.disk(), flip.pins(), flip.values() ? 77 : -1));
  }

  private static void same(BlockTable table, Map<BlockId, Facts> reference) {
    assertThat(table.count()).isEqualTo(reference.size());
    assertThat(table.slots()).isGreaterThanOrEqualTo(reference.size());
    Set<Integer> slots = new HashSet<>();
    reference.forEach(
        (block, facts) -> {
          int slot = table.find(block);
          assertThat(slots.add(slot)).isTrue();
          assertThat(table.id(slot)).isEqualTo(block);
          assertThat(table.level(slot)).isEqualTo(facts.level());
          assertThat(table.mode(slot)).isEqualTo(facts.level().memoryMode());
          assertThat(table.memory(slot)).isEqualTo(facts.memory());
          assertThat(table.inMemory(slot)).isEqualTo(facts.memory() >= 0);
          assertThat(table.disk(slot)).isEqualTo(facts.disk());
          assertThat(table.onDisk(slot)).isEqualTo(facts.disk() >= 0);
          assertThat(table.isLive(slot)).isEqualTo(facts.memory() >= 0 || facts.disk() >= 0);
          assertThat(table.pins(slot)).isEqualTo(facts.pins());
          boolean values = table.unroll(slot) != null;
          assertThat(values ? table.valueBytes(slot) : -1).isEqualTo(facts.valueBytes());
          assertThat(values ? table.valueDiskBytes(slot) : 7).isEqualTo(7);
          if (block instanceof BlockId.RDDBlockId rdd) {
            assertThat(table.rdd(slot)).isEqualTo(rdd.rddId());
            assertThat(table.split(slot)).isEqualTo(rdd.splitIndex());
            assertThat(table.find(rdd.rddId(), rdd.splitIndex())).isEqualTo(slot);
          } else {
            assertThat(table.rdd(slot)).isEqualTo(-1);
          }
        });
  }

  @Property(tries = 200)
  void behavesLikeAHashMap(@ForAll("flips") List<Flip> flips) {
    BlockTable table = new BlockTable();
    Map<BlockId, Facts> reference = new HashMap<>();
    flips.forEach(flip -> apply(flip, table, reference));
    same(table, reference);
  }

  @Property(tries = 100)
  void aCopyIsIndependent(@ForAll("flips") List<Flip> before, @ForAll("flips") List<Flip> after) {
    BlockTable table = new BlockTable();
    Map<BlockId, Facts> reference = new HashMap<>();
    before.forEach(flip -> apply(flip, table, reference));
    BlockTable copy = new BlockTable(table);
    Map<BlockId, Facts> copied = new HashMap<>(reference);
    after.forEach(flip -> apply(flip, copy, copied));
    same(table, reference);
    same(copy, copied);
  }

  @Example
  void aHundredThousandBlocksComeAndGo() {
    BlockTable table = new BlockTable();
    for (int round = 0; round < 2; round++) {
      for (int split = 0; split < 50_000; split++) {
        table.memory(table.addRdd(round, split, StorageLevel.MEMORY_ONLY_SER), split);
        if (split >= 1000) {
          table.remove(table.find(round, split - 1000));
        }
      }
      assertThat(table.count()).isEqualTo(1000 * (round + 1));
    }
    // Slots are used again.
    assertThat(table.slots()).isLessThanOrEqualTo(2002);
    for (int split = 0; split < 50_000; split++) {
      int slot = table.find(1, split);
      assertThat(slot >= 0).isEqualTo(split >= 49_000);
      if (slot >= 0) {
        assertThat(table.memory(slot)).isEqualTo(split);
      }
    }
  }

  @Example
  void aBlockHasRoomForAllTheLocksThatAnIntCounts() {
    BlockTable table = new BlockTable();
    int slot = table.addRdd(3, 4, StorageLevel.OFF_HEAP);
    table.addPins(slot, Integer.MAX_VALUE);
    assertThatThrownBy(() -> table.addPins(slot, 1)).isInstanceOf(ArithmeticException.class);
    assertThat(table.pins(slot)).isEqualTo(Integer.MAX_VALUE);
    assertThat(table.level(slot)).isEqualTo(StorageLevel.OFF_HEAP);
    table.addPins(slot, -Integer.MAX_VALUE);
    assertThat(table.pins(slot)).isZero();
  }

  @Example
  void linkedBlocksAreInTheOrderOfTheirLinking() {
    BlockTable table = new BlockTable();
    for (int split = 0; split < 100; split++) {
      table.link(table.addRdd(1, split, StorageLevel.MEMORY_ONLY_SER));
    }
    for (int split = 0; split < 100; split += 3) {
      table.unlink(table.find(1, split));
    }
    table.link(table.find(1, 66));
    List<Integer> splits = new ArrayList<>();
    for (int slot = table.oldest(); slot != 0; slot = table.newer(slot)) {
      splits.add(table.split(slot));
    }
    List<Integer> expected = new ArrayList<>();
    for (int split = 0; split < 100; split++) {
      if (split % 3 != 0) {
        expected.add(split);
      }
    }
    expected.add(66);
    assertThat(splits).isEqualTo(expected);
  }

  @Example
  void aFreeSlotHasNoId() {
    BlockTable table = new BlockTable();
    int slot = table.add(BlockId.test("t"), StorageLevel.DISK_ONLY);
    table.remove(slot);
    assertThatThrownBy(() -> table.id(slot))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("slot " + slot + " is free");
    assertThat(table.rdd(slot)).isEqualTo(-1);
  }

  @Example
  void thereAreAtMost127StorageLevels() {
    BlockTable table = new BlockTable();
    int added = 0;
    for (int replication = 1; replication < 40; replication++) {
      for (int kind = 1; kind < 8; kind++) {
        StorageLevel level =
            StorageLevel.of((kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0, false, replication);
        BlockId block = BlockId.rdd(replication, kind);
        if (added < Byte.MAX_VALUE) {
          int slot = table.add(block, level);
          assertThat(table.level(slot)).isEqualTo(level);
          added++;
        } else {
          assertThatThrownBy(() -> table.add(block, level))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("more than 127 different storage levels");
        }
      }
    }
    assertThat(table.count()).isEqualTo(127);
    assertThat(table.level(table.find(1, 1))).isEqualTo(StorageLevel.DISK_ONLY);
  }
}
