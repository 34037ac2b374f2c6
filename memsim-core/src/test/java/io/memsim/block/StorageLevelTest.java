package io.memsim.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageLevelTest {

  @ParameterizedTest
  @CsvSource({
    "NONE, false, false, false, false, 1",
    "DISK_ONLY, true, false, false, false, 1",
    "DISK_ONLY_2, true, false, false, false, 2",
    "DISK_ONLY_3, true, false, false, false, 3",
    "MEMORY_ONLY, false, true, false, true, 1",
    "MEMORY_ONLY_2, false, true, false, true, 2",
    "MEMORY_ONLY_SER, false, true, false, false, 1",
    "MEMORY_ONLY_SER_2, false, true, false, false, 2",
    "MEMORY_AND_DISK, true, true, false, true, 1",
    "MEMORY_AND_DISK_2, true, true, false, true, 2",
    "MEMORY_AND_DISK_SER, true, true, false, false, 1",
    "MEMORY_AND_DISK_SER_2, true, true, false, false, 2",
    "OFF_HEAP, true, true, true, false, 1"
  })
  void theLevelsThatSparkNamesAreItsOwn(
      String name, boolean disk, boolean memory, boolean offHeap, boolean objects, int copies) {
    StorageLevel level = StorageLevel.of(disk, memory, offHeap, objects, copies);
    assertThat(StorageLevel.parse(name)).isSameAs(level).hasToString(name);
    assertThat(level.sparkName()).contains(name);
    assertThat(StorageLevel.named()).contains(level).hasSize(13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "memory_only", "MEMORY_ONLY_3", "MEMORY", " NONE", "a\nb"})
  void anyOtherNameIsRefusedAndTheNamesAreListed(String name) {
    assertThatThrownBy(() -> StorageLevel.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown storage level \"")
        .hasMessageContaining("MEMORY_AND_DISK_SER_2, OFF_HEAP")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aLevelWithoutANameSaysItsParts() {
    StorageLevel level = StorageLevel.of(true, true, true, false, 4);
    assertThat(level).hasToString("StorageLevel(disk, memory, offHeap, serialized, 4 replicas)");
    assertThat(level.sparkName()).isEmpty();
    assertThat(StorageLevel.of(false, false, false, true, 1))
        .hasToString("StorageLevel(deserialized, 1 replica)");
  }

  @Test
  void objectsMayBeOffHeapAsInSpark() {
    StorageLevel level = StorageLevel.of(true, true, true, true, 1);
    assertThat(level.isValid()).isTrue();
    assertThat(level.memoryMode()).isEqualTo(MemoryMode.OFF_HEAP);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 40, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void replicationIsFrom0To39(int replication) {
    assertThatThrownBy(() -> StorageLevel.of(true, true, false, false, replication))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replication " + replication + ": expected 0 to 39");
  }

  @Test
  void theModeOfABlockIsThatOfItsLevel() {
    assertThat(StorageLevel.OFF_HEAP.memoryMode()).isEqualTo(MemoryMode.OFF_HEAP);
    assertThat(StorageLevel.MEMORY_AND_DISK.memoryMode()).isEqualTo(MemoryMode.ON_HEAP);
  }

  @Test
  void aLevelIsValidWithAPlaceAndACopy() {
    assertThat(StorageLevel.NONE.isValid()).isFalse();
    assertThat(StorageLevel.of(true, true, false, false, 0).isValid()).isFalse();
    assertThat(StorageLevel.of(true, false, false, false, 39).isValid()).isTrue();
    assertThat(StorageLevel.MEMORY_ONLY.isValid()).isTrue();
  }
}
