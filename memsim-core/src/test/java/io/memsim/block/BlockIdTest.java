package io.memsim.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId.BroadcastBlockId;
import io.memsim.block.BlockId.PythonStreamBlockId;
import io.memsim.block.BlockId.PythonWorkerLogBlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.BlockId.StreamBlockId;
import io.memsim.block.BlockId.TaskResultBlockId;
import io.memsim.block.BlockId.TempLocalBlockId;
import io.memsim.block.BlockId.TempShuffleBlockId;
import io.memsim.block.BlockId.TestBlockId;
import io.memsim.block.BlockId.TestLogBlockId;
import io.memsim.block.ShuffleFamily.ShuffleBlockBatchId;
import io.memsim.block.ShuffleFamily.ShuffleBlockChunkId;
import io.memsim.block.ShuffleFamily.ShuffleBlockId;
import io.memsim.block.ShuffleFamily.ShuffleDataBlockId;
import io.memsim.block.ShuffleFamily.ShuffleIndexBlockId;
import io.memsim.block.ShuffleFamily.ShuffleMergedBlockId;
import io.memsim.block.ShuffleFamily.ShuffleMergedDataBlockId;
import io.memsim.block.ShuffleFamily.ShuffleMergedIndexBlockId;
import io.memsim.block.ShuffleFamily.ShuffleMergedMetaBlockId;
import io.memsim.block.ShuffleFamily.ShufflePushBlockId;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockIdTest {

  private static final String UUID_TEXT = "01234567-89ab-cdef-0123-456789abcdef";

  static Stream<Arguments> everyKind() {
    return Stream.of(
        Arguments.of("rdd_1_2", new RDDBlockId(1, 2)),
        Arguments.of("shuffle_1_2_3", new ShuffleBlockId(1, 2, 3)),
        Arguments.of("shuffle_1_2_3_4", new ShuffleBlockBatchId(1, 2, 3, 4)),
        Arguments.of("shuffle_1_2_3.data", new ShuffleDataBlockId(1, 2, 3)),
        Arguments.of("shuffle_1_2_3.index", new ShuffleIndexBlockId(1, 2, 3)),
        Arguments.of("shufflePush_1_2_3_4", new ShufflePushBlockId(1, 2, 3, 4)),
        Arguments.of("shuffleMerged_1_2_3", new ShuffleMergedBlockId(1, 2, 3)),
        Arguments.of(
            "shuffleMerged_app_7_1_2_3.data", new ShuffleMergedDataBlockId("app_7", 1, 2, 3)),
        Arguments.of(
            "shuffleMerged_app_7_1_2_3.index", new ShuffleMergedIndexBlockId("app_7", 1, 2, 3)),
        Arguments.of(
            "shuffleMerged_app_7_1_2_3.meta", new ShuffleMergedMetaBlockId("app_7", 1, 2, 3)),
        Arguments.of("shuffleChunk_1_2_3_4", new ShuffleBlockChunkId(1, 2, 3, 4)),
        Arguments.of("broadcast_1", new BroadcastBlockId(1, "")),
        Arguments.of("broadcast_1_piece0", new BroadcastBlockId(1, "piece0")),
        Arguments.of("taskresult_1", new TaskResultBlockId(1)),
        Arguments.of("input-1-2", new StreamBlockId(1, 2)),
        Arguments.of("python-stream-1-2", new PythonStreamBlockId(1, 2)),
        Arguments.of("temp_local_" + UUID_TEXT, new TempLocalBlockId(UUID.fromString(UUID_TEXT))),
        Arguments.of(
            "temp_shuffle_" + UUID_TEXT, new TempShuffleBlockId(UUID.fromString(UUID_TEXT))),
        Arguments.of("test_a b_c", new TestBlockId("a b_c")),
        Arguments.of("test_log_1_exec", new TestLogBlockId(1, "exec")),
        Arguments.of("python_worker_log_1_e_s_w", new PythonWorkerLogBlockId(1, "e", "s", "w")));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyKindOfSparkIsReadAndWritten(String name, BlockId id) {
    assertThat(BlockId.parse(name)).isEqualTo(id).hasToString(name);
    assertThat(id.name()).isEqualTo(name);
  }

  @Test
  void theTableAboveMissesNoKind() {
    assertThat(everyKind().map(arguments -> arguments.get()[1].getClass()).distinct())
        .hasSize(
            BlockId.class.getPermittedSubclasses().length
                - 1
                + ShuffleFamily.class.getPermittedSubclasses().length);
  }

  @ParameterizedTest
  @CsvSource({
    "rdd_01_0, rdd_1_0",
    "rdd_000000000000000000001_00, rdd_1_0",
    "shuffle_007_0_1, shuffle_7_0_1",
    "broadcast_1piece0, broadcast_1_piece0",
    "broadcast_1_, broadcast_1",
    "broadcast_1__x, broadcast_1__x",
    "temp_local_1-2-3-4-5, temp_local_00000001-0002-0003-0004-000000000005",
    "temp_local_01234567-89AB-CDEF-0123-456789ABCDEF,"
        + " temp_local_01234567-89ab-cdef-0123-456789abcdef"
  })
  void namesAreComparedInTheirParsedForm(String name, String canonical) {
    assertThat(BlockId.parse(name)).isEqualTo(BlockId.parse(canonical)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "shuffle_1_2_3xdata, shuffle_1_2_3.data",
    "shuffle_1_2_34data, shuffle_1_2_3.data",
    "shuffle_1_2_3_index, shuffle_1_2_3.index",
    "shuffleMerged__1_2_3-meta, shuffleMerged__1_2_3.meta"
  })
  void anyCharacterStandsForTheDotInSparksPatterns(String name, String canonical) {
    assertThat(BlockId.parse(name)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rdd",
        "rdd_",
        "rdd_1",
        "rdd_1_",
        "rdd__1",
        "rdd_1_2_3",
        "rdd_-1_0",
        "rdd_+1_0",
        "rdd_1_0 ",
        " rdd_1_0",
        "RDD_1_0",
        "rdd_\u0661_0",
        "rdd_2147483648_0",
        "rdd_0_2147483648",
        "rdd_99999999999999999999_0",
        "shuffle_1_9223372036854775808_3",
        "shuffle_2147483648_1_3",
        "shuffle_1_2",
        "broadcast_",
        "broadcast_x",
        "broadcast_1_a-b",
        "broadcast_9223372036854775808",
        "taskresult_-1",
        "input-1",
        "python-stream-1-x",
        "temp_local_",
        "temp_local_zz",
        "temp_local_12",
        "temp_shuffle_1-2-3-4",
        "test",
        "test_a\nb",
        "python_worker_log_1_a_b",
        "python_worker_log_1_a_b_c_d",
        "cache_session_hash",
        "unknown_1"
      })
  void malformedNamesAreRefusedWithTheTextAndWhatWasExpected(String name) {
    assertThatThrownBy(() -> BlockId.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("malformed block name \"")
        .hasMessageContaining(name.replace("\n", "\\u000a"))
        .hasMessageContaining("expected")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMalformedNameIsToldTheShapeOfItsOwnKind() {
    assertThatThrownBy(() -> BlockId.parse("rdd_3"))
        .hasMessage(
            "malformed block name \"rdd_3\": expected rdd_<rddId>_<split> with ids in their range");
    assertThatThrownBy(() -> BlockId.parse("taskresult_x")).hasMessageContaining("<task>");
    assertThatThrownBy(() -> BlockId.parse("frobnicate"))
        .hasMessageContaining("one of Spark's, such as rdd_<rddId>_<split>");
  }

  @Test
  void anEndlessNameIsQuotedInPart() {
    assertThatThrownBy(() -> BlockId.parse("x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void partsThatCouldNotBeReadBackAreRefused() {
    assertThatThrownBy(() -> BlockId.rdd(-1, 0)).hasMessageContaining("rddId -1");
    assertThatThrownBy(() -> BlockId.rdd(0, -1)).hasMessageContaining("splitIndex -1");
    assertThatThrownBy(() -> BlockId.broadcast(-1)).hasMessageContaining("broadcastId -1");
    assertThatThrownBy(() -> BlockId.broadcast(1, "a-b")).hasMessageContaining("\"a-b\"");
    assertThatThrownBy(() -> BlockId.test("log_1_x")).hasMessageContaining("names a log block");
    assertThatThrownBy(() -> BlockId.test("a\nb")).hasMessageContaining("line break");
    assertThatThrownBy(() -> new TestLogBlockId(1, "a\rb")).hasMessageContaining("line break");
    assertThatThrownBy(() -> new PythonWorkerLogBlockId(1, "a_b", "", ""))
        .hasMessageContaining("underscore");
    assertThatThrownBy(() -> new ShuffleMergedDataBlockId("a.b", 1, 2, 3))
        .hasMessageContaining("\"a.b\"");
    assertThatThrownBy(() -> new ShuffleBlockId(1, -2, 3)).hasMessageContaining("mapId -2");
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void noPartOfAnyKindIsNegativeOrHoldsWhatCouldNotBeReadBack(String name, BlockId id)
      throws ReflectiveOperationException {
    RecordComponent[] parts = id.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[parts.length];
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      values[i] = parts[i].getAccessor().invoke(id);
    }
    Constructor<?> constructor = id.getClass().getDeclaredConstructor(types);
    assertThat(constructor.newInstance(values)).isEqualTo(id);
    for (int i = 0; i < parts.length; i++) {
      Object[] spoilt = values.clone();
      spoilt[i] = bad(types[i]);
      if (spoilt[i] != null) {
        assertThatThrownBy(() -> constructor.newInstance(spoilt))
            .as("%s of %s", parts[i].getName(), name)
            .hasCauseInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static @Nullable Object bad(Class<?> type) {
    if (type == int.class) {
      return -1;
    } else if (type == long.class) {
      return -1L;
    }
    return type == String.class ? "_\n." : null;
  }

  @Test
  void kindsThatSparkCountsAsShuffleAreFour() {
    assertThat(
            everyKind()
                .map(arguments -> (BlockId) arguments.get()[1])
                .filter(BlockId::isShuffle)
                .map(BlockId::name))
        .containsExactly(
            "shuffle_1_2_3", "shuffle_1_2_3_4", "shuffle_1_2_3.data", "shuffle_1_2_3.index");
  }

  @Test
  void onlyRddBlocksHaveAnRdd() {
    assertThat(BlockId.rdd(1, 2).isRdd()).isTrue();
    assertThat(BlockId.broadcast(1).isRdd()).isFalse();
    assertThat(BlockId.broadcast(1, "piece0").isBroadcast()).isTrue();
    assertThat(BlockId.test("x").isBroadcast()).isFalse();
  }

  @Test
  void readingAnRddBlocksNameAllocatesOnlyTheBlock() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String[] names = {"rdd_12_345", "rdd_2147483647_0"};
    long ids = 0;
    for (int i = 0; i < 20_000; i++) {
      ids += ((RDDBlockId) BlockId.parse(names[i & 1])).splitIndex();
    }
    int rounds = 10_000;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      ids += ((RDDBlockId) BlockId.parse(names[i & 1])).splitIndex();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
    assertThat(ids).isPositive();
    assertThat(each).as("bytes for a name").isLessThanOrEqualTo(24);
  }
}
