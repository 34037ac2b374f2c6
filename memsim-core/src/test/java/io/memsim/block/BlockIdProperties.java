package io.memsim.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.memsim.block.BlockId.PythonStreamBlockId;
import io.memsim.block.BlockId.PythonWorkerLogBlockId;
import io.memsim.block.BlockId.StreamBlockId;
import io.memsim.block.BlockId.TaskResultBlockId;
import io.memsim.block.BlockId.TempLocalBlockId;
import io.memsim.block.BlockId.TempShuffleBlockId;
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
import java.util.UUID;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BlockIdProperties {

  private static final Pattern LOG = Pattern.compile("log_[0-9]+_.*");

  @Provide
  Arbitrary<BlockId> blocks() {
    Arbitrary<Integer> i = Arbitraries.integers().between(0, Integer.MAX_VALUE);
    Arbitrary<Long> l = Arbitraries.longs().between(0, Long.MAX_VALUE);
    Arbitrary<String> word = Arbitraries.strings().alpha().numeric().withChars('_').ofMaxLength(8);
    Arbitrary<String> line =
        Arbitraries.strings()
            .ofMaxLength(8)
            .map(text -> text.replaceAll("[\\n\\r\\u0085\\u2028\\u2029]", "-"));
    Arbitrary<String> apart = Arbitraries.strings().ofMaxLength(8).map(t -> t.replace('_', '-'));
    Arbitrary<UUID> uuid =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    return Arbitraries.oneOf(
        Combinators.combine(i, i).as(BlockId::rdd),
        Combinators.combine(l, word).as(BlockId::broadcast),
        Combinators.combine(i, l, i).as(ShuffleBlockId::new),
        Combinators.combine(i, l, i, i).as(ShuffleBlockBatchId::new),
        Combinators.combine(i, l, i).as(ShuffleDataBlockId::new),
        Combinators.combine(i, l, i).as(ShuffleIndexBlockId::new),
        Combinators.combine(i, i, i, i).as(ShufflePushBlockId::new),
        Combinators.combine(i, i, i).as(ShuffleMergedBlockId::new),
        Combinators.combine(word, i, i, i).as(ShuffleMergedDataBlockId::new),
        Combinators.combine(word, i, i, i).as(ShuffleMergedIndexBlockId::new),
        Combinators.combine(word, i, i, i).as(ShuffleMergedMetaBlockId::new),
        Combinators.combine(i, i, i, i).as(ShuffleBlockChunkId::new),
        l.map(TaskResultBlockId::new),
        Combinators.combine(i, l).as(StreamBlockId::new),
        Combinators.combine(i, l).as(PythonStreamBlockId::new),
        uuid.map(TempLocalBlockId::new),
        uuid.map(TempShuffleBlockId::new),
        line.filter(text -> !LOG.matcher(text).matches()).map(BlockId::test),
        Combinators.combine(l, line).as(TestLogBlockId::new),
        Combinators.combine(l, apart, apart, apart).as(PythonWorkerLogBlockId::new));
  }

  @Property
  void anyBlockIsReadBackFromItsName(@ForAll("blocks") BlockId id) {
    assertThat(BlockId.parse(id.name())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(id).hasToString(id.name());
  }

  @Provide
  Arbitrary<String> almostNames() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "rdd_",
            "shuffle_",
            "broadcast_",
            "test_",
            "log_",
            "temp_local_",
            "_",
            "-",
            ".data",
            "input-",
            "0",
            "7",
            "2147483648",
            "99999999999999999999",
            "a",
            " ",
            "\n",
            "é");
    return piece.list().ofMaxSize(6).map(pieces -> String.join("", pieces));
  }

  @Property
  void anyTextIsABlockOrRefusedInOneLine(@ForAll("almostNames") String text) {
    Throwable refused = catchThrowable(() -> BlockId.parse(text));
    if (refused == null) {
      BlockId id = BlockId.parse(text);
      assertThat(BlockId.parse(id.name())).isEqualTo(id);
    } else {
      assertThat(refused).isInstanceOf(IllegalArgumentException.class);
      assertThat(refused.getMessage()).startsWith("malformed block name").doesNotContain("\n");
    }
  }

  @Property
  void anyMangledNameIsABlockOrRefused(
      @ForAll("blocks") BlockId id, @ForAll @IntRange(max = 60) int at, @ForAll char with) {
    StringBuilder mangled = new StringBuilder(id.name());
    mangled.setCharAt(at % mangled.length(), with);
    Throwable refused = catchThrowable(() -> BlockId.parse(mangled.toString()));
    if (refused != null) {
      assertThat(refused).isInstanceOf(IllegalArgumentException.class);
      assertThat(refused.getMessage().lines()).hasSize(1);
    }
  }
}
