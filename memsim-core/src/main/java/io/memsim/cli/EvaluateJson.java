package io.memsim.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code evaluate --json} prints. */
final class EvaluateJson {

  private EvaluateJson() {}

  static void print(List<Score> scores, PrintStream to) {
    try (JsonGenerator out =
        new JsonFactory().createGenerator(to).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      out.writeStartObject();
      out.writeStringField("schema", "memsim/evaluate/1");
      out.writeArrayFieldStart("runs");
      for (Score score : scores) {
        out.writeStartObject();
        out.writeStringField("from", score.from());
        out.writeStringField("to", score.to());
        out.writeBooleanField("sequential", score.sequential());
        figures(out, List.of(score));
        spread(out, "evictionsPredicted", score.evictions().count());
        spread(out, "recomputed", score.recomputed());
        spread(out, "spilled", score.spill().bytes());
        out.writeArrayFieldStart("limits");
        for (String limit : score.limits()) {
          out.writeString(limit);
        }
        out.writeEndArray();
        out.writeEndObject();
      }
      out.writeEndArray();
      total(out, "total", scores);
      total(out, "totalReached", scores.stream().filter(Score::reached).toList());
      out.writeObjectFieldStart("groups");
      for (EvaluateText.Group group : EvaluateText.Group.values()) {
        List<Score> members = scores.stream().filter(group::contains).toList();
        if (!members.isEmpty()) {
          total(out, group.name().toLowerCase(java.util.Locale.ROOT), members);
        }
      }
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new BadInputException("standard output cannot be written: " + e.getMessage());
    }
    to.println();
  }

  private static void spread(JsonGenerator out, String name, Score.Count count) throws IOException {
    out.writeNumberField(name, count.predicted());
    out.writeNumberField(name + "Least", count.spread().least());
    out.writeNumberField(name + "Most", count.spread().most());
  }

  private static void total(JsonGenerator out, String name, List<Score> scores) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("count", scores.size());
    figures(out, scores);
    out.writeNumberField(
        "evictionsNear", scores.stream().filter(EvaluateText::evictionsNear).count());
    out.writeNumberField(
        "recomputedNear", scores.stream().filter(EvaluateText::recomputedNear).count());
    out.writeNumberField("spilledNear", scores.stream().filter(EvaluateText::spilledNear).count());
    out.writeEndObject();
  }

  private static void figures(JsonGenerator out, List<Score> scores) throws IOException {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (Score score : scores) {
      share(sums, "accesses", score.reads());
      share(sums, "evictions", score.evictions().exact());
      share(sums, "evictionsInOrder", score.evictions().inOrder());
      share(sums, "evictionsForPuts", score.evictions().forPuts());
      share(sums, "evictionsForExecution", score.evictions().forExecution());
      count(sums, "evictedBytes", score.evictions().bytes());
      share(sums, "finalBlocks", score.finals().memory().plus(score.finals().disk()));
      share(sums, "finalMemoryBlocks", score.finals().memory());
      share(sums, "finalDiskBlocks", score.finals().disk());
      sums.merge("recomputedTrue", score.recomputed().truth(), Long::sum);
      count(sums, "spilledBytes", score.spill().bytes());
      share(sums, "stages", score.spill().stages());
    }
    for (Map.Entry<String, Long> sum : sums.entrySet()) {
      out.writeNumberField(sum.getKey(), sum.getValue());
    }
  }

  private static void share(Map<String, Long> sums, String name, Score.Share share) {
    sums.merge(name, share.all(), Long::sum);
    sums.merge(name + "Right", share.right(), Long::sum);
  }

  private static void count(Map<String, Long> sums, String name, Score.Count count) {
    sums.merge(name, count.predicted(), Long::sum);
    sums.merge(name + "True", count.truth(), Long::sum);
  }
}
