package io.memsim.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.whatif.Measures;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** The figures of a configuration, under the names that JSON and CSV give them. */
record MeasureColumn(String key, Function<Measures, Number> value) {
  /** All figures, in their order. */
  static final List<MeasureColumn> ALL =
      List.of(
          new MeasureColumn("hitRatio", Measures::hitRatio),
          new MeasureColumn("byteHitRatio", Measures::byteHitRatio),
          new MeasureColumn("reads", Measures::reads),
          new MeasureColumn("memoryHits", Measures::memoryHits),
          new MeasureColumn("diskHits", Measures::diskHits),
          new MeasureColumn("evictions", Measures::evictions),
          new MeasureColumn("evictedBytes", Measures::evictedBytes),
          new MeasureColumn("refusedPuts", Measures::refusedPuts),
          new MeasureColumn("recomputed", Measures::recomputed),
          new MeasureColumn("recomputedMillis", Measures::recomputedMillis),
          new MeasureColumn("diskMillis", Measures::diskMillis),
          new MeasureColumn("serializingMillis", Measures::serializingMillis),
          new MeasureColumn("spilledBytes", Measures::spilledBytes),
          new MeasureColumn("spillMillis", Measures::spillMillis),
          new MeasureColumn("lostMillis", Measures::lostMillis),
          new MeasureColumn("failures", Measures::failures),
          new MeasureColumn("durationMillis", Measures::durationMillis),
          new MeasureColumn("container", Measures::container),
          new MeasureColumn("executors", measures -> (long) measures.executors()),
          new MeasureColumn("unified", Measures::unified),
          new MeasureColumn("cost", Measures::cost));

  /** A whole number, or a double in the shortest form that reads back. */
  String text(Measures measures) {
    return value().apply(measures).toString();
  }

  void write(JsonGenerator json, Measures measures) throws IOException {
    Number number = value().apply(measures);
    if (number instanceof Long whole) {
      json.writeNumber(whole);
    } else {
      json.writeNumber(number.doubleValue());
    }
  }
}
