package io.memsim.block;

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
import io.memsim.internal.text.ForeignText;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads block names as Spark's {@code BlockId.apply} does. */
final class BlockIdParser {

  /*
   * The kinds stand in Spark's order, and the first pattern that matches decides, also when a number
   * in it is then out of range. Spark's patterns are kept as they are: the dot of ".data" and its
   * like matches any character, and the letters after a broadcast's number need no underscore.
   * Names of RDD blocks, by far the most frequent, are read by hand: no pattern, no garbage.
   */

  private static final String RDD = "rdd_";
  private static final String RDD_SHAPE = "rdd_<rddId>_<split>";
  private static final String N = "([0-9]+)";
  private static final String S3 = N + "_" + N + "_" + N;
  private static final String MERGED = "([_A-Za-z0-9]*)_" + S3;

  private static final List<Kind> KINDS =
      List.of(
          kind(
              "shuffle_",
              S3,
              "<shuffle>_<map>_<reduce>",
              m -> new ShuffleBlockId(integer(m, 1), number(m, 2), integer(m, 3))),
          kind(
              "shuffle_",
              S3 + "_" + N,
              "<shuffle>_<map>_<reduce>_<end>",
              m ->
                  new ShuffleBlockBatchId(
                      integer(m, 1), number(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "shuffle_",
              S3 + ".data",
              "<shuffle>_<map>_<reduce>.data",
              m -> new ShuffleDataBlockId(integer(m, 1), number(m, 2), integer(m, 3))),
          kind(
              "shuffle_",
              S3 + ".index",
              "<shuffle>_<map>_<reduce>.index",
              m -> new ShuffleIndexBlockId(integer(m, 1), number(m, 2), integer(m, 3))),
          kind(
              "shufflePush_",
              S3 + "_" + N,
              "<shuffle>_<merge>_<map>_<reduce>",
              m ->
                  new ShufflePushBlockId(
                      integer(m, 1), integer(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "shuffleMerged_",
              S3,
              "<shuffle>_<merge>_<reduce>",
              m -> new ShuffleMergedBlockId(integer(m, 1), integer(m, 2), integer(m, 3))),
          kind(
              "shuffleMerged_",
              MERGED + ".data",
              "<app>_<shuffle>_<merge>_<reduce>.data",
              m ->
                  new ShuffleMergedDataBlockId(
                      m.group(1), integer(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "shuffleMerged_",
              MERGED + ".index",
              "<app>_<shuffle>_<merge>_<reduce>.index",
              m ->
                  new ShuffleMergedIndexBlockId(
                      m.group(1), integer(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "shuffleMerged_",
              MERGED + ".meta",
              "<app>_<shuffle>_<merge>_<reduce>.meta",
              m ->
                  new ShuffleMergedMetaBlockId(
                      m.group(1), integer(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "shuffleChunk_",
              S3 + "_" + N,
              "<shuffle>_<merge>_<reduce>_<chunk>",
              m ->
                  new ShuffleBlockChunkId(
                      integer(m, 1), integer(m, 2), integer(m, 3), integer(m, 4))),
          kind(
              "broadcast_",
              N + "([_A-Za-z0-9]*)",
              "<id> or broadcast_<id>_<piece>",
              m -> new BroadcastBlockId(number(m, 1), withoutUnderscore(m.group(2)))),
          kind("taskresult_", N, "<task>", m -> new TaskResultBlockId(number(m, 1))),
          kind(
              "input-",
              N + "-" + N,
              "<stream>-<id>",
              m -> new StreamBlockId(integer(m, 1), number(m, 2))),
          kind(
              "python-stream-",
              N + "-" + N,
              "<stream>-<id>",
              m -> new PythonStreamBlockId(integer(m, 1), number(m, 2))),
          kind(
              "temp_local_",
              "([-A-Fa-f0-9]+)",
              "<uuid>",
              m -> new TempLocalBlockId(UUID.fromString(m.group(1)))),
          kind(
              "temp_shuffle_",
              "([-A-Fa-f0-9]+)",
              "<uuid>",
              m -> new TempShuffleBlockId(UUID.fromString(m.group(1)))),
          kind(
              "test_log_",
              N + "_(.*)",
              "<time>_<executor>",
              m -> new TestLogBlockId(number(m, 1), m.group(2))),
          kind(
              "python_worker_log_",
              N + "_([^_]*)_([^_]*)_([^_]*)",
              "<time>_<executor>_<session>_<worker>",
              m -> new PythonWorkerLogBlockId(number(m, 1), m.group(2), m.group(3), m.group(4))),
          kind("test_", "(.*)", "<name>", m -> new TestBlockId(m.group(1))));

  private BlockIdParser() {}

  static BlockId parse(String name) {
    if (name.startsWith(RDD)) {
      return parseRdd(name);
    }
    for (Kind kind : KINDS) {
      if (name.startsWith(kind.prefix)) {
        Matcher matcher = kind.pattern.matcher(name);
        if (matcher.matches()) {
          return parse(name, kind, matcher);
        }
      }
    }
    throw malformed(name, null);
  }

  private static BlockId parse(String name, Kind kind, MatchResult match) {
    try {
      return kind.maker.make(match);
    } catch (IllegalArgumentException e) {
      throw malformed(name, e);
    }
  }

  private static RDDBlockId parseRdd(String name) {
    int separator = name.indexOf('_', RDD.length());
    if (separator < 0) {
      throw malformed(name, null);
    }
    int rddId = digits(name, RDD.length(), separator);
    return new RDDBlockId(rddId, digits(name, separator + 1, name.length()));
  }

  private static int digits(String name, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed(name, null);
      }
      value = value * 10 + digit;
      if (value > Integer.MAX_VALUE) {
        throw malformed(name, null);
      }
    }
    if (from == to) {
      throw malformed(name, null);
    }
    return (int) value;
  }

  private static IllegalArgumentException malformed(String name, @Nullable RuntimeException cause) {
    String shapes =
        name.startsWith(RDD)
            ? RDD_SHAPE
            : KINDS.stream()
                .filter(kind -> name.startsWith(kind.prefix))
                .map(kind -> kind.prefix + kind.shape)
                .collect(Collectors.joining(" or "));
    String expected =
        shapes.isEmpty()
            ? "one of Spark's, such as rdd_<rddId>_<split> or broadcast_<id>"
            : shapes + " with ids in their range";
    return new IllegalArgumentException(
        "malformed block name " + ForeignText.quoted(name) + ": expected " + expected, cause);
  }

  private static int integer(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static long number(MatchResult match, int group) {
    return Long.parseLong(match.group(group));
  }

  private static String withoutUnderscore(String field) {
    return field.startsWith("_") ? field.substring(1) : field;
  }

  private static Kind kind(String prefix, String rest, String shape, Maker maker) {
    return new Kind(prefix, Pattern.compile(Pattern.quote(prefix) + rest), shape, maker);
  }

  private record Kind(String prefix, Pattern pattern, String shape, Maker maker) {}

  private interface Maker {
    BlockId make(MatchResult match);
  }
}
