package io.memsim.trace;

import com.fasterxml.jackson.core.JsonToken;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a trace's first line. */
final class HeaderParser {
  private final JsonCursor json;
  private @Nullable String memsim;
  private long version = -1;
  private long cores = -1;
  private @Nullable Map<String, String> conf;
  private @Nullable String source;
  private @Nullable String about;

  private HeaderParser(JsonCursor json) {
    this.json = json;
  }

  /** Reads the header that the cursor is before. */
  static TraceHeader parse(JsonCursor json) {
    if (!json.nextObject() || json.line() != 1) {
      throw new TraceFormatException(
          json.file(), 1, "header", "nothing", "a trace's header, {\"memsim\":\"trace\",...}");
    }
    return new HeaderParser(json).parse();
  }

  private TraceHeader parse() {
    Set<String> seen = new HashSet<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!read(name)) {
        json.skip();
      } else if (!seen.add(name)) {
        throw json.fail(name, "given twice", "it once");
      }
    }
    if (!"trace".equals(memsim)) {
      throw json.fail("memsim", memsim == null ? "missing" : memsim, "\"trace\"");
    }
    if (version != TraceHeader.VERSION) {
      String shown = version < 0 ? "missing" : Long.toString(version);
      throw json.fail("version", shown, "1, the version that this program reads");
    }
    if (cores < 0) {
      throw json.fail("cores", "missing", "the number of task slots");
    }
    if (conf == null) {
      throw json.fail("conf", "missing", "an object of Spark properties");
    }
    return new TraceHeader(conf, (int) cores, source, about);
  }

  private boolean read(String name) {
    switch (name) {
      case "memsim" -> memsim = json.isString() ? json.text() : json.shown();
      case "version" -> version = number("version", 0, Long.MAX_VALUE, "1");
      case "cores" ->
          cores = number("cores", 1, Integer.MAX_VALUE, "the number of task slots, from 1 on");
      case "source" -> source = string("source");
      case "conf" -> conf = conf();
      case "about" -> {
        // The recorder's own remark: kept when it is a text, else ignored.
        about = json.isString() ? json.text() : null;
        json.skip();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private long number(String field, long least, long most, String expected) {
    if (!json.isLong() || json.longValue() < least || json.longValue() > most) {
      throw json.fail(field, json.shown(), expected);
    }
    return json.longValue();
  }

  private String string(String field) {
    if (!json.isString()) {
      throw json.fail(field, json.shown(), "a string");
    }
    return json.text();
  }

  private Map<String, String> conf() {
    if (json.token() != JsonToken.START_OBJECT) {
      throw json.fail("conf", json.shown(), "an object of Spark properties");
    }
    Map<String, String> read = new LinkedHashMap<>();
    for (String key = json.nextField(); key != null; key = json.nextField()) {
      if (!json.token().isScalarValue() || json.token() == JsonToken.VALUE_NULL) {
        throw json.fail("conf." + key, json.shown(), "a string, as in spark-defaults.conf");
      }
      if (read.put(key, json.text()) != null) {
        throw json.fail("conf." + key, "given twice", "it once");
      }
    }
    return read;
  }
}
